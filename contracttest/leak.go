package contracttest

import (
	"encoding/base64"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// A credential is what authorises a request, as it was sent.
type credential struct {
	scheme string // the word before it in Authorization, "" elsewhere
	text   string
	cookie bool // it came in a cookie
}

// credentialsIn reads the credentials of a request: those that HTTP has a place
// for, and those that a document declares.
func credentialsIn(schemes openapi3.SecuritySchemes, header http.Header, query url.Values) []credential {
	var all []credential
	for _, v := range header.Values("Authorization") {
		scheme, text, ok := strings.Cut(v, " ")
		if !ok {
			scheme, text = "", v
		}
		all = append(all, credential{scheme: scheme, text: strings.TrimSpace(text)})
		if pair, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text)); strings.EqualFold(scheme, "Basic") && err == nil && utf8.Valid(pair) {
			_, password, _ := strings.Cut(string(pair), ":")
			all = append(all, credential{text: password})
		}
	}
	cookies := (&http.Request{Header: header}).Cookies()
	for _, name := range keys(schemes) {
		ref := schemes[name]
		if ref.Value == nil || ref.Value.Type != "apiKey" {
			continue
		}
		all = append(all, credential{text: header.Get(ref.Value.Name)}, credential{text: query.Get(ref.Value.Name)})
		for _, c := range cookies {
			if c.Name == ref.Value.Name {
				all = append(all, credential{text: c.Value, cookie: true})
			}
		}
	}
	all = append(all, credential{text: query.Get("access_token")})
	return slices.DeleteFunc(all, func(c credential) bool { return c.text == "" })
}

// A mark is a text that stands in an answer only if that gives credentials back.
type mark struct {
	text   string
	ends   bool // only where no letter or digit comes next: else it begins another word
	cookie bool // a server may set it as a cookie once more
}

const (
	shortestToken  = 16 // bytes of a token; a shorter one may be a word, or the name of something
	shortestBase64 = 12 // bytes of a token's base64, which is no word
)

// spoken are the words that come after the name of a scheme in prose, and in the
// challenges of RFC 6750 and RFC 7617.
var spoken = []string{"access", "auth", "authentication", "authorization", "charset", "credential", "credentials", "error", "format", "header", "is", "key", "realm",
	"required", "scheme", "scope", "token", "tokens", "type"}

// marksOf lists the texts by which a credential is recognised in an answer: with
// its scheme at any length, alone if it is too long for a word. There is none of
// a short one that has no scheme, or reads like prose.
func marksOf(c credential) []mark {
	var all []mark
	add := func(texts secrets, ends bool) {
		for _, text := range texts {
			all = append(all, mark{text, ends, c.cookie})
		}
	}
	if len(c.text) >= shortestToken {
		add(secrets{c.text}.echoed(), false)
	} else if c.scheme != "" && c.text != "" && !slices.Contains(spoken, strings.ToLower(c.text)) {
		add(secrets{c.scheme + " " + c.text}.echoed(), true)
	}
	for _, text := range []string{c.text, c.scheme + " " + c.text} {
		coded := strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(text)), "=")
		if len(coded) >= shortestBase64 && c.text != "" {
			add(secrets{coded}, false)
		}
	}
	return all
}

// watch prepares what the answers of a run are searched for, whoever they go to,
// and what hides it where it is found.
func (s *session) watch() {
	for _, token := range []string{s.target.Token, s.target.OtherToken, unknownToken} {
		for _, o := range s.doc.operations {
			for _, m := range o.marksOf(token) {
				if !slices.Contains(s.marks, m) {
					s.marks = append(s.marks, m)
				}
			}
		}
		if token == "" || token == unknownToken {
			continue
		}
		s.veiled = append(s.veiled, token, strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(token)), "="))
		for _, m := range mutations { // what is almost the token tells it too
			if text := m.of(token); len(text) >= shortestPart && (strings.Contains(token, text) || len(text) == len(token)) {
				s.veiled = append(s.veiled, text)
			}
		}
	}
	s.veiled = s.veiled.echoed()
}

// marksOf are the marks of a token that a call of the operation carries.
func (o *operation) marksOf(token string) []mark {
	header, query := http.Header{}, url.Values{}
	o.credentials()(header, query, token)
	var all []mark
	sent := credentialsIn(o.schemes, header, query)
	if header.Get("Authorization") != "" { // as the rule credentials sends it
		sent = append(sent, credential{scheme: "Basic", text: token}, credential{scheme: "Token", text: token})
	}
	for _, c := range sent {
		all = append(all, marksOf(c)...)
	}
	return all
}

// in reports whether the mark stands in a text.
func (m mark) in(text string) bool {
	for {
		at := strings.Index(text, m.text)
		if at < 0 {
			return false
		}
		text = text[at+len(m.text):]
		if !m.ends || text == "" || !strings.ContainsRune("=-_", rune(text[0])) && !letterOrDigit(text[0]) {
			return true
		}
	}
}

func letterOrDigit(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b|0x20 && b|0x20 <= 'z' || b >= utf8.RuneSelf
}

// echoesIn lists the place of an answer in which credentials stand.
func echoesIn(marks []mark, a *answer) []Problem {
	found := func(place string) []Problem {
		return []Problem{{Level: Must, Expected: "no credentials in an answer", Actual: "a token that was sent stands in " + place}}
	}
	if body := plain(a.legible()); slices.ContainsFunc(marks, func(m mark) bool { return m.in(body) }) {
		return found("the body")
	}
	for _, name := range keys(a.header) {
		text := plain(strings.Join(a.header[name], " "))
		if slices.ContainsFunc(marks, func(m mark) bool { return !(m.cookie && name == "Set-Cookie") && m.in(text) }) {
			return found("the header " + name)
		}
	}
	return nil
}

// plain is a text followed by what it says once its percent-encoding, or the
// entities of HTML, are undone: there are many ways to write either.
func plain(text string) string {
	all := text
	if decoded := unpercent(text); decoded != text {
		all += "\n" + decoded
	}
	if strings.Contains(text, "&") {
		if decoded := html.UnescapeString(text); decoded != text {
			all += "\n" + decoded
		}
	}
	return all
}

// unpercent undoes percent-encoding as far as there is any.
func unpercent(text string) string {
	if !strings.Contains(text, "%") {
		return text
	}
	var b strings.Builder
	for text != "" {
		if len(text) >= 3 && text[0] == '%' {
			if c, err := url.PathUnescape(text[:3]); err == nil {
				b.WriteString(c)
				text = text[3:]
				continue
			}
		}
		b.WriteByte(text[0])
		text = text[1:]
	}
	return b.String()
}
