package contracttest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/sandbox"
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

// BenchmarkValidate compares the judge's reading of a list with json.Unmarshal
// of the same bytes into structs, in turns, and reports the ratio.
func BenchmarkValidate(b *testing.B) {
	suite, err := customerManagers()
	if err != nil {
		b.Fatal(err)
	}
	o := suite.doc.operations[0]
	for _, n := range []int{2, 1_000, 100_000} {
		body := listOf(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(body)))
			var structs, judge ratio
			for b.Loop() {
				structs.time(func() {
					var v listAnswer
					if err := json.Unmarshal(body, &v); err != nil || len(v.Result.Items) != n {
						b.Fatal(err)
					}
				})
				judge.time(func() {
					a := &answer{context: b.Context(), status: 200, header: http.Header{"Content-Type": {"application/json; charset=utf-8"}}, body: body}
					if problems := suite.doc.conform(o, a); len(problems) > 0 {
						b.Fatal(problems)
					}
				})
			}
			b.ReportMetric(judge.median()/structs.median(), "x-of-json")
			b.ReportMetric(judge.median()/float64(n), "ns/manager")
		})
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
