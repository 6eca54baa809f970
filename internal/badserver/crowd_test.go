package badserver

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/custmgr/custmgr/openapi"
	"github.com/stretchr/testify/require"
)

func TestOfTwoThatMeetOneIsSecondAndBothAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k, both := &crowd{patience: patience}, []*request{{method: "A"}, {method: "B"}}
		met, seconds := map[string]string{}, 0
		var mu sync.Mutex
		var all sync.WaitGroup
		began := time.Now()
		for _, r := range both {
			all.Go(func() {
				other, second := k.meet(r)
				mu.Lock()
				defer mu.Unlock()
				met[r.method] = other.method
				if second {
					seconds++
				}
			})
		}
		all.Wait()
		require.Equal(t, map[string]string{"A": "B", "B": "A"}, met)
		require.Equal(t, 1, seconds)
		require.Zero(t, time.Since(began))

		other, second := k.meet(both[0])
		require.Nil(t, other, "nobody came")
		require.False(t, second)
		require.Equal(t, patience, time.Since(began))
	})
}

func TestAnAnswerIsHeldBackUntilSomebodyLooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k, began := &crowd{patience: patience}, time.Now()
		var all sync.WaitGroup
		for range 2 {
			all.Go(func() { k.linger(write{key: "7"})() })
		}
		synctest.Wait()
		require.Len(t, k.underWay(), 2)
		all.Wait()
		require.Zero(t, time.Since(began))
		require.Empty(t, k.underWay())

		k.linger(write{})()
		require.Equal(t, patience, time.Since(began), "nobody looked")
		require.Empty(t, k.underWay())
	})
}

func TestAWriteUnderWayIsOverOnceTheSameItemIsWrittenAgain(t *testing.T) {
	k := &crowd{patience: patience}
	for _, key := range []string{"7", "8", "7"} {
		k.linger(write{key: key})
	}
	var over []bool
	for _, w := range k.underWay() {
		over = append(over, w.over)
	}
	require.Equal(t, []bool{true, false, false}, over, "whoever reads in parts may still show each of the others")
}

func TestBothFaultsAreInAPair(t *testing.T) {
	doc, err := openapi.Load()
	require.NoError(t, err)
	fault := func(name string) Server {
		return Server{Name: name, Operation: "op", Rules: []string{"rule", "other/rule"}, Wrap: func(good Good) http.Handler {
			return read(doc).wrap(func(s *site) serve {
				return func(r *request) *answer {
					a := s.pass(r).clone()
					a.header.Add("X-Fault", name)
					return a
				}
			})(good)
		}}
	}
	pair := Both(fault("outer"), fault("inner"))
	w := httptest.NewRecorder()
	pair.Wrap(&counting{}).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	require.Equal(t, []string{"inner", "outer"}, w.Header().Values("X-Fault"))
	require.Equal(t, []string{"op/rule", "other/rule", "op/rule", "other/rule"}, pair.Rules)
}
