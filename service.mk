# The knowledge service; included by the Makefile.

.PHONY: serve smoke image push bench service-fuzz service-schemathesis

serve: ## the service on localhost with SQLite, a demo key and a few documents
	@go run ./service/cmd/knwl-demo

smoke: ## health, ingest, search, isolation of a running service: URL=http://localhost:8000 [API_KEYS_JSON=...]
	@go run ./service/cmd/knwl-smoke $(URL)
