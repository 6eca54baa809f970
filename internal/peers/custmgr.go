package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/report"
)

func custmgr() []tool {
	values := seed().Values()
	var given []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		text := strings.Trim(strings.ReplaceAll(fmt.Sprint(values[name]), " ", ","), "[]")
		given = append(given, "--value", name+"="+text)
	}
	return []tool{
		{name: "custmgr", setting: atDefault,
			configured: "`custmgr verify --url URL` with the token in `CUSTMGR_TOKEN`. The document is the embedded one, unedited. A failing test is a check that breaks the contract; warnings do not count.",
			judge:      func(ctx context.Context, at bench) (verdict, error) { return verifies(ctx, at, false) }},
		{name: "custmgr", setting: inAMinute,
			configured: "The same with `--max-requests 60`, as many as the live API answers in a minute.",
			judge: func(ctx context.Context, at bench) (verdict, error) {
				return verifies(ctx, at, false, "--max-requests", "60")
			}},
		{name: "custmgr", setting: atBest,
			configured: "As by default, with `--strict`, so that warnings count, the token of a second account in `CUSTMGR_TOKEN_2`, and the account's own data: `" + strings.Join(given, " ") + "`.",
			judge: func(ctx context.Context, at bench) (verdict, error) {
				return verifies(ctx, at, true, append([]string{"--strict"}, given...)...)
			}},
	}
}

// verifies runs custmgr verify.
func verifies(ctx context.Context, at bench, strict bool, args ...string) (verdict, error) {
	env, file := []string{"CUSTMGR_TOKEN=" + token}, filepath.Join(at.dir, "results.jsonl")
	if strict {
		env = append(env, "CUSTMGR_TOKEN_2="+other)
	}
	p, err := execute(ctx, at.dir, env, at.shelf.custmgr, append([]string{"verify", "--url", at.url, "--json", file}, args...)...)
	if err != nil {
		return verdict{}, err
	}
	text, err := os.Open(file)
	if err != nil {
		return crashed(p, err), nil
	}
	defer text.Close()
	run, err := report.Read(text)
	if err != nil {
		return crashed(p, err), nil
	}
	v := judged(run, strict)
	v.process = p
	return v, nil
}

// judged reads the failing checks out of a run. Only checks that were judged are
// counted: neither those that were skipped nor those that only tell something.
func judged(run report.Run, strict bool) verdict {
	v := verdict{failed: findings{}}
	for _, r := range run.Results {
		if r.Outcome != contracttest.Pass && r.Outcome != contracttest.Fail {
			continue
		}
		v.checks++
		if r.Broken(strict) {
			v.failing++
			v.failed.add(r.Check.ID, "failed")
		}
	}
	return v
}
