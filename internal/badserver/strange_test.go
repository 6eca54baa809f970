package badserver

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/openapi"
	"github.com/stretchr/testify/require"
)

func TestAStrangeBodyIsKnownAndTakenForWhatItStandsFor(t *testing.T) {
	doc, err := openapi.Load()
	require.NoError(t, err)
	var adds *operation
	for _, o := range read(doc).operations {
		if o.effect.Kind == openapi.Adds {
			adds = o
		}
	}
	body := encode(adds.examples[0])
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	_, err = z.Write(body)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	with := func(member string) string { return "{" + member + "," + string(body[1:]) }
	media, charset, coding := http.Header{"Content-Type": {"text/plain"}}, http.Header{"Content-Type": {"application/json; charset=utf-16"}}, http.Header{"Content-Encoding": {"gzip"}}
	usual := http.Header{"Content-Type": {"application/json"}}
	coding.Set("Content-Type", "application/json")
	first, _, _ := strings.Cut(string(body[1:]), ",")
	for name, test := range map[string]struct {
		body   string
		header http.Header
	}{
		"bytes after the JSON":             {string(body) + " garbage", usual},
		"a property named twice":           {with(first), usual},
		"a byte order mark":                {"\xef\xbb\xbf" + string(body), usual},
		"invalid UTF-8":                    {with("\"x\":\"\xff\""), usual},
		"a NUL in a text":                  {with(`"x":"\u0000"`), usual},
		"very deep arrays":                 {with(`"x":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000)), usual},
		"more than a million bytes":        {string(body) + strings.Repeat(" ", 2<<20), usual},
		"another media type":               {string(body), media},
		"another charset":                  {string(body), charset},
		"a compressed body":                {zipped.String(), coding},
		"a body that is called compressed": {string(body), coding},
		"a body without a Content-Type":    {string(body), nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := &request{op: adds, header: test.header, body: []byte(test.body)}
			var found []string
			for _, b := range strangeBodies {
				if b.is(r) {
					found = append(found, b.name)
					require.JSONEq(t, string(body), string(encode(adds.meant(b, r.body))))
				}
			}
			require.Equal(t, []string{name}, found)
		})
	}
	for _, b := range strangeBodies {
		require.False(t, b.is(&request{op: adds, header: http.Header{"Content-Type": {"application/json"}}, body: body}), b.name)
	}
}
