package client

import (
	"errors"
	"net/http"
	"syscall"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
)

// What is deleted twice is missing the second time. Only the API can say so, and
// only after an attempt that it may have carried out.
func TestAMissingManagerIsDeletedIfTheAPISaysSo(t *testing.T) {
	const gone, notFound, unknown = "deleted", "not found", "not found, unknown"
	first := map[string]act{
		"503":                 message(503),
		"500":                 message(500),
		"a gateway's 502":     answers(502, "text/html", html),
		"no answer":           fails(true, true, syscall.ECONNRESET),
		"408":                 message(408),
		"425":                 message(425),
		"429":                 message(429, "Retry-After", "0"),
		"no connection":       fails(false, false, refusedDial),
		"503, then a 408":     nil,
		"nothing before that": nil,
	}
	for name, second := range map[string]struct {
		answer act
		own    bool
	}{
		"the API's":                    {answers(404, jsonType, `{"message":"Not found"}`), true},
		"the API's, with more":         {answers(404, "application/json", `{"message":"Not found","id":"r1"}`), true},
		"an ingress's":                 {answers(404, "text/plain; charset=utf-8", "default backend - 404"), false},
		"an ingress's that says JSON":  {answers(404, jsonType, "default backend - 404"), false},
		"a web server's":               {answers(404, "text/html", html), false},
		"an empty one":                 {answers(404, "", ""), false},
		"an empty one of JSON":         {answers(404, jsonType, ""), false},
		"a router's":                   {answers(404, jsonType, `{"error":"no route matched"}`), false},
		"a message of no words":        {answers(404, jsonType, `{"message":" ","error":"no route"}`), false},
		"a message that is no text":    {answers(404, jsonType, `{"message":404}`), false},
		"a message of another type":    {answers(404, "text/html", `{"message":"Not found"}`), false},
		"a message of no type":         {answers(404, "", `{"message":"Not found"}`), false},
		"a message in a list":          {answers(404, jsonType, `[{"message":"Not found"}]`), false},
		"a message that is cut off":    {answers(404, jsonType, `{"message":"Not found"`), false},
		"a message with a page behind": {answers(404, jsonType, `{"message":"Not found"}`+html), false},
	} {
		for before, answer := range first {
			script := []act{answer, second.answer}
			want := map[bool]string{true: gone, false: unknown}[second.own]
			switch before {
			case "408":
				want = map[bool]string{true: notFound, false: unknown}[second.own]
			case "425", "429", "no connection":
				want = notFound
			case "503, then a 408":
				script = []act{message(503), message(408), second.answer}
			case "nothing before that":
				script, want = script[1:], notFound
			}
			t.Run(name+"/"+before, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					c, f := fakeClient(t, script)
					err := c.Delete(t.Context(), 1234)
					got := gone
					if err != nil {
						require.ErrorIs(t, err, ErrNotFound)
						require.ErrorContains(t, err, "delete customer manager 1234: 404")
						got = notFound
						if errors.Is(err, ErrOutcomeUnknown) {
							got = unknown
						}
					}
					require.Equal(t, want, got)
					require.Len(t, f.requests, len(script))
				})
			})
		}
	}
}

// What an update misses was not updated by an attempt before.
func TestAManagerThatIsMissingWasNotUpdated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := fakeClient(t, []act{message(503), message(http.StatusNotFound)})
		err := operations["update"](t.Context(), c)
		require.ErrorIs(t, err, ErrNotFound)
		require.ErrorIs(t, err, ErrOutcomeUnknown)
	})
}
