# The repository's commands. `make help` lists them. `make up` and `make test` only need Go, make
# and git.

EXAMPLE ?= knwl-platform
STACK ?= dev
TOOLS := .tools/bin
# `pulumi up` builds programs with -trimpath, and Go shares no compiled package between builds with and
# without it. So everything here is built with it: the AWS SDK is compiled once.
export GOFLAGS ?= -trimpath
# Without TERM=dumb a library asks the terminal for its colors, and waits for seconds if none
# answers.
LOCAL = TERM=dumb $(TOOLS)/local -example "$(EXAMPLE)" -stack "$(STACK)"

include service.mk

.DEFAULT_GOAL := help
.PHONY: help up preview cost down rollout test lint audit prowler e2e record release example local

help: ## list the targets
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## /{printf "  %-21s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

up: example $(TOOLS)/pulumi local ## create an example on the real Pulumi engine without AWS (EXAMPLE=web, STACK=prod)
	@$(LOCAL) up

preview: example $(TOOLS)/pulumi local ## show what `make up` would change
	@$(LOCAL) preview

cost: example $(TOOLS)/pulumi local ## estimate what an example costs on AWS, without an account
	@$(LOCAL) cost

down: example $(TOOLS)/pulumi local ## delete what `make up` created (STACK=dev|prod)
	@$(LOCAL) down

rollout: ## build the command that deploys: .tools/bin/rollout (docs/deploying.md)
	@go build -C cmd/rollout -o $(abspath $(TOOLS))/rollout .

test: $(TOOLS)/pulumi ## run the tests
	go test -timeout 30m ./...

lint: $(TOOLS)/golangci-lint ## check format and style
	@for module in . cmd/rollout service/image e2e tools tools/trivy; do (cd $$module && $(abspath $(TOOLS))/golangci-lint run ./...) || exit 1; done

audit: .venv/audit/.installed ## scan the example's presets with Checkov, parliament and Trivy (docs/controls.md)
	@# CI=true turns a Trivy that cannot be built into a failure. Otherwise its checks are skipped.
	@$(MAKE) --no-print-directory $(TOOLS)/trivy || [ "$$CI" != true ]
	@.venv/audit/bin/python -B tools/audit/audit.py

prowler: $(TOOLS)/pulumi .venv/moto/.installed .venv/prowler/.installed ## scan prod in the emulated AWS with Prowler (ten minutes; docs/controls.md)
	cd e2e && PATH="$(abspath $(TOOLS)):$$PATH" E2E_PYTHON="$(abspath .venv/moto/bin/python)" \
		E2E_PROWLER="$(abspath .venv/prowler/bin/prowler)" go test -v -count=1 -timeout 60m -run TestProwler

e2e: record $(TOOLS)/pulumi .venv/moto/.installed ## test the example on the real AWS provider (half an hour; docs/e2e.md)
	@# Ten stacks run in parallel, because they mostly wait. -v, because silent minutes look like a hang.
	@# CI=true turns a missing PostgreSQL into a failure.
	cd e2e && CI=true E2E_RECORD="$(RECORD)" PATH="$(abspath $(TOOLS)):$$PATH" E2E_PYTHON="$(abspath .venv/moto/bin/python)" \
		go test -v -count=1 -timeout 60m -parallel 10

release: ## check that HEAD can be released, and print the tags to make and the notes (VERSION=v0.1.0)
	@.ci/release "$(VERSION)"

.venv/moto/.installed: e2e/emulator/requirements.txt
	python3 -m venv .venv/moto
	.venv/moto/bin/pip install --quiet -r $<
	@touch $@

.venv/audit/.installed: tools/audit/requirements.txt
	python3 -m venv .venv/audit
	.venv/audit/bin/pip install --quiet -r $<
	@touch $@

# pip needs a quarter of an hour to choose the versions, uv seconds.
.venv/prowler/.installed: tools/audit/prowler.txt
	python3 -m venv .venv/prowler
	.venv/prowler/bin/pip install --quiet uv
	.venv/prowler/bin/uv pip install --quiet --python .venv/prowler/bin/python -r $<
	@touch $@

# The offline provider has no image registries.
examples = $(filter-out knwl-registry,$(sort $(foreach file,$(wildcard examples/*/Pulumi.yaml examples/*/*/Pulumi.yaml),$(word 2,$(subst /, ,$(file))))))
example:
	@: $(if $(filter $(EXAMPLE),$(examples)),,$(error EXAMPLE is "$(EXAMPLE)": choose one of $(examples)))

record:
	@echo "$$RECORD" | grep -Eqx '(v[0-9]+\.[0-9]+\.[0-9]+)?' || { echo "RECORD is \"$$RECORD\": give one such as v0.1.0" >&2; exit 1; }

local:
	@go build -o $(TOOLS)/local ./examples/local

$(TOOLS)/pulumi: tools/go.mod tools/cli
	@tools/cli $@

$(TOOLS)/trivy: tools/trivy/go.mod tools/trivy/main.go
	go build -C tools/trivy -o ../../$@ .

$(TOOLS)/golangci-lint: tools/go.mod
	go build -C tools -o ../$@ github.com/golangci/golangci-lint/v2/cmd/golangci-lint
