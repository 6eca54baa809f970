package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// Without the tools from npm there is still custmgr, which this repository has.
func TestTheComparisonRunsWithCustmgrAlone(t *testing.T) {
	o := order{n: 5, repeat: 1, workers: 2, seed: 1, tools: "custmgr", timeout: 9 * time.Minute, keep: t.TempDir()} // no run takes so long, however busy the machine
	if raceFlag != "" {
		o.n = 3 // each takes ten times as long
	}
	t.Setenv("GOFLAGS", os.Getenv("GOFLAGS")+raceFlag)
	w, err := newWorkshop(t.Context(), o, io.Discard)
	require.NoError(t, err)
	t.Cleanup(w.close)
	sample := choose(derived(t), o.n, o.seed)
	columns, err := w.compare(t.Context(), o, sample, io.Discard)
	require.NoError(t, err)
	require.Len(t, columns, 3, "settings")
	for _, c := range columns {
		require.Equal(t, "custmgr", c.name)
		require.Zero(t, c.Good[0].Failing, "%s accuses the correct server: %v", c.setting, c.Alarms)
		require.Zero(t, c.Noise)
		require.Positive(t, c.Good[0].Requests)
		require.Positive(t, c.Good[0].StartUp)
		require.Positive(t, c.Good[0].CPU)
		require.NotEmpty(t, c.Caught)
		require.Empty(t, c.Crashes)
	}
	again, err := w.compare(t.Context(), order{repeat: 1, timeout: o.timeout, keep: o.keep}, sample, io.Discard)
	require.NoError(t, err, "what was kept is taken: without workers nothing could run")
	for i := range columns {
		require.Equal(t, columns[i].result, again[i].result)
	}
	page := comparison{servers: sample, columns: columns, repeat: 1, workers: 2}.markdown()
	for _, s := range sample {
		require.Contains(t, page, "| "+cell(s.Name)+" | "+s.Family+" |")
	}
}

func TestAnUnknownToolIsRefused(t *testing.T) {
	_, err := newWorkshop(t.Context(), order{tools: "curl", binary: "custmgr"}, io.Discard)
	require.ErrorContains(t, err, "-tools names none of custmgr")
}

func TestTheCorrectServerAnswersTheScriptAsItIsMeant(t *testing.T) {
	for name, whole := range map[string]bool{"short": false, "whole": true} {
		t.Run(name, func(t *testing.T) {
			st := raise(correct())
			t.Cleanup(st.close)
			names := map[string]bool{}
			for _, c := range script(whole) {
				require.Empty(t, c.through(t.Context(), http.DefaultClient, st.url, true), c.name)
				require.False(t, names[c.name], "two calls are named %q", c.name)
				names[c.name] = true
			}
			requests, _ := st.seen()
			require.Equal(t, len(names), requests)
		})
	}
}

func TestTheDocumentIsEditedOnlyWhereItHasToBe(t *testing.T) {
	read := func(edits ...edit) map[string]any {
		text, err := edited(edits...)
		require.NoError(t, err)
		var doc map[string]any
		require.NoError(t, yaml.Unmarshal(text, &doc))
		return doc
	}
	const item = "/api/customer_managers/{id}"
	original := read()
	t.Run("the server", func(t *testing.T) {
		doc := read(served("http://127.0.0.1:1"))
		require.Equal(t, []any{map[string]any{"url": "http://127.0.0.1:1"}}, doc["servers"])
		doc["servers"] = original["servers"]
		require.Equal(t, original, doc)
	})
	for name, c := range map[string]struct{ named, update, remove string }{
		"one example":    {"", "example: \"1234\"", "example: \"1236\""},
		"named examples": {"page", "page: {value: \"1234\"}", "page: {value: \"1236\"}"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(exampled(c.named))
			require.Nil(t, dig(doc, "paths", item, "parameters"))
			for method, want := range map[string]string{"put": c.update, "delete": c.remove} {
				parameter := dig(doc, "paths", item, method, "parameters").([]any)[0].(map[string]any)
				require.Equal(t, "id", parameter["name"])
				var value map[string]any
				require.NoError(t, yaml.Unmarshal([]byte(want), &value))
				if c.named != "" {
					require.Equal(t, value, parameter["examples"])
				} else {
					require.Equal(t, value["example"], parameter["example"])
				}
			}
		})
	}
	t.Run("the media type of answers", func(t *testing.T) {
		text, err := edited(charset)
		require.NoError(t, err)
		plain, err := edited()
		require.NoError(t, err)
		require.Equal(t, string(plain), strings.ReplaceAll(string(text), "application/json; charset=utf-8:", "application/json:"))
		require.Equal(t, 2, strings.Count(string(text), "application/json:"), "the request bodies keep theirs")
	})
}

func TestAProgramIsMeasuredAndEnded(t *testing.T) {
	t.Run("one that fails has an exit code, and its output", func(t *testing.T) {
		p, err := execute(t.Context(), t.TempDir(), []string{"WORD=no"}, "sh", "-c", "echo $WORD; echo $CUSTMGR_TOKEN >&2; exit 3")
		require.NoError(t, err)
		require.Equal(t, 3, p.code)
		require.Equal(t, "no\n\n", p.output)
		require.False(t, p.late)
	})
	t.Run("one that takes too long is ended with its children", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		p, err := execute(ctx, t.TempDir(), nil, "sh", "-c", "sleep 600 & wait")
		require.NoError(t, err)
		require.True(t, p.late)
		require.Equal(t, -1, p.code)
	})
	t.Run("one that is not there is an error", func(t *testing.T) {
		_, err := execute(t.Context(), t.TempDir(), nil, "no-such-program")
		require.Error(t, err)
	})
}
