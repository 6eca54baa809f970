// Package notes is a correct server of notes.yaml.
package notes

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
)

//go:embed notes.yaml
var YAML []byte

const Key = "sandbox-key"

type note struct {
	ID     string   `json:"id"`
	Text   *string  `json:"text"`
	Labels []string `json:"labels"`
}

// New returns the server with one note in it.
func New() http.Handler {
	var mu sync.Mutex
	text, last := "Eggs", 1
	all := []note{{"n-1", &text, []string{}}}
	answer := func(w http.ResponseWriter, status int, body any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(body)
	}
	problem := func(w http.ResponseWriter, status int) {
		answer(w, status, map[string]string{"error": http.StatusText(status)})
	}
	read := func(r *http.Request) (n note, ok bool) {
		n.Labels = []string{}
		err := json.NewDecoder(r.Body).Decode(&n)
		return n, err == nil && n.Text != nil && n.Labels != nil
	}
	mux := http.NewServeMux()
	handle := func(pattern string, h func(w http.ResponseWriter, r *http.Request, at int)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			if r.Header.Get("X-Key") != Key {
				problem(w, 401)
				return
			}
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
	return mux
}
