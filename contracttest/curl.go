package contracttest

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The environment variables that stand for the token, for that of another
// account, and for the base URL of a server called in process, wherever a command
// is printed for a reader to repeat.
const (
	TokenVariable      = "CUSTMGR_TOKEN"
	OtherTokenVariable = "CUSTMGR_TOKEN_2"
	URLVariable        = "CUSTMGR_URL"
)

// curlBody is the length in bytes up to which a request body is part of the
// curl line; a longer one is unreadable there, and a shell may refuse it.
const curlBody = 4 << 10

// placeholder matches what stands for a credential in an exchange: [token] for
// the target's own, [token of another account], [unknown token] and the like for one that is made up.
var placeholder = regexp.MustCompile(`\[([a-z][a-z ]*)\]`)

// curlsOwn are the request headers that curl writes itself.
var curlsOwn = []string{"Content-Length", "User-Agent"}

// Curl returns the exchange's request as one line for a POSIX shell. It shows
// the answer's status and headers, changes nothing of the path, and takes the
// token from $CUSTMGR_TOKEN, and that of another account from $CUSTMGR_TOKEN_2. Made-up credentials stand as a fake text. A body of
// more than 4 KiB is read from the file body.json, which the line's comment
// tells the reader to make; one with bytes that a terminal would act upon is
// piped in, with those bytes escaped.
func (e Exchange) Curl() string {
	words := []string{"curl", "-i"}
	switch e.Method {
	case http.MethodGet, "":
		if e.RequestBody != "" { // a body would turn curl's GET into a POST
			words = append(words, "-X", "GET")
		}
	case http.MethodHead: // -X HEAD would wait for a body
		words[1] = "-I"
	default:
		words = append(words, "-X", shellQuote(e.Method))
	}
	if strings.ContainsAny(e.URL, "[]{}") {
		words = append(words, "--globoff")
	}
	if strings.Contains(e.URL, "/.") {
		words = append(words, "--path-as-is")
	}
	words = append(words, shellURL(e.URL))
	for _, h := range e.curlHeaders() {
		words = append(words, "-H", h)
	}
	before, after := "", ""
	switch {
	case e.RequestBody == "":
	case len(e.RequestBody) > curlBody:
		words = append(words, "--data-binary", "@body.json")
		after = fmt.Sprintf("  # body.json: the %d bytes of the request's body", len(e.RequestBody))
	case !showable(e.RequestBody):
		before = "printf '%b' " + shellQuote(shellEscape(e.RequestBody)) + " | "
		words = append(words, "--data-binary", "@-")
	default:
		words = append(words, "--data-raw", shellQuote(e.RequestBody))
	}
	return before + strings.Join(words, " ") + after
}

// curlHeaders returns the arguments of -H, in the order of the headers' names.
func (e Exchange) curlHeaders() []string {
	var names, args []string
	for name := range e.RequestHeader {
		if !slices.Contains(curlsOwn, http.CanonicalHeaderKey(name)) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range e.RequestHeader[name] {
			switch {
			case value == "": // "Name:" would remove the header
				args = append(args, shellQuote(name+";"))
			case http.CanonicalHeaderKey(name) == "Authorization" && placeholder.FindString(value) == value:
				args = append(args, shellCredential(name+": Bearer "+value))
			default:
				args = append(args, shellCredential(name+": "+value))
			}
		}
	}
	if e.RequestBody != "" && e.RequestHeader.Get("Content-Type") == "" {
		args = append(args, shellQuote("Content-Type:")) // else curl calls the body a form
	}
	return args
}

// shellURL quotes a URL, in which placeholders may be percent-encoded. A server
// that was called in process has no address: $CUSTMGR_URL stands for it.
func shellURL(url string) string {
	url = encodedPlaceholder.ReplaceAllStringFunc(url, func(p string) string {
		return strings.NewReplacer("%5B", "[", "%5D", "]", "+", " ", "%20", " ").Replace(p)
	})
	if path, ok := strings.CutPrefix(url, "http://in-process"); ok {
		url = "[base]" + path
	}
	return shellCredential(url)
}

// encodedPlaceholder matches a placeholder in a query.
var encodedPlaceholder = regexp.MustCompile(`%5B[a-z]+(?:(?:\+|%20)[a-z]+)*%5D`)

// variable matches the placeholders that the shell fills in, and bare a word in
// which they may stand between double quotes with the rest.
var (
	variable = regexp.MustCompile(`\[token\]|\[token of another account\]|\[base\]`)
	bare     = regexp.MustCompile("^(?:[^\"\\\\$`!\\[]|\\[(?:token|token of another account|base)\\](?:[^A-Za-z0-9_]|$))*$")
)

// shellCredential quotes a word in which some placeholders mean variables and
// any other placeholder a fake of the same words.
func shellCredential(s string) string {
	s = placeholder.ReplaceAllStringFunc(s, func(p string) string {
		if variable.MatchString(p) {
			return p
		}
		return strings.ReplaceAll(strings.Trim(p, "[]"), " ", "-")
	})
	names := strings.NewReplacer(shownToken, "$"+TokenVariable, shownOther, "$"+OtherTokenVariable, "[base]", "$"+URLVariable)
	at := variable.FindAllStringIndex(s, -1)
	switch {
	case at == nil:
		return shellQuote(s)
	case bare.MatchString(s) && showable(s): // the usual case, as a person would write it
		return `"` + names.Replace(s) + `"`
	}
	var b strings.Builder
	last := 0
	for _, i := range append(at, []int{len(s), len(s)}) {
		if literal := s[last:i[0]]; literal != "" {
			b.WriteString(shellQuote(literal))
		}
		if i[0] < i[1] {
			b.WriteString(`"` + names.Replace(s[i[0]:i[1]]) + `"`)
		}
		last = i[1]
	}
	return b.String()
}

// bareWord matches a word that needs no quotes.
var bareWord = regexp.MustCompile(`^[A-Za-z0-9_./:@%+,-]+$`)

// shellQuote makes one word of s for a POSIX shell, in one line of printable text.
func shellQuote(s string) string {
	switch {
	case bareWord.MatchString(s):
		return s
	case showable(s):
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return `"$(printf '%b' ` + shellQuote(shellEscape(s)) + `)"`
}

// showable reports whether a terminal shows s as it is, in one line.
func showable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}

// shellEscape writes s as the argument of printf's %b.
func shellEscape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\\':
			b.WriteString(`\\`)
		case (r == utf8.RuneError && n == 1) || !unicode.IsPrint(r):
			for _, c := range []byte(s[i : i+n]) {
				fmt.Fprintf(&b, `\0%03o`, c)
			}
		default:
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}
