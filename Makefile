# The two commands of a fresh machine are `make verify` and `make test`; they
# need Go and make. Everything else that is needed is pinned in go.mod.
GO ?= go
RACE := $(if $(shell command -v $$($(GO) env CC)),-race)

.PHONY: verify test generate docs lint lint-spec fmt bench soak peers

verify: ## judge the embedded sandbox: the main job
	$(GO) run ./cmd/custmgr verify

test: ## all tests; with the race detector, if there is a C compiler for it; make lint vets
	$(GO) test -timeout 30m -vet=off $(RACE) ./...
	cd client/oteltest && $(GO) test $(RACE) ./...

generate: ## what is made from openapi/openapi.yaml
	$(GO) generate ./...
	$(GO) test -timeout 40m ./contracttest -run '^(TestSensitivity|TestWhatABound)' -update
	$(GO) test -timeout 40m ./client -run Robust -update-robustness

docs: ## the reference pages, into docs/site
	$(GO) run ./docs/reference/build -o docs/site

lint: lint-spec ## formatting, vet, staticcheck
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$unformatted" || { echo "not gofmt'ed: $$unformatted"; exit 1; }
	$(GO) vet ./...
	$(GO) tool staticcheck ./...

lint-spec: ## our own rules for the document, and an OpenAPI linter's
	$(GO) run ./openapi/lintspec

fmt:
	gofmt -w $$(git ls-files '*.go')

bench: ## ratios within one run; numbers of one machine mean nothing on another
	$(GO) test ./contracttest ./client -run '^$$' -bench . -benchmem

soak: ## fuzzing target by target, millions of bodies, a kill and a failure at every request
	./.ci/soak

peers: ## custmgr beside Specmatic, Portman, Dredd and Prism, into docs/peers.md; needs node, npm and java
	$(GO) run ./internal/peers
