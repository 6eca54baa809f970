// Package notes is a correct server of notes.yaml.
package notes

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
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
	Labels []string `json:"labels"`
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
	n.Labels = []string{}
	media, parameters, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if media != "application/json" || !strings.EqualFold(parameters["charset"], "utf-8") && len(parameters) > 0 || r.Header.Get("Content-Encoding") != "" {
		return n, false
	}
	body, _ := io.ReadAll(r.Body)
	err := strict.Unmarshal(body, &n)
	return n, err == nil && n.Text != nil && n.Labels != nil
}

func account() *Server {
	var mu sync.Mutex
	text, last := "Eggs", 1
	all := []note{{"n-1", &text, []string{}}}
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
