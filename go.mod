module github.com/knwl-platform/infra

go 1.26
