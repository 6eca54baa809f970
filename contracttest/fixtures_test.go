package contracttest_test

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/stretchr/testify/require"
)

// doorsToken is in every request of these tests, and in many answers.
const doorsToken = "sandbox-doors-0123456789abcdef"

const listPath = "/api/customer_managers"

// A fixture is one answer that breaks the contract in one way.
type fixture struct {
	name, method, path string
	status             int
	header             http.Header
	body               string
	cut, silent        bool     // it breaks off within the body, or before anything came
	over               int      // bytes at the end of the body that are beyond the length it declares
	apart              bool     // those are written apart
	rule               string   // that is broken; "" means response
	says               []string // part of each problem that is found
	level              contracttest.Level
	not                []string // doors that cannot see it
}

// id names the check that fails.
func (f fixture) id() string { return f.operation() + "/" + cmp.Or(f.rule, "response") }

func (f fixture) operation() string {
	return map[string]string{"GET": "listCustomerManagers", "POST": "createCustomerManager", "DELETE": "deleteCustomerManager"}[f.method]
}

func (f fixture) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	if f.silent {
		panic(http.ErrAbortHandler)
	}
	w.Header()["Content-Type"] = nil // else net/http would guess one
	maps.Copy(w.Header(), f.header)
	if f.cut {
		w.Header().Set("Content-Length", strconv.Itoa(len(f.body)+10))
	}
	if f.over > 0 {
		w.Header().Set("Content-Length", strconv.Itoa(len(f.body)-f.over))
	}
	w.WriteHeader(f.status)
	if f.apart {
		_, _ = io.WriteString(w, f.body[:len(f.body)-f.over])
		f.body = f.body[len(f.body)-f.over:]
	}
	_, _ = io.WriteString(w, f.body)
}

// plain is the fixture without its compression, if it has one that can be undone.
func (f fixture) plain() fixture {
	z, err := gzip.NewReader(strings.NewReader(f.body))
	if err != nil {
		return f
	}
	if text, err := io.ReadAll(z); err == nil {
		f.body, f.header = string(text), f.header.Clone()
		f.header.Del("Content-Encoding")
	}
	return f
}

// manager is one of a list, with one of its members replaced.
func manager(member, value string) string {
	members := map[string]string{
		"id": "1234", "user": `{"id":4321,"name":"Alex","email":"alex@example.com","avatar_url":""}`,
		"privilege_group": `{"id":2,"name":"Admin","system":true}`, "moderated_workspaces": `[]`,
	}
	members[member] = value
	var texts []string
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if members[name] != "" {
			texts = append(texts, strconv.Quote(name)+":"+members[name])
		}
	}
	return `{"result":{"items":[{` + strings.Join(texts, ",") + `}]}}`
}

// largeList is a list that no door holds in memory, with one more item.
func largeList(last string) string {
	return strings.TrimSuffix(manyManagers(6_000), "]}}") + "," + last + "]}}"
}

func gzipped(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, text)
	_ = z.Close()
	return b.String()
}

