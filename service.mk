# The knowledge service; included by the Makefile.

.PHONY: serve smoke image push bench bench-pairs service-fuzz service-schemathesis

serve: ## the service on localhost with SQLite, demo keys and a few documents: [PORT=8000]
	@go run ./service/cmd/knwl-demo

smoke: ## health, ingest, search, isolation of a running service: URL=http://localhost:8000 [API_KEYS_JSON=...]
	@go run ./service/cmd/knwl-smoke $(URL)

image: ## the service's container image as an OCI layout in dist/image, without Docker
	@cd service/image && go run . -layout $(CURDIR)/dist/image

push: ## push the image: REPOSITORY=123456789012.dkr.ecr.eu-west-1.amazonaws.com/knwl-service; prints its reference
	@cd service/image && go run . -push "$(REPOSITORY)"

bench: ## how fast the service is, about 15 minutes; the output suits benchstat
	@mkdir -p dist
	go test ./service/bench -run '^$$' -bench . -benchtime 2s -timeout 60m $(BENCH) | tee dist/bench.txt

bench-pairs: ## this service and the original in turn, 5 minutes: ORIGINAL=its checkout [ORIGINAL_COMMAND=...]
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
