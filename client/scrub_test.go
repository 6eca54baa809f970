package client

import (
	"encoding/json"
	"fmt"
	markup "html"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// signToken holds what tokens hold that some text escapes.
const signToken = "eyJhbGci/tok+en=abcdefghijklmnopqrstuvwxyz/0123456789"

func TestNoFormOfTheTokenSurvives(t *testing.T) {
	escaped := func(format string) string {
		var b strings.Builder
		for i := range len(signToken) {
			fmt.Fprintf(&b, format, signToken[i])
		}
		return b.String()
	}
	for name, form := range map[string]string{
		"as it is":                         signToken,
		"in capitals, as in a header name": http.CanonicalHeaderKey(signToken),
		"cut off":                          signToken[:20],
		"its second half":                  signToken[20:],
		"its middle":                       signToken[15:30],
		"slashes escaped":                  strings.ReplaceAll(signToken, "/", `\/`),
		"a plus in JSON":                   strings.ReplaceAll(signToken, "+", `\u002b`),
		"a plus in JSON, capitals":         strings.ReplaceAll(signToken, "+", `\u002B`),
		"a plus in Go":                     strings.ReplaceAll(signToken, "+", `\x2b`),
		"in a query":                       url.QueryEscape(signToken),
		"in a query, small letters":        strings.ToLower(url.QueryEscape(signToken)),
		"in a path":                        url.PathEscape(signToken),
		"in HTML":                          markup.EscapeString(strings.ReplaceAll(signToken, "+", "&#43;")),
		"in HTML, hexadecimal":             strings.ReplaceAll(signToken, "/", "&#x2F;"),
		"in HTML, zeros and no semicolon":  strings.ReplaceAll(signToken, "=", "&#0061"),
		"in HTML, by name":                 strings.NewReplacer("/", "&sol;", "+", "&plus;", "=", "&equals;").Replace(signToken),
		"in a JSON pointer":                strings.ReplaceAll(signToken, "/", "~1"),
		"every character in JSON":          escaped(`\u%04x`),
		"every character in a URL":         escaped(`%%%02X`),
		"every character in HTML":          escaped(`&#%d;`),
		"in a query in HTML":               strings.ReplaceAll(url.QueryEscape(signToken), "%", "&#37;"),
		"in a query in a query":            url.QueryEscape(url.QueryEscape(signToken)),
		"JSON in JSON":                     strings.ReplaceAll(signToken, "/", `\\\/`),
		"an entity in HTML in HTML":        strings.ReplaceAll(signToken, "+", "&amp;#43;"),
		"in a way that is not known":       strings.ReplaceAll(signToken, "=", "=3D"),
	} {
		for _, around := range [][2]string{{"", ""}, {`{"message":"no `, `"}`}, {"https://x.example/", "?y=1"}, {"x: ", ": check it"}, {`\"`, `\"`}} {
			t.Run(name+" in "+around[0], func(t *testing.T) {
				require.Equal(t, around[0]+redacted+around[1], cleaned(around[0]+form+around[1], signToken))
			})
		}
	}
}

func TestATokenThatLooksEscapedIsFoundToo(t *testing.T) {
	for _, token := range []string{`ab%2Fcd%2Fefgh%41`, `ab\/cd\u0041efgh`, `ab&amp;cd&#43;efgh`, `ab~1cd~0efgh~~`, `%2525252525252525`, `\\\\\\\\\\\\`} {
		quoted, err := json.Marshal(token)
		require.NoError(t, err)
		for _, form := range []string{token, url.QueryEscape(token), markup.EscapeString(token), string(quoted[1 : len(quoted)-1]), strconv.Quote(token)} {
			got := cleaned("no "+form+" here", token)
			require.Contains(t, got, redacted)
			require.NotContains(t, got, "efgh")
			require.NotContains(t, got, "25252525")
		}
	}
}

func TestTextWithoutTheTokenStaysAsItIs(t *testing.T) {
	for _, text := range []string{
		"", "Validation failed: role_id is unknown", `{"message":"a\/b \u002b %2F &#43; &amp; ~1 \\"}`, "eyJhbGc and 012345 7", "%", `\`, "&", "&#", "&#x", "&#;", "~", `\u`, "%2",
		"\xff\xfe \u2028 é %C3%A9 &#233; \\u00e9 &#99999999999999999999;", strings.Repeat("%25", 1_000), markup.EscapeString(`<a href="x">`),
	} {
		require.Equal(t, text, cleaned(text, signToken))
	}
	require.Equal(t, "a sandbox here", cleaned("a sandbox here", "sandbox"), "what is so short is no secret")
}

// FuzzScrub echoes a part of a token, each character in one of many forms, in the
// midst of any text.
func FuzzScrub(f *testing.F) {
	f.Add(signToken, `{"message":"no `, `"}`, []byte{0, 1, 2, 3, 4, 5, 6, 7}, uint8(0), uint8(255), uint8(0))
	f.Add(testToken, "https://x.example/?t=", "&u=1", []byte{1}, uint8(9), uint8(30), uint8(1))
	f.Add("0123456789abcdefghijkl", `\`, `\`, []byte{0, 0, 5}, uint8(3), uint8(11), uint8(2))
	f.Fuzz(func(t *testing.T, token, before, after string, how []byte, from, to, twice uint8) {
		token = strings.Map(func(r rune) rune {
			if r <= ' ' || r > '~' || strings.ContainsRune(`%\&~`, r) { // these: TestATokenThatLooksEscapedIsFoundToo
				return -1
			}
			return r
		}, token)
		if len(token) < shortestSecret || strings.Contains(strings.ToLower(token+token), "redacted") {
			t.Skip()
		}
		// What is interrupted after every seven bytes holds no eight of a token.
		plain := func(s string) string {
			var b strings.Builder
			for i := range len(s) {
				if b.WriteByte(s[i]); i%7 == 6 {
					b.WriteString("☃")
				}
			}
			return b.String()
		}
		before, after = plain(before)+"☃", "☃"+plain(after)
		require.Equal(t, before+after, cleaned(before+after, token), "no token, no change")

		part := token[min(int(from), len(token)-leastEcho):]
		part = part[:max(leastEcho, min(int(to), len(part)))]
		form := ""
		for i := range len(part) {
			way := byte(0)
			if len(how) > 0 {
				way = how[i%len(how)]
			}
			form += escapedBy(part[i], way)
		}
		switch twice % 4 {
		case 1:
			form = url.QueryEscape(form)
		case 2:
			form = markup.EscapeString(form)
		case 3:
			quoted, err := json.Marshal(form)
			require.NoError(t, err)
			form = string(quoted[1 : len(quoted)-1])
		}
		got := cleaned(before+form+after, token)
		require.Equal(t, before+redacted+after, got, "%q of %q", form, token)
	})
}

// escapedBy writes a character in one of the forms in which it may come back.
func escapedBy(c byte, way byte) string {
	switch way % 8 {
	case 1:
		return fmt.Sprintf("%%%02X", c)
	case 2:
		return fmt.Sprintf("%%%02x", c)
	case 3:
		return fmt.Sprintf(`\u%04X`, c)
	case 4:
		return fmt.Sprintf("&#%d;", c)
	case 5:
		return fmt.Sprintf("&#x%x;", c)
	case 6:
		return strings.ToUpper(string(c))
	case 7:
		if c == '/' {
			return `\/`
		}
	}
	return string(c)
}
