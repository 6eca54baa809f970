package contracttest

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
)

var keyInHeader = openapi3.SecuritySchemes{"key": {Value: &openapi3.SecurityScheme{Type: "apiKey", In: "header", Name: "X-Key"}}}

func TestWhatAnAnswerShowsOfCredentialsAndOfTheInsideIsFound(t *testing.T) {
	const long, short = "sandbox/with+signs=and/more==", "sandbox"
	bearer := func(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }
	for name, test := range map[string]struct {
		request http.Header
		status  int
		header  http.Header
		body    string
		level   Level // "" if nothing is to be found
	}{
		"a short token with its scheme, in a success": {bearer(short), 200, nil, `{"debug":"Bearer sandbox"}`, Must},
		"a short token with its scheme, in a header":  {bearer(short), 200, http.Header{"X-Echo": {"Bearer sandbox"}}, "", Must},
		"a short token with its scheme, in a query":   {bearer(short), 200, http.Header{"Link": {"</?a=Bearer%20sandbox&b=c>; rel=next"}}, "", Must},
		"a short token with its scheme, as base64":    {bearer(short), 200, http.Header{"X-Echo": {"QmVhcmVyIHNhbmRib3g="}}, "", Must},
		"a short token under another scheme":          {http.Header{"Authorization": {"Basic sandbox"}}, 401, nil, `{"message":"no Basic sandbox."}`, Must},
		"a long token, percent-encoded":               {bearer(long), 200, http.Header{"Link": {"</?token=sandbox%2Fwith%2Bsigns%3Dand%2Fmore%3D%3D>"}}, "", Must},
		"a long token, percent-encoded in small":      {bearer(long), 200, http.Header{"Link": {"</?token=sandbox%2fwith%2bsigns%3dand%2fmore%3d%3d>"}}, "", Must},
		"a long token with its slashes escaped":       {bearer(long), 200, nil, `{"debug":"sandbox\/with+signs=and\/more=="}`, Must},
		"a long token with entities of HTML":          {bearer(long), 404, nil, `<p>sandbox&#x2F;with&#43;signs&#61;and&#x2f;more&#x3D;=</p>`, Must},
		"a long token in characters of JavaScript":    {bearer(long), 404, nil, `{"message":"sandbox\u002fwith\u002Bsigns=and/more=="}`, Must},
		"a key":                                         {http.Header{"X-Key": {"a-key-of-many-bytes"}}, 200, nil, `["a-key-of-many-bytes"]`, Must},
		"a path of a source file in a header":           {nil, 500, http.Header{"X-Debug-Exception-File": {"/var/www/app/src/Items.php:41"}}, "", Should},
		"a source line in a header":                     {nil, 400, http.Header{"X-Debug": {"items.go:41"}}, "", Should},
		"an error of SQL in a header":                   {nil, 400, http.Header{"X-Debug-Exception": {"SQLSTATE[23000]: Integrity constraint violation"}}, "", Should},
		"a path in a challenge":                         {nil, 401, http.Header{"Www-Authenticate": {`Bearer error_description="cannot open /var/lib/store/tokens.db"`}}, "", Should},
		"a file of Windows in a header":                 {nil, 401, http.Header{"X-Debug": {`C:\inetpub\store`}}, "", Should},
		"the word that a short token is":                {bearer(short), 200, http.Header{"X-World": {"sandbox"}}, `{"name":"sandbox"}`, ""},
		"a longer word that a short token begins":       {bearer(short), 401, nil, `{"message":"Bearer sandboxes and Bearer sandbox-tokens only"}`, ""},
		"prose that reads like a token":                 {bearer("token"), 401, http.Header{"Www-Authenticate": {`Bearer realm="x"`}}, `{"message":"Bearer token required"}`, ""},
		"a challenge that reads like a token":           {bearer("realm"), 401, http.Header{"Www-Authenticate": {`Bearer realm="x"`}}, "", ""},
		"the word that a short key is":                  {http.Header{"X-Key": {"milk"}}, 200, nil, `["milk"]`, ""},
		"addresses of items":                            {nil, 400, http.Header{"Location": {"/home/a/items.php"}, "Content-Location": {"/app/items/7.py"}, "Link": {"</srv/x/a.js>; rel=help"}, "Set-Cookie": {"a=b; Path=/app/x/y.php"}}, "", ""},
		"addresses of requests":                         {nil, 400, http.Header{"X-Request-Path": {"/app/items/7"}, "X-Original-Url": {"https://example.com/var/www/items/7"}, "X-Forwarded-Prefix": {"/usr/items/a"}}, "", ""},
		"the name of a server":                          {nil, 400, http.Header{"Server": {"app/1.2 mod_x/2.0"}, "X-Powered-By": {"PHP/8.1"}, "Strict-Transport-Security": {"max-age=31536000"}}, "", ""},
		"what people call themselves":                   {nil, 200, nil, `["/var/lib/x/y", "SELECT a FROM b"]`, ""},
		"a session's cookie that is prolonged":          {http.Header{"Cookie": {"session=0123456789abcdef"}}, 200, http.Header{"Set-Cookie": {"session=0123456789abcdef; Max-Age=60"}}, "", ""},
		"a session's cookie in a body":                  {http.Header{"Cookie": {"session=0123456789abcdef"}}, 200, nil, "0123456789abcdef", Must},
		"the password of a pair that is sent as base64": {http.Header{"Authorization": {"Basic YWxleDpub3QtYS1yZWFsLXBhc3N3b3Jk"}}, 401, nil, "not not-a-real-password", Must},
	} {
		t.Run(name, func(t *testing.T) {
			schemes := openapi3.SecuritySchemes{"cookie": {Value: &openapi3.SecurityScheme{Type: "apiKey", In: "cookie", Name: "session"}}, "key": keyInHeader["key"]}
			var marks []mark
			for _, c := range credentialsIn(schemes, test.request, url.Values{}) {
				marks = append(marks, marksOf(c)...)
			}
			found := leaksIn(marks, &answer{status: test.status, header: test.header, body: []byte(test.body)})
			if test.level == "" {
				require.Empty(t, found)
				return
			}
			require.Len(t, found, 1)
			require.Equal(t, test.level, found[0].Level, found)
			require.NotContains(t, fmt.Sprint(found), "with+signs")
		})
	}
}
