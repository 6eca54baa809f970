package main

import "testing"

// FuzzReports reads what no tool writes: an error is fine; a panic is not, nor
// findings of more tests than fail.
func FuzzReports(f *testing.F) {
	for _, name := range []string{"dredd.xml", "specmatic.xml", "portman.json"} {
		f.Add(recorded(f, name))
	}
	f.Add([]byte(`[{"location":["response",1],"code":401,"message":null}]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, read := range []func([]byte) (verdict, error){readDredd, readSpecmatic, readPortman} {
			v, err := read(text)
			tests := map[string]bool{}
			for f := range v.failed {
				tests[f.test] = true
			}
			if err == nil && v.failing < len(tests) {
				t.Errorf("%d tests fail, the findings are of %d", v.failing, len(tests))
			}
		}
		_, _ = violations(string(text))
	})
}
