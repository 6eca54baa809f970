package contracttest

import (
	"bytes"
	"errors"
	"net/mail"
	"net/url"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A format is one that kin-openapi leaves unchecked.
type format struct {
	check func(string) error
	// plain reports whether a text is certainly of the format. It is quick, and
	// what it is not sure of is left to check.
	plain func([]byte) bool
}

var formats = map[string]format{
	"email": {checkEmail, func(b []byte) bool {
		at := 0
		for i, c := range b {
			switch {
			case c == '@' && i > 0 && at == 0:
				at = i
			case c == '.' && (i == 0 || i == len(b)-1 || b[i-1] == '.' || b[i-1] == '@' || b[i+1] == '@'):
				return false
			case !alphanumeric(c) && c != '.' && c != '-' && c != '_' && c != '+':
				return false
			}
		}
		return at > 0 && at < len(b)-1
	}},
	"uri":           {checkURI, plainURI},
	"uri-reference": {checkReference, func(b []byte) bool { return len(b) == 0 || plainURI(b) }},
}

func checkEmail(s string) error {
	if a, err := mail.ParseAddress(s); err != nil || a.Address != s {
		return errors.New("is no e-mail address")
	}
	return nil
}

func checkURI(s string) error {
	if u, err := url.Parse(s); err != nil || !u.IsAbs() {
		return errors.New("is no absolute URI")
	}
	return nil
}

func checkReference(s string) error {
	if _, err := url.Parse(s); err != nil || strings.ContainsAny(s, " <>\"") {
		return errors.New("is no URI reference")
	}
	return nil
}

func plainURI(b []byte) bool {
	rest, ok := bytes.CutPrefix(b, []byte("https://"))
	if !ok {
		if rest, ok = bytes.CutPrefix(b, []byte("http://")); !ok {
			return false
		}
	}
	for _, c := range rest {
		if !alphanumeric(c) && strings.IndexByte("/.-_~?=&", c) < 0 {
			return false
		}
	}
	return true
}

func alphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// checkFormats hands the formats to kin-openapi.
var checkFormats = func() openapi3.SchemaValidationOption {
	all := map[string]openapi3.StringFormatValidator{}
	for name, f := range formats {
		all[name] = openapi3.NewCallbackValidator(f.check)
	}
	return openapi3.WithStringFormatValidators(all)
}()
