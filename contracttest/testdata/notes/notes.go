// Package notes is a correct server of notes.yaml.
package notes

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	strict "github.com/go-json-experiment/json"
)

//go:embed notes.yaml
var YAML []byte

// The keys of two accounts.
const (
	Key      = "sandbox/key+of-notes=1"
	OtherKey = "sandbox/key+of-notes=2"
)

type note struct {
	ID     string   `json:"id"`
	Text   *string  `json:"text"`
	Title  *string  `json:"title"`
	Labels []string `json:"labels"`
}

// A request is what may be said of a note; the rest of it is not kept.
type request struct {
	Text   *string  `json:"text"`
	Title  *string  `json:"title"`
	Labels []string `json:"labels"`
	Code   *string  `json:"code"`
	Kind   *string  `json:"kind"`
	Rank   *int     `json:"rank"`
	Weight *float64 `json:"weight"`
	Days   []int    `json:"days"`
}

var code = regexp.MustCompile("^[A-Z]{2}-[0-9]+$")

// allowed reports whether a request keeps every keyword of the document. What
// was left out is nil or what read has put there.
func (r request) allowed() bool {
	title := len([]rune(*r.Title))
	slices.Sort(r.Days)
	return r.Text != nil && title >= 2 && title <= 9 && code.MatchString(*r.Code) && slices.Contains([]string{"todo", "idea"}, *r.Kind) &&
		*r.Rank >= 10 && *r.Rank <= 50 && *r.Rank%5 == 0 && *r.Weight > 0 && *r.Weight < 100 &&
		r.Labels != nil && len(r.Labels) <= 3 && len(slices.Compact(slices.Sorted(slices.Values(r.Labels)))) == len(r.Labels) &&
		len(r.Days) >= 2 && r.Days[0] >= 1 && r.Days[len(r.Days)-1] <= 7
}

// A Server is one whose state can be put back.
type Server struct {
	http.Handler
	snapshot func() (restore func())
}

// Snapshot remembers the notes and returns what puts them back.
func (s *Server) Snapshot() (restore func()) { return s.snapshot() }

// New returns the server of two accounts with one note in each.
func New() *Server {
	accounts := map[string]*Server{Key: account(), OtherKey: account()}
	return &Server{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a := accounts[r.Header.Get("X-Key")]; a != nil {
			a.ServeHTTP(w, r)
		} else {
			problem(w, http.StatusUnauthorized)
		}
	}), accounts[Key].snapshot}
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}

func problem(w http.ResponseWriter, status int) {
	answer(w, status, map[string]string{"error": http.StatusText(status)})
}

func read(r *http.Request) (n note, ok bool) {
	media, parameters, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if media != "application/json" || !strings.EqualFold(parameters["charset"], "utf-8") && len(parameters) > 0 || r.Header.Get("Content-Encoding") != "" {
		return n, false
	}
	body, _ := io.ReadAll(r.Body)
	title, code, kind, rank, weight := "Untitled", "ZZ-0", "todo", 10, 1.0
	given := request{Title: &title, Labels: []string{}, Code: &code, Kind: &kind, Rank: &rank, Weight: &weight, Days: []int{1, 2}}
	var present map[string]any
	if strict.Unmarshal(body, &present) != nil || present == nil || strict.Unmarshal(body, &given) != nil {
		return n, false
	}
	for _, name := range []string{"text", "title", "labels", "code", "kind", "rank", "weight", "days"} {
		v, ok := present[name]
		elements, _ := v.([]any)
		if ok && v == nil || slices.Contains(elements, nil) { // which is "" or 0 once it is read
			return n, false
		}
	}
	return note{Text: given.Text, Title: given.Title, Labels: given.Labels}, given.allowed()
}

func account() *Server {
	var mu sync.Mutex
	text, title, last := "Eggs", "Lunch", 1
	all := []note{{"n-1", &text, &title, []string{}}}
	mux := http.NewServeMux()
	handle := func(pattern string, h func(w http.ResponseWriter, r *http.Request, at int)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			at := -1
			for i, n := range all {
				if n.ID == r.PathValue("note") {
					at = i
				}
			}
			if at < 0 && r.PathValue("note") != "" {
				problem(w, 404)
				return
			}
			h(w, r, at)
		})
	}
	handle("GET /teams/{team}/notes", func(w http.ResponseWriter, r *http.Request, _ int) {
		answer(w, 200, map[string]any{"notes": all})
	})
	handle("POST /teams/{team}/notes", func(w http.ResponseWriter, r *http.Request, _ int) {
		if n, ok := read(r); ok {
			last++
			n.ID = fmt.Sprintf("n-%d", last)
			all = append(all, n)
			answer(w, 201, n)
		} else {
			problem(w, 400)
		}
	})
	handle("PUT /teams/{team}/notes/{note}", func(w http.ResponseWriter, r *http.Request, at int) {
		if n, ok := read(r); ok {
			n.ID = all[at].ID
			all[at] = n
			w.WriteHeader(204)
		} else {
			problem(w, 400)
		}
	})
	handle("DELETE /teams/{team}/notes/{note}", func(w http.ResponseWriter, _ *http.Request, at int) {
		all = append(all[:at:at], all[at+1:]...)
		w.WriteHeader(204)
	})
	return &Server{mux, func() func() {
		mu.Lock()
		defer mu.Unlock()
		kept, keptLast := slices.Clone(all), last
		return func() {
			mu.Lock()
			defer mu.Unlock()
			all, last = slices.Clone(kept), keptLast
		}
	}}
}
