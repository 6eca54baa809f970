package sandbox

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
)

const jsonUTF8 = "application/json; charset=utf-8"

// An answer is what a request is going to get: a ResponseWriter that keeps
// everything until it is delivered.
type answer struct {
	status int // 0: nothing was written yet
	header http.Header
	body   bytes.Buffer
	cut    Cut
	pad    int
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(p)
}

// json replaces the answer by a JSON value; headers such as Allow stay.
func (a *answer) json(status int, v any) {
	a.status = status
	a.header.Set("Content-Type", jsonUTF8)
	a.body.Reset()
	// Everything the sandbox answers with is made of strings, integers and their like.
	_ = json.NewEncoder(&a.body).Encode(v)
}

// message replaces the answer by an error of the documented shape.
func (a *answer) message(status int, text string) {
	a.json(status, map[string]string{"message": text})
}

// refuse replaces the answer by the plainest error of a status.
func (a *answer) refuse(status int) { a.message(status, plainText(status)) }

// plainText is how the API words a status: "Not found", "Bad request".
func plainText(status int) string {
	switch status {
	case http.StatusRequestEntityTooLarge:
		return "Content too large"
	case http.StatusInternalServerError:
		return "Server error"
	}
	text := []byte(http.StatusText(status))
	for i := 1; i < len(text); i++ {
		if text[i-1] == ' ' && text[i] >= 'A' && text[i] <= 'Z' {
			text[i] += 'a' - 'A'
		}
	}
	return string(text)
}

// deliver writes the answer, or as much of it as its fault lets through.
func (a *answer) deliver(w http.ResponseWriter) {
	if a.cut == CutAnswer {
		hangUp(w)
		return
	}
	header := w.Header()
	for name, values := range a.header {
		header[name] = values
	}
	if header.Get("Content-Type") == "application/json" { // gen's own, without the charset
		header.Set("Content-Type", jsonUTF8)
	}
	header.Set("Cache-Control", "no-store")
	if a.status == http.StatusNoContent || a.status == http.StatusNotModified {
		header.Del("Content-Type")
		w.WriteHeader(a.status)
		return
	}
	body := a.body.Bytes()
	header.Set("Content-Length", strconv.Itoa(len(body)+a.pad))
	w.WriteHeader(a.status)
	if a.cut == CutBody {
		_, _ = w.Write(body[:len(body)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(body)
	blank(w, a.pad)
}
