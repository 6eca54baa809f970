package contracttest_test

import (
	"fmt"
	"maps"
	"math/big"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// foreign are the ids of managers that other people have in the account of the
// run: whatever a careless server may read in a key that is not ours.
var foreign = []int64{1, 2, 7, 9, 10, 12, 17, 77, 99, 100, 123, 777, 922, 999, 1000, 7777, 9223, 9999}

// inhabited is a sandbox with managers of other people in both accounts, whose
// next id is as given.
func inhabited(t *testing.T, next int64) *sandbox.Server {
	t.Helper()
	server := sandbox.New()
	for _, token := range []string{sandbox.Token, secondToken} {
		state := server.World(token).Snapshot()
		ids := slices.Clone(foreign)
		if token == secondToken {
			ids = append(ids, next, next+1)
		} else if next > 999_999_937 {
			ids = append(ids, 999_999_936, 999_999_937)
		}
		for _, id := range ids {
			state.Collaborators = append(state.Collaborators, sandbox.Collaborator{ID: 900_000 + id, Name: "Somebody", Email: "somebody@example.com"})
			state.Managers = append(state.Managers, sandbox.Manager{ID: id, CollaboratorID: 900_000 + id, RoleID: 247, WorkspaceIDs: []int64{27123}})
		}
		state.NextID = 0
		if token == sandbox.Token {
			state.NextID = next
		}
		require.NoError(t, server.World(token).Restore(state))
	}
	return server
}

// A careless server takes keys for others. It writes down which items calls
// would have changed, as it reads them.
type careless struct {
	*sandbox.Server
	read   func(key string) string
	mu     sync.Mutex
	writes []string // "token key"
}

func (c *careless) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if key, keyed := strings.CutPrefix(r.URL.Path, "/api/customer_managers/"); keyed {
		if read := c.read(key); read != "" {
			key = read
		}
		r.URL.Path, r.URL.RawPath = "/api/customer_managers/"+key, ""
		if r.Method != http.MethodGet {
			token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
			c.writes = append(c.writes, token+" "+key)
		}
	}
	c.Server.ServeHTTP(w, r)
}

// number applies arithmetic to a key in digits.
func number(how func(n *big.Int) *big.Int) func(string) string {
	return func(key string) string {
		n, ok := new(big.Int).SetString(key, 10)
		if !ok {
			return ""
		}
		return how(n).String()
	}
}

func bits(n uint) func(string) string {
	mask := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), n), big.NewInt(1))
	return number(func(v *big.Int) *big.Int { return v.And(v.Abs(v), mask) })
}

func first(pattern string) func(string) string { return regexp.MustCompile(pattern).FindString }

// readings are the ways in which careless servers read keys.
var readings = map[string]func(key string) string{
	"as it is":                      func(string) string { return "" },
	"as far as its digits go":       first(`^\d+`),
	"from its first digit on":       first(`\d+`),
	"from its last digits":          first(`\d+$`),
	"by all of its digits":          func(key string) string { return regexp.MustCompile(`\D`).ReplaceAllString(key, "") },
	"up to a slash":                 first(`^[^/]+`),
	"behind a slash":                first(`[^/]+$`),
	"up to a NUL":                   first(`^[^\x00]+`),
	"without its sign":              func(key string) string { return strings.TrimPrefix(key, "-") },
	"in 64 bits":                    bits(64),
	"in 64 bits with a sign":        bits(63),
	"in 32 bits":                    bits(32),
	"cut to ten digits":             first(`^\d{10}`),
	"without what stands around it": func(key string) string { return strings.TrimLeft(strings.TrimSpace(key), "+0") },
	"in the base that its start tells": func(key string) string {
		n, err := strconv.ParseInt(key, 0, 64)
		if err != nil {
			return ""
		}
		return fmt.Sprint(n)
	},
	"as far as its octal digits go": func(key string) string {
		n, err := strconv.ParseInt(first(`^0[0-7]+`)(key), 8, 64)
		if err != nil {
			return ""
		}
		return fmt.Sprint(n)
	},
	"as a number with a fraction": func(key string) string {
		f, err := strconv.ParseFloat(key, 64)
		if err != nil || f > 1<<53 {
			return ""
		}
		return fmt.Sprint(int64(f))
	},
}

func TestNoWriteReachesAnItemThatIsNotOurs(t *testing.T) {
	t.Parallel()
	for i, name := range slices.Sorted(maps.Keys(readings)) {
		read := readings[name]
		for _, next := range []int64{10_001, 2_000_000_001} {
			if raceDetector && next != 10_001 || thin(i, 4) && name != "as it is" { // it is the same, and slow
				continue
			}
			t.Run(fmt.Sprintf("a server that reads a key %s, next id %d", name, next), func(t *testing.T) {
				server := &careless{Server: inhabited(t, next), read: read}
				requireUntouched(t, server, func(target contracttest.Target) {
					target.Handler = server
					all := judge(t, target)
					if name == "as it is" {
						require.Zero(t, count(all, contracttest.Fail), all)
					}
				})
			})
		}
	}
}

// requireUntouched holds that a run leaves the items of other people alone, and
// what was there before as a whole.
func requireUntouched(t *testing.T, server *careless, run func(contracttest.Target)) {
	t.Helper()
	before := map[string]sandbox.State{}
	theirs := map[string]bool{}
	for _, token := range []string{sandbox.Token, secondToken} {
		before[token] = server.World(token).Snapshot()
		for _, m := range before[token].Managers {
			theirs[fmt.Sprint(token, " ", m.ID)] = true
		}
	}
	run(contracttest.Target{OtherToken: secondToken, Values: sandbox.Values()})
	require.NotEmpty(t, server.writes)
	for _, write := range server.writes {
		require.False(t, theirs[write], "a call that changes something named %s, which is not ours", write)
	}
	for token, was := range before {
		require.Equal(t, was.Managers, server.World(token).Snapshot().Managers)
	}
}

func TestACallThatReachesOursByAStrangeKeyIsBlamedAndTheRunGoesOn(t *testing.T) {
	server := &careless{Server: inhabited(t, 10_001), read: readings["as far as its digits go"]}
	all := judge(t, contracttest.Target{Handler: server, OtherToken: secondToken, Values: sandbox.Values()})
	var failed []string
	for id, r := range all {
		switch r.Outcome {
		case contracttest.Fail:
			failed = append(failed, id)
		case contracttest.Pass:
		default:
			t.Errorf("%s", r)
		}
	}
	slices.Sort(failed)
	var want []string
	for _, operation := range []string{"deleteCustomerManager", "updateCustomerManager"} {
		want = append(want, operation+"/bound/id/nul", operation+"/bound/id/quote", operation+"/bound/id/slash", operation+"/unknown/id/fraction", operation+"/unknown/id/space-after", operation+"/unknown/id/suffixed")
	}
	require.Equal(t, want, failed)
}
