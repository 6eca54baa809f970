package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json/jsontext"
)

const maxBody = 1 << 20 // bytes of a request to the API

// A refusal is a status and a text for who sent a request.
type refusal struct {
	status int
	text   string
}

func (e *refusal) Error() string { return e.text }

func refused(status int, format string, args ...any) error {
	return &refusal{status, fmt.Sprintf(format, args...)}
}

// readBody reads a body of at most limit bytes.
func readBody(r *http.Request, limit int64) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
	switch {
	case int64(len(body)) > limit:
		return nil, refused(http.StatusRequestEntityTooLarge, "Content too large")
	case err != nil:
		return nil, refused(http.StatusBadRequest, "Bad request: the body broke off")
	}
	return body, nil
}

// declared checks that a body is declared as one of the media types of content,
// in UTF-8 and not encoded further, and returns what the document says of it.
func declared(header http.Header, content openapi3.Content) (*openapi3.MediaType, error) {
	unsupported := refused(http.StatusUnsupportedMediaType, "Unsupported media type")
	if len(header["Content-Type"]) != 1 {
		return nil, unsupported
	}
	for _, coding := range header["Content-Encoding"] {
		if coding != "" && !strings.EqualFold(coding, "identity") {
			return nil, unsupported
		}
	}
	name, params, err := mime.ParseMediaType(header.Get("Content-Type"))
	media := content[name]
	charset, ok := params["charset"]
	if err != nil || media == nil || ok && !strings.EqualFold(charset, "utf-8") {
		return nil, unsupported
	}
	return media, nil
}

// parseJSON reads one JSON value as strictly as RFC 8259 and its readers wish:
// UTF-8 without a byte order mark, each name once, nothing behind it. Numbers
// stay json.Number, as they were written.
func parseJSON(body []byte) (any, error) {
	strict := jsontext.NewDecoder(bytes.NewReader(body))
	_, err := strict.ReadValue()
	if err == nil {
		_, err = strict.ReadToken()
	}
	if err != io.EOF || len(bytes.TrimSpace(body)) == 0 {
		return nil, malformed(err)
	}
	loose := json.NewDecoder(bytes.NewReader(body))
	loose.UseNumber()
	var value any
	if err := loose.Decode(&value); err != nil {
		return nil, malformed(err)
	}
	return value, nil
}

func malformed(err error) error {
	var syntax *jsontext.SyntacticError
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName) && errors.As(err, &syntax):
		return refused(http.StatusBadRequest, "Bad request: the body names %s twice", quote(syntax.JSONPointer.LastToken()))
	case errors.As(err, &syntax) && syntax.ByteOffset > 0:
		return refused(http.StatusBadRequest, "Bad request: the body is not one JSON value, see byte %d", syntax.ByteOffset)
	}
	return refused(http.StatusBadRequest, "Bad request: the body is not one JSON value")
}