// fixtures has one for each rule of the response judge.
func fixtures() []fixture {
	js := http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	with := func(name string, values ...string) http.Header {
		h := js.Clone()
		h[name] = values
		return h
	}
	list := func(name, body, says string) fixture {
		return fixture{name: name, method: "GET", path: listPath, status: 200, header: js, body: body, says: []string{says}, level: contracttest.Must}
	}
	all := []fixture{
		{name: "an undocumented status", status: 299, header: js, body: okList, says: []string{"a documented status: 200, 400"}},
		{name: "an undocumented error", status: 418, header: js, body: `{"message":"teapot"}`, says: []string{"418"}},
		{name: "another media type", status: 200, header: with("Content-Type", "text/html"), body: "<html>", says: []string{"text/html"}},
		{name: "no Content-Type", status: 200, header: http.Header{"X-Other": {"1"}}, body: okList, says: []string{"no Content-Type"}},
		{name: "another charset", status: 200, header: with("Content-Type", "application/json; charset=iso-8859-1"), body: okList, says: []string{"iso-8859-1"}},
		{name: "a doubled Content-Type", status: 200, header: with("Content-Type", "application/json", "application/json"), body: okList, says: []string{"2 Content-Type headers"}},
		{name: "a malformed Content-Type", status: 200, header: with("Content-Type", "application/json;;;="), body: okList, says: []string{"malformed"}},
		list("a missing field", `{"result":{}}`, `Expected:property "items" Actual:it is missing`),
		list("a missing field of an item", manager("user", ""), `Expected:property "user" Actual:it is missing`),
		list("another type", manager("id", `"1234"`), "integer"),
		list("null", manager("moderated_workspaces", `null`), "null"),
		list("a number out of range", manager("id", "0"), "at least 1"),
		list("an undocumented field", `{"result":{"items":[],"count":0}}`, "only documented fields"),
		list("another format", manager("user", `{"id":1,"name":"","email":"nobody","avatar_url":""}`), "e-mail"),
		list("an integer beyond int64", manager("id", "9223372036854775808"), "64 bits"),
		list("an integer with a fraction", manager("id", "1234.0"), "64 bits"),
		list("a duplicate name", `{"result":1,"result":{"items":[]}}`, "duplicate"),
		list("more after the JSON", okList+"x", "more after"),
		list("a byte order mark", "\xef\xbb\xbf"+okList, "byte order mark"),
		list("invalid UTF-8", manager("user", "{\"id\":1,\"name\":\"\xff\",\"email\":\"a@b.c\",\"avatar_url\":\"\"}"), "UTF-8"),
		list("a lone surrogate", manager("user", `{"id":1,"name":"\ud800","email":"a@b.c","avatar_url":""}`), "surrogate"),
		list("half a JSON text", okList[:10], "ends in the middle"),
		list("no body at all", "", "is empty"),
		list("two problems", `{"result":{"items":[{"id":"`+doorsToken+`"}]}}`, ""),
		{name: "a word that is not of the enumeration", method: "DELETE", path: listPath + "/1234", status: 200, header: js, body: `{"result":"OK"}`, says: []string{"ok"}},
		{name: "a create with 201, an open question", method: "POST", status: 201, header: js, body: `{"result":{"id":1,"user":{"id":1,"name":"","email":"a@b.c","avatar_url":""},"privilege_group":{"id":2,"name":"","system":true},"moderated_workspaces":[]}}`,
			says: []string{"201"}, level: contracttest.Should},
		{name: "an error of another shape", status: 400, header: js, body: `{"error":"` + doorsToken + `"}`, says: []string{"missing", "documented fields"}, not: []string{"suite"}},
		{name: "a header of another type", status: 429, header: with("Retry-After", "soon"), body: `{"message":""}`, says: []string{"Retry-After"}, level: contracttest.Should, not: []string{"suite"}},
		{name: "a header twice", status: 429, header: with("Retry-After", "1", "2"), body: `{"message":""}`, says: []string{"the header once"}, level: contracttest.Should, not: []string{"suite"}},
		{name: "a body that breaks off", status: 200, header: js, body: okList, cut: true, says: []string{"unexpected EOF"}},
		{name: "no answer", status: 200, silent: true, says: []string{"hung up"}, not: []string{"har"}},
		{name: "what is no gzip", status: 200, header: with("Content-Encoding", "gzip"), body: okList, says: []string{"gzip: invalid header"}, not: []string{"har"}},
		{name: "half of a gzip", status: 200, header: with("Content-Encoding", "gzip"), body: gzipped(okList)[:20], says: []string{"unexpected EOF"}, not: []string{"har"}},
		{name: "an unknown content coding", status: 200, header: with("Content-Encoding", "rot13"), body: okList, says: []string{"rot13"}, not: []string{"har"}},
		{name: "gzip of a broken answer", status: 200, header: with("Content-Encoding", "gzip"), body: gzipped(`{"result":{}}`), says: []string{"it is missing"}},
		{name: "more bytes than it declares", status: 200, header: js, body: okList, over: 5, says: []string{"unexpected EOF"}, not: []string{"har"}},
		{name: "more bytes than it declares, in two writes", status: 200, header: js, body: okList, over: 5, apart: true, says: []string{"ends in the middle"}},
		{name: "a body with a status that allows none", status: 204, header: js, body: okList, says: []string{"204", "is empty"}},
		{name: "its token in an answer", rule: "leaks", status: 200, header: js, body: `{"result":{"items":[],"token":"` + doorsToken + `"}}`, says: []string{"in the body"}},
		{name: "its token in an answer, escaped", rule: "leaks", status: 200, header: js, body: `{"result":{"items":[],"token":"\u00` + hex.EncodeToString([]byte(doorsToken[:1])) + doorsToken[1:] + `"}}`, says: []string{"in the body"}},
		{name: "its token in a compressed answer", rule: "leaks", status: 200, header: with("Content-Encoding", "gzip"), body: gzipped(`{"result":{"items":[],"token":"` + doorsToken + `"}}`), says: []string{"in the body"}},
		{name: "its token in a header", rule: "leaks", status: 200, header: with("X-Debug", "Bearer "+doorsToken), body: okList, says: []string{"X-Debug"}},
		{name: "its token in an error", rule: "leaks", status: 400, header: js, body: `{"message":"not for ` + doorsToken + `"}`, says: []string{"in the body"}},
		{name: "a stack trace", rule: "leaks", status: 400, header: js, body: `{"message":"goroutine 34 [running]:"}`, says: []string{"no stack trace in an answer"}, level: contracttest.Should},
		{name: "a path of the server", rule: "leaks", status: 400, header: js, body: `{"message":"cannot open /var/lib/store/items.db"}`, says: []string{"path"}, level: contracttest.Should},
		{name: "SQL", rule: "leaks", status: 400, header: js, body: `{"message":"cannot run SELECT * FROM items"}`, says: []string{"SQL"}, level: contracttest.Should},
		list("a wrong value at the end of a large list", largeList(`{"id":"1"}`), "/result/items/6000/id"),
		list("half of a large list", largeList("{")[:1_100_000], "ends in the middle"),
		list("a large list with more after it", largeList(`{}`)+"x", "more after"),
		{name: "a large list that breaks off", status: 200, header: js, body: largeList(`{}`), cut: true, says: []string{"unexpected EOF"}},
		{name: "a large list in what ends as no gzip", status: 200, header: with("Content-Encoding", "gzip"), body: gzipped(largeList(`{}`)) + "x", says: []string{"gzip"}, not: []string{"har"}},
		{name: "a large list, compressed, with a wrong value", status: 200, header: with("Content-Encoding", "gzip"), body: gzipped(largeList(`{"id":"1"}`)), says: []string{"/result/items/6000/id"}},
		{name: "its token at the end of a large list", rule: "leaks", status: 200, header: js, body: largeList(`{"token":"` + doorsToken + `"}`), says: []string{"in the body"}},
		{name: "its token at the end of a large list, escaped", rule: "leaks", status: 200, header: js, body: largeList(`{"token":"\u00` + hex.EncodeToString([]byte(doorsToken[:1])) + doorsToken[1:] + `"}`), says: []string{"in the body"}},
		{name: "its token in a header of a large list", rule: "leaks", status: 200, header: with("X-Debug", doorsToken), body: largeList(`{}`), says: []string{"X-Debug"}},
		{name: "a stack trace in a large error", rule: "leaks", status: 400, header: js, body: `{"message":"goroutine 34 [running]:",` + largeList(`{}`)[1:], says: []string{"stack trace"}, level: contracttest.Should},
		{name: "an unread coding of another media type", status: 200, header: http.Header{"Content-Type": {"text/html"}, "Content-Encoding": {"br"}}, body: "\x0b\x02\x80", says: []string{"text/html"}, not: []string{"suite"}},
	}
	for i := range all {
		f := &all[i]
		if f.method == "" {
			f.method = "GET"
		}
		if f.path == "" {
			f.path = listPath
		}
		if slices.Contains([]string{"an undocumented field", "another format"}, f.name) {
			f.level = contracttest.Should
		}
		if f.level == "" {
			f.level = contracttest.Must
		}
	}
	return all
}

