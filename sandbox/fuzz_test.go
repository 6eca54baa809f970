package sandbox

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Whatever comes in: an answer in JSON that the document allows, no 5xx, and a
// world that still holds together.
func FuzzRequests(f *testing.F) {
	for _, path := range []string{managersPath, managersPath + "/1234", managersPath + "/0x4d2", "/api/../x", "", "*", "/_sandbox/state", "/_sandbox/faults", "/%zz", "//", "/api/customer_managers/\x00"} {
		for _, body := range []string{
			`{"team_collaborator_id":5252,"role_id":"2","permitted_workspace_ids":[29456,27123]}`,
			`{"role_id":2,"role_id":3}`, `{"role_id":1e999}`, "\ufeff{}", `{"role_id":[{}]}`, "\xff", `{"role_id":2}{}`,
			`{"managers":[{"id":1}]}`, `{"times":3,"widen_scope":true}`,
		} {
			f.Add("POST", path, body, "Bearer sandbox", "application/json")
		}
	}
	f.Add("PUT", managersPath+"/1234", `{"role_id":2,"permitted_workspace_ids":[]}`, "bearer sandbox", "application/json;charset=utf-8")
	f.Add("DELETE", managersPath+"/1234", "", "Bearer other", "")
	f.Add("CONNECT", "x:1", "", "Bearer", "text/plain")
	f.Add("HEAD", managersPath, "", "Bearer sandbox", "")
	f.Add("", managersPath, "", "Bearer sandbox", "")
	f.Fuzz(func(t *testing.T, method, path, body, authorization, contentType string) {
		b := newBench(t)
		u := &url.URL{Path: path}
		if parsed, err := url.ParseRequestURI(path); err == nil {
			u = parsed // so that escapes get through too
		}
		r := (&http.Request{
			Method: method, URL: u, RequestURI: path, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
			Header: http.Header{"Authorization": {authorization}, "Content-Type": {contentType}},
			Body:   io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Host: "sandbox",
		}).WithContext(t.Context())
		got := b.do(r)
		require.Less(t, got.Status, 500)
		require.GreaterOrEqual(t, got.Status, 200)
		require.NoError(t, b.World(Token).Snapshot().Validate())
		for _, leak := range []string{"kin-openapi", "jsontext", "schema", "goroutine", ".go:"} {
			if !strings.Contains(body, leak) {
				require.NotContains(t, got.Body, leak)
			}
		}
	})
}

func FuzzFaults(f *testing.F) {
	f.Add([]byte(`{"operation":"listCustomerManagers","times":2,"applied":true,"delay":"1ms","status":503,"header":{"Retry-After":["3"]},"cut":"body"}`))
	f.Add([]byte(`{"pad":1}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var fault Fault
		if fault.UnmarshalJSON(data) != nil || fault.Validate() != nil {
			return
		}
		written, err := fault.MarshalJSON()
		require.NoError(t, err)
		var again Fault
		require.NoError(t, again.UnmarshalJSON(written), string(written))
		require.Equal(t, fault.Delay, again.Delay)
		rewritten, err := again.MarshalJSON()
		require.NoError(t, err)
		require.Equal(t, string(written), string(rewritten))
	})
}
