package main

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
)

func portman() []tool {
	return []tool{
		{name: "Portman", setting: atDefault,
			configured: "`portman -l DOCUMENT -b URL -n` with its default configuration and the token in `PORTMAN_BEARER_TOKEN`; newman's report goes to a file. The path parameter's example stands with each operation, as for Dredd. By default newman stops at the first failing test.",
			judge: func(ctx context.Context, at bench) (verdict, error) {
				return portmans(ctx, at, `{"reporters":["json"],"reporter":{"json":{"export":"report.json"}}}`)
			}},
		{name: "Portman", setting: atBest,
			configured: "The same with setup/portman.json: all contract tests with closed schemas, content tests that each answer shows what was sent, an integration test (create, list, update, list, delete, list, each with content tests, the new id in a variable), variations for 400, 401, 404, 415 and 422 with exact status, fuzzed bodies (required, minimum), and newman does not stop at a failure.",
			judge: func(ctx context.Context, at bench) (verdict, error) {
				if err := place(at.dir, "portman.json"); err != nil {
					return verdict{}, err
				}
				return portmans(ctx, at, `{"abortOnFailure":false,"reporters":["json"],"reporter":{"json":{"export":"report.json"}}}`, "-c", "portman.json")
			}},
	}
}

func portmans(ctx context.Context, at bench, newman string, args ...string) (verdict, error) {
	if err := writeDocument(at.dir, served(at.url), exampled("")); err != nil {
		return verdict{}, err
	}
	p, err := execute(ctx, at.dir, []string{"PORTMAN_BEARER_TOKEN=" + token}, at.shelf.bin("portman"), append([]string{
		"-l", "openapi.yaml", "-b", at.url, "-n", "--newmanRunOptions", newman}, args...)...)
	if err != nil {
		return verdict{}, err
	}
	return reported(p, filepath.Join(at.dir, "report.json"), readPortman), nil
}

// readPortman reads newman's JSON report. A failure names the request, the test
// and what was wrong; a request that got no answer fails without a test.
func readPortman(text []byte) (verdict, error) {
	var report struct {
		Run struct {
			Stats struct {
				Assertions struct{ Total int }
			}
			Failures []struct {
				Source struct{ Name string }
				Error  struct{ Name, Test, Message string }
			}
		}
	}
	if err := json.Unmarshal(text, &report); err != nil {
		return verdict{}, err
	}
	v := verdict{failed: findings{}, checks: report.Run.Stats.Assertions.Total}
	for _, f := range report.Run.Failures {
		if f.Error.Name == "AssertionFailure" {
			continue // it repeats the failures of one script when newman stops
		}
		v.failing++
		test := strings.TrimSpace(f.Source.Name + ": " + f.Error.Test)
		for line := range strings.Lines(f.Error.Message) {
			if line = strings.TrimSpace(line); line != "" {
				v.failed.add(test, line)
			}
		}
	}
	return v, nil
}
