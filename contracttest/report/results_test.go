package report_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/contracttest/report"
	"github.com/stretchr/testify/require"
)

// written is a run as Writer writes it, with its last line if it is complete.
func written(t testing.TB, run report.Run) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := report.NewWriter(&b, run)
	require.NoError(t, err)
	for _, r := range run.Results {
		require.NoError(t, w.Result(r))
	}
	if run.Complete {
		require.NoError(t, w.Done(run.Requests, run.Elapsed))
	}
	return b.Bytes()
}

func TestReadReturnsWhatWasWritten(t *testing.T) {
	huge := sample()
	huge.Results[4].Exchanges[0].ResponseBody = strings.Repeat("<&>\u2028", 1<<20)
	cut := sample()
	cut.Complete, cut.Requests, cut.Elapsed = false, 0, 0
	large := sample()
	large.Seed = 1<<64 - 1
	for name, run := range map[string]report.Run{
		"a complete run":           sample(),
		"a run that was cut short": cut,
		"a run without results":    {Document: "a", Target: "b", Started: noon, Complete: true},
		"a line of many MiB":       huge,
		"a seed of 64 bits":        large,
		"a strict run":             {Document: "a", Target: "b", Started: noon, Strict: true},
		"a target of many scripts": {Document: "a", Target: "http://例え.example", Started: noon},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := report.Read(bytes.NewReader(written(t, run)))
			require.NoError(t, err)
			require.Equal(t, run, got)
		})
	}
}

func TestWriterWritesOneLineForEachThing(t *testing.T) {
	run := only(contracttest.Skip)
	run.Results = run.Results[:1]
	require.Equal(t, `{"run":{"schema_version":1,"suite":"custmgr v0.1.0","document":"openapi/openapi.yaml","document_version":"2024-01-29","target":"http://127.0.0.1:8080","seed":"7","started":"2026-03-01T12:00:00Z"}}
{"result":{"check":{"id":"updateCustomerManager/method/post","title":"POST is refused","operation":"updateCustomerManager","rule":"method","level":"must","link":"https://docs.example/#updateCustomerManager","file":"openapi/openapi.yaml","line":175},"outcome":"skip","reason":"it might change something: allow that with --write","started":"2026-03-01T12:00:00Z","elapsed_ns":0}}
{"done":{"verdict":"none","results":1,"requests":31,"elapsed_ns":1234000000}}
`, string(written(t, run)))
}

func TestWriterReportsThatItCouldNotWrite(t *testing.T) {
	_, err := report.NewWriter(full{}, sample())
	require.EqualError(t, err, "results: cannot write a line: no space left")
}

func TestReadOfARunThatWasKilledKeepsWhatIsWhole(t *testing.T) {
	whole := written(t, sample())
	first := bytes.IndexByte(whole, '\n') + 1
	for end := first; end < len(whole); end++ {
		run, err := report.Read(bytes.NewReader(whole[:end]))
		require.NoError(t, err, "cut after %d bytes", end)
		// Only the very last newline may be missing from a complete run.
		require.Equal(t, end == len(whole)-1, run.Complete, "cut after %d bytes", end)
		lines := bytes.Count(whole[:end], []byte("\n")) - 1
		require.LessOrEqual(t, lines, len(run.Results), "cut after %d bytes", end)
	}
}

func TestReadSaysWhatIsWrongAndWhere(t *testing.T) {
	const (
		run    = `{"run":{"schema_version":1,"document":"d","target":"t","started":"2026-03-01T12:00:00Z"}}` + "\n"
		result = `{"result":{"check":{"id":"a/b"},"outcome":"pass"}}` + "\n"
		done   = `{"done":{"results":1}}` + "\n"
	)
	for name, tt := range map[string]struct{ in, want string }{
		"nothing":                    {"", `results:1: the results are empty: the first line must be {"run":…}`},
		"blank lines":                {"\n\n", `results:3: the results are empty: the first line must be {"run":…}`},
		"not JSON":                   {"<html>\n", "results:1: not a line of results: invalid character '<' looking for beginning of value"},
		"a broken line in between":   {run + "{\n" + result, "results:2: not a line of results: unexpected end of JSON input"},
		"a first line cut off":       {run[:20], "results:1: not a line of results: unexpected end of JSON input"},
		"no first line":              {result, `results:1: the first line must be {"run":…}`},
		"a second run":               {run + result + run, "results:3: a second run begins: keep one run in each file"},
		"a line of something else":   {run + `{"note":"hello"}` + "\n", `results:2: not a line of results: it must hold one of "run", "result" and "done"`},
		"two things in a line":       {run + `{"result":{},"done":{}}` + "\n", `results:2: not a line of results: it must hold one of "run", "result" and "done"`},
		"something after the end":    {run + result + done + result, "results:4: the run was done, yet a line follows"},
		"results that went missing":  {run + done, "results:2: the run is done with 1 results, but 0 stand in the file"},
		"a later version":            {`{"run":{"schema_version":2}}`, "results:1: schema_version is 2, and only 1 can be read: use the custmgr that wrote the file"},
		"no version":                 {`{"run":{}}`, "results:1: schema_version is 0, and only 1 can be read: use the custmgr that wrote the file"},
		"a result without a check":   {run + `{"result":{"outcome":"pass"}}` + "\n", "results:2: the result has no check.id"},
		"an unknown outcome":         {run + `{"result":{"check":{"id":"a"},"outcome":"great"}}` + "\n", `results:2: the result of a has the outcome "great": it must be pass, fail, skip, invalid or answered`},
		"an outcome of another type": {run + `{"result":{"check":{"id":"a"},"outcome":1}}` + "\n", "results:2: not a line of results: json: cannot unmarshal number into Go struct field Result.result.outcome of type contracttest.Outcome"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := report.Read(strings.NewReader(tt.in))
			require.EqualError(t, err, tt.want)
		})
	}
}

func TestReadNamesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "results.jsonl")
	require.NoError(t, os.WriteFile(path, []byte("?\n"), 0o600))
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	_, err = report.Read(file)
	require.ErrorContains(t, err, path+":1: not a line of results")
}

func TestReadIgnoresMembersItDoesNotKnow(t *testing.T) {
	run, err := report.Read(strings.NewReader(`{"run":{"schema_version":1,"weather":"fine"}}` + "\r\n\r\n" + `{"result":{"check":{"id":"a"},"outcome":"pass","x":{}},"y":1}`))
	require.NoError(t, err)
	require.Len(t, run.Results, 1)
	require.False(t, run.Complete)
}

func FuzzRead(f *testing.F) {
	whole := written(f, sample())
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte(`{"run":{"schema_version":1}}` + "\n" + `{"result":{"check":{"id":"\u001b"},"outcome":"fail","problems":[{}],"exchanges":[{"url":"\u0000"}]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		run, err := report.Read(bytes.NewReader(data))
		if err != nil {
			require.Regexp(t, `^results:\d+: `, err)
			return
		}
		var out bytes.Buffer
		require.NoError(t, report.Text(&out, run, report.Options{}))
		require.NotContains(t, out.String(), "\x1b")
		again, err := report.Read(bytes.NewReader(written(t, run)))
		require.NoError(t, err)
		require.Equal(t, run.Verdict(), again.Verdict())
		require.Len(t, again.Results, len(run.Results))
	})
}