// request is what all the doors but the suite judge the fixture's answer to.
func (f fixture) request(t *testing.T, base string) *http.Request {
	r, err := http.NewRequestWithContext(t.Context(), f.method, base+f.path, strings.NewReader(""))
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+doorsToken)
	r.Header.Set("Accept-Encoding", "gzip, br") // so that the client does not undo it
	return r
}

// har is the fixture as a browser would keep it.
func (f fixture) har() string {
	headers := []map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(f.header)) {
		for _, value := range f.header[name] {
			headers = append(headers, map[string]string{"name": strings.ToLower(name), "value": value})
		}
	}
	text := f.body[:len(f.body)-f.over]
	if f.header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(strings.NewReader(text))
		if err != nil {
			panic(err)
		}
		plain, _ := io.ReadAll(z)
		text = string(plain)
	}
	content := map[string]any{"size": len(text), "mimeType": f.header.Get("Content-Type"), "text": text}
	if !utf8.ValidString(text) || strings.HasPrefix(text, "\xef\xbb\xbf") {
		content["text"], content["encoding"] = base64.StdEncoding.EncodeToString([]byte(text)), "base64"
	}
	if f.cut {
		headers = append(headers, map[string]string{"name": "Content-Length", "value": strconv.Itoa(len(f.body) + 10)})
	}
	entry := map[string]any{
		"startedDateTime": "2024-01-29T10:00:00.123+01:00", "time": 12.5, "_priority": "High", "cache": map[string]any{}, "timings": map[string]any{},
		"request": map[string]any{"method": f.method, "url": "https://app.eu.workato.com" + f.path, "httpVersion": "HTTP/2", "bodySize": 0,
			"headers": []map[string]string{{"name": ":method", "value": f.method}, {"name": "authorization", "value": "Bearer " + doorsToken}}},
		"response": map[string]any{"status": f.status, "statusText": "", "headers": headers, "content": content, "bodySize": len(f.body), "_transferSize": 99},
	}
	b, err := json.Marshal(map[string]any{"log": map[string]any{"version": "1.2", "creator": map[string]string{"name": "test"}, "pages": []any{}, "entries": []any{entry}}})
	if err != nil {
		panic(err)
	}
	return string(b)
}
