package contracttest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/stretchr/testify/require"
)

// TestAHandlerIsJudgedByWhatAClientGetsOfIt holds the verdict on a handler in
// process to that over a connection, where net/http enforces what HTTP says of
// lengths. A recorder takes everything.
func TestAHandlerIsJudgedByWhatAClientGetsOfIt(t *testing.T) {
	type parts []string
	for _, tt := range []struct {
		name    string
		status  int
		length  int // declared; -1 if it is not
		written parts
		outcome contracttest.Outcome
		says    string
	}{
		{"as much as declared", 200, len(okList), parts{okList}, contracttest.Pass, ""},
		{"as much as declared, in two writes", 200, len(okList), parts{okList[:5], okList[5:]}, contracttest.Pass, ""},
		{"nothing is declared", 200, -1, parts{okList}, contracttest.Pass, ""},
		{"less than declared", 200, len(okList) + 5, parts{okList}, contracttest.Fail, "unexpected EOF"},
		{"more than declared, in one write", 200, len(okList) - 5, parts{okList}, contracttest.Fail, "unexpected EOF"},
		{"more than declared, in two writes", 200, len(okList) - 5, parts{okList[:len(okList)-5], okList[len(okList)-5:]}, contracttest.Fail, "ends in the middle"},
		{"more than declared, after the whole text", 200, len(okList), parts{okList, "more"}, contracttest.Pass, ""},
		{"a body where HTTP allows none", 204, -1, parts{okList}, contracttest.Fail, "is empty"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				if tt.length >= 0 {
					w.Header().Set("Content-Length", strconv.Itoa(tt.length))
				}
				w.WriteHeader(tt.status)
				for _, part := range tt.written {
					_, _ = io.WriteString(w, part)
				}
			})
			var seen []contracttest.Result
			report := func(r contracttest.Result) { seen = append(seen, r) }
			judged := contracttest.Handler(h, report)
			judged.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "http://127.0.0.1"+listPath, nil))
			server := httptest.NewServer(judged)
			exchange(fixture{method: "GET", path: listPath}.request(t, server.URL), &http.Transport{DisableKeepAlives: true})
			server.Close()
			server = httptest.NewServer(h)
			exchange(fixture{method: "GET", path: listPath}.request(t, server.URL), contracttest.Transport(&http.Transport{DisableKeepAlives: true}, report))
			server.Close()
			require.Len(t, seen, 3, "the handler in process, the handler of a server, and what a client got")
			for _, r := range seen {
				require.Equal(t, tt.outcome, r.Outcome, r)
				require.Contains(t, r.String(), tt.says)
				require.Equal(t, seen[0].Problems, r.Problems)
			}
		})
	}
}
