# The knowledge service; included by the Makefile.

.PHONY: serve smoke image push bench bench-pairs service-fuzz service-schemathesis

# $(call need,NAME,remedy) ends make, before anything is compiled, if a variable is not set. The remedy has no comma.
need = $(if $(value $1),,$(error $1 is not set: $2))

# $(call matches,NAME,regular expression) is empty if the variable's value as a whole does not match.
matches = $(shell printf %s '$(subst ','\'',$($1))' | LC_ALL=C grep -Ex '$2')

serve: ## the service on localhost with SQLite, demo keys and a few documents: [PORT=8000]
	@go run ./service/cmd/knwl-demo

smoke: ## health, ingest, search, isolation of a running service: URL=http://localhost:8000 [API_KEYS_JSON=...]
	@: $(call need,URL,run make smoke URL=http://localhost:8000)
	@# The default is the demo's keys, which only `make serve` has.
	@: $(if $(call matches,URL,http://(localhost|127\.0\.0\.1)(:[0-9]+)?(/.*)?),,$(call need,API_KEYS_JSON,$(some_keys)))
	@go run ./service/cmd/knwl-smoke "$(URL)"
some_keys = export some of the keys of the service such as {"key":["tenant"]}

image: ## the service's container image in dist/image, an OCI layout, and its SBOM beside it, without Docker
	@cd service/image && go run . -layout $(CURDIR)/dist/image

push: ## push the image and its SBOM: REPOSITORY=123456789012.dkr.ecr.eu-west-1.amazonaws.com/knwl-service; prints its reference
	@: $(call need,REPOSITORY,$(a_repository))
	@: $(if $(call matches,REPOSITORY,[a-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)+),,$(error REPOSITORY is "$(REPOSITORY)", \
		not registry/name in lower case without https:// and tag: $(a_repository)))
	@cd service/image && go run . -push "$(REPOSITORY)"
a_repository = run make push REPOSITORY=123456789012.dkr.ecr.eu-west-1.amazonaws.com/knwl-service

bench: ## how fast the service is, about 15 minutes; the output suits benchstat
	@mkdir -p dist
	go test ./service/bench -run '^$$' -bench . -benchtime 2s -timeout 60m $(BENCH) | tee dist/bench.txt

bench-pairs: ## this service and the original in turn, 5 minutes: ORIGINAL=its checkout [ORIGINAL_COMMAND=...]
	@: $(call need,ORIGINAL,run make bench-pairs ORIGINAL=the directory of its checkout)
	@mkdir -p dist
	ORIGINAL="$(abspath $(ORIGINAL))" go test ./service/bench -run '^$$' -bench Pairs -benchtime 1x -timeout 60m | tee dist/pairs.txt

service-fuzz: ## five minutes of each fuzz target: [FUZZTIME=5m]
	go test ./service/http -run '^$$' -fuzz FuzzSearch -fuzztime $(FUZZTIME)
	go test ./service/http -run '^$$' -fuzz FuzzDocument -fuzztime $(FUZZTIME)
	go test ./service/http -run '^$$' -fuzz FuzzHeadersAndPath -fuzztime $(FUZZTIME)
	go test ./service/app -run '^$$' -fuzz FuzzKeys -fuzztime $(FUZZTIME)
	go test ./service/postgres -run '^$$' -fuzz FuzzText -fuzztime $(FUZZTIME)
FUZZTIME ?= 5m

# Property-based requests from /openapi.json, in an environment of their own.
schemathesis := .venv/schemathesis/bin/schemathesis
$(schemathesis):
	python3 -m venv .venv/schemathesis && .venv/schemathesis/bin/pip install --quiet schemathesis==4.32.5

service-schemathesis: $(schemathesis) ## requests of any shape, made from /openapi.json: no 5xx, no undocumented answer
	go test ./service/cmd/knwl-service -count=1 -v -run Schemathesis -schemathesis=$(abspath $(schemathesis))
