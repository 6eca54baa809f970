package reference

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/custmgr/custmgr/openapi"
)

// A file is one answer of the handler.
type file struct {
	contentType string
	encoding    string // of data: "" or gzip
	policy      string
	data        []byte
	tag         string // the entity tag, without quotes
}

// Handler serves the page and its files: index.html (also at the folder
// itself), scalar.js, openapi.yaml, openapi.json and NOTICE. The last segment
// of the path chooses the file, so the handler works under any prefix, cut off
// or not; the prefix must end in a slash, since the page's links are relative.
//
// The page calls the server that it came from, with the token "sandbox", and
// its Content-Security-Policy names no other host. Everything else answers 404,
// and every method but GET and HEAD 405, with {"message": …} as the API does.
func Handler() http.Handler {
	files := sync.OnceValues(servedFiles)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			refuse(w, http.StatusMethodNotAllowed, "Method not allowed")
			return
		}
		all, err := files()
		if err != nil { // the embedded document is wrong: a test shows that it is not
			refuse(w, http.StatusInternalServerError, "Server error")
			return
		}
		f, ok := all[r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]]
		if !ok {
			refuse(w, http.StatusNotFound, "Not found")
			return
		}
		serve(w, r, f)
	})
}

// servedFiles makes the files once, on the first request.
func servedFiles() (map[string]file, error) {
	p, err := makePage(openapi.Name, openapi.YAML(), true)
	if err != nil {
		return nil, err
	}
	asYAML, asJSON, err := document()
	if err != nil {
		return nil, err
	}
	index := file{contentType: "text/html; charset=utf-8", policy: p.policy + "; frame-ancestors 'none'", data: p.html}
	files := map[string]file{
		"":             index,
		"index.html":   index,
		"scalar.js":    {contentType: "text/javascript; charset=utf-8", encoding: "gzip", data: bundleGzip},
		"openapi.yaml": {contentType: "application/yaml", data: asYAML},
		"openapi.json": {contentType: "application/json", data: asJSON},
		"NOTICE":       {contentType: "text/plain; charset=utf-8", data: bundleNotice},
	}
	for name, f := range files {
		sum := sha256.Sum256(f.data)
		f.tag = hex.EncodeToString(sum[:8])
		files[name] = f
	}
	return files, nil
}

// serve writes a file. Browsers keep it and ask each time whether it changed.
func serve(w http.ResponseWriter, r *http.Request, f file) {
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	if f.policy != "" {
		h.Set("Content-Security-Policy", f.policy)
	}
	if f.encoding != "" {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r.Header) {
			h.Set("Content-Encoding", f.encoding)
		} else {
			plain, err := bundle()
			if err != nil {
				refuse(w, http.StatusInternalServerError, "Server error")
				return
			}
			f.data, f.tag = plain, bundleSHA256[:16]
		}
	}
	h.Set("ETag", strconv.Quote(f.tag))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.data))
}

// acceptsGzip reads Accept-Encoding as RFC 9110, 12.5.3 has it, save that a
// coding which is not named counts as refused.
func acceptsGzip(h http.Header) bool {
	for _, value := range h.Values("Accept-Encoding") {
		for _, item := range strings.Split(value, ",") {
			coding, parameters, _ := strings.Cut(item, ";")
			if c := strings.ToLower(strings.TrimSpace(coding)); c != "gzip" && c != "*" {
				continue
			}
			_, q, weighted := strings.Cut(parameters, "=")
			weight, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
			return !weighted || err == nil && weight > 0
		}
	}
	return false
}

func refuse(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, `{"message":`+strconv.Quote(message)+"}\n")
}
