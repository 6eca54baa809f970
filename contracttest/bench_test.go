package contracttest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/sandbox"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// listOf is the answer of the listing operation with n items.
func listOf(n int) []byte {
	var b strings.Builder
	b.WriteString(`{"result":{"items":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%d,"user":{"id":%d,"name":"Person %d","email":"person%d@example.com","avatar_url":"https://example.com/%d.png"},`+
			`"privilege_group":{"id":247,"name":"Customer Admin","system":false},"moderated_workspaces":[{"id":27123,"name":"Nutech"},{"id":29456,"name":"ACME USA"}]}`, i+1, i+1, i, i, i)
	}
	b.WriteString(`]}}`)
	return []byte(b.String())
}

type listAnswer struct {
	Result struct {
		Items []struct {
			ID   int64 `json:"id"`
			User struct {
				ID        int64  `json:"id"`
				Name      string `json:"name"`
				Email     string `json:"email"`
				AvatarURL string `json:"avatar_url"`
			} `json:"user"`
			PrivilegeGroup struct {
				ID     int64  `json:"id"`
				Name   string `json:"name"`
				System bool   `json:"system"`
			} `json:"privilege_group"`
			ModeratedWorkspaces []struct {
				ID   int64  `json:"id"`
				Name string `json:"name"`
			} `json:"moderated_workspaces"`
		} `json:"items"`
	} `json:"result"`
}

// BenchmarkValidate reads a list in three ways, each with its own allocations:
// json.Unmarshal of it into structs, the judge, and kin-openapi's
// ValidateResponse. What the last two take as a multiple of the first is measured
// before, in turns: a machine that is busy is so for all of them.
func BenchmarkValidate(b *testing.B) {
	suite, err := customerManagers()
	if err != nil {
		b.Fatal(err)
	}
	o := suite.doc.operations[0]
	header := http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	for _, n := range []int{2, 1_000, 100_000} {
		body := listOf(n)
		ways := []struct {
			name string
			read func(b *testing.B)
		}{
			{"json", func(b *testing.B) {
				var v listAnswer
				if err := json.Unmarshal(body, &v); err != nil || len(v.Result.Items) != n {
					b.Fatal(err)
				}
			}},
			{"judge", func(b *testing.B) {
				a := &answer{context: b.Context(), status: 200, header: header, body: body}
				if problems := suite.doc.conform(o, a); len(problems) > 0 {
					b.Fatal(problems)
				}
			}},
			{"kin", func(b *testing.B) {
				input := &openapi3filter.ResponseValidationInput{
					RequestValidationInput: &openapi3filter.RequestValidationInput{
						Request: &http.Request{Method: o.method},
						Route:   &routers.Route{Spec: suite.doc.spec, Path: o.path, PathItem: o.item, Method: o.method, Operation: o.spec},
					},
					Status: 200, Header: header, Body: io.NopCloser(bytes.NewReader(body)),
				}
				if err := openapi3filter.ValidateResponse(b.Context(), input); err != nil {
					b.Fatal(err)
				}
			}},
		}
		var times [3]ratio
		for range max(3, 3_000/n) {
			for i, way := range ways {
				times[i].time(func() { way.read(b) })
			}
		}
		for i, way := range ways {
			b.Run(fmt.Sprintf("%d/%s", n, way.name), func(b *testing.B) {
				b.ReportAllocs()
				b.SetBytes(int64(len(body)))
				for b.Loop() {
					way.read(b)
				}
				b.ReportMetric(times[i].median()/times[0].median(), "x-of-json")
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/manager")
			})
		}
	}
}

// BenchmarkVerify is a full run against the sandbox in process.
func BenchmarkVerify(b *testing.B) {
	checks := 0
	sent := 0
	for b.Loop() {
		checks = 0
		for r := range Test(b.Context(), Target{Handler: sandbox.New(), Token: sandbox.Token, OtherToken: sandbox.Token + "-2", Values: sandbox.Values(), Sent: func(n int) { sent = n }}) {
			if r.Outcome != Pass && r.Check.Rule != QuestionRule {
				b.Fatal(r)
			}
			checks++
		}
	}
	b.ReportMetric(float64(checks), "checks")
	b.ReportMetric(float64(sent), "requests")
}
