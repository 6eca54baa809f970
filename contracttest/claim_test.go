package contracttest_test

import (
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/custmgr/custmgr/internal/badserver"
	"github.com/stretchr/testify/require"
)

// theirs are the keys of what others have in the correct servers before a run.
var theirs = map[string][]string{"openapi.yaml": {"1234", "5678"}, "notes.yaml": {"n-1"}}

func TestAnAnswerWithTheKeyOfAnotherItemGivesNobodyElsesItemAway(t *testing.T) {
	t.Parallel()
	for _, s := range subjects(t) {
		tried := 0
		for _, bad := range badserver.Bad(s.doc) {
			if !strings.HasSuffix(bad.Name, "answers with the key of the item before") && !strings.HasSuffix(bad.Name, "the answer has the key of another item") {
				continue
			}
			tried++
			if thin(tried-1, 3) {
				continue
			}
			var one sync.Mutex
			var touched []string
			wrap := bad.Wrap
			bad.Wrap = func(good badserver.Good) http.Handler {
				next := wrap(good)
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if r.Method != http.MethodGet && slices.Contains(theirs[s.name], path.Base(r.URL.Path)) {
						one.Lock()
						touched = append(touched, r.Method+" "+r.URL.Path)
						one.Unlock()
					}
					next.ServeHTTP(w, r)
				})
			}
			results, _ := s.judge(t, bad)
			right, _ := catchers(bad, results)
			require.NotEmpty(t, right, "%s: %s", s.name, bad.Name)
			require.Empty(t, touched, "%s: %s", s.name, bad.Name)
		}
		require.NotZero(t, tried, s.name)
	}
}
