package contracttest

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// A harEntry is what is read of an entry of a HAR file. Numbers may have a
// fraction, as browsers write them; what is not named here is not looked at.
type harEntry struct {
	StartedDateTime string  `json:"startedDateTime"`
	Time            float64 `json:"time"` // milliseconds
	Request         struct {
		Method   string    `json:"method"`
		URL      string    `json:"url"`
		Headers  []harPair `json:"headers"`
		PostData struct {
			Text string `json:"text"`
		} `json:"postData"`
	} `json:"request"`
	Response harResponse `json:"response"`
}

type harResponse struct {
	Status   float64    `json:"status"` // 0 if no answer came
	Headers  []harPair  `json:"headers"`
	Content  harContent `json:"content"`
	BodySize *float64   `json:"bodySize"`
}

type harContent struct {
	Size     *float64 `json:"size"`
	MimeType string   `json:"mimeType"`
	Text     *string  `json:"text"`
	Encoding string   `json:"encoding"`
}

type harPair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// size and bodySize are in bytes, -1 if they are not known.
func (c *harContent) size() float64      { return orUnknown(c.Size) }
func (r *harResponse) bodySize() float64 { return orUnknown(r.BodySize) }

func orUnknown(n *float64) float64 {
	if n == nil {
		return -1
	}
	return *n
}

// A harReader reads a HAR file entry by entry, so that its size does not matter.
type harReader struct {
	*jsontext.Decoder
	lines *lines
	each  func(*harEntry) (more bool, err error)
	found bool
}

// errEnough says that no more entries are wanted.
var errEnough = errors.New("enough")

// readHAR calls each for every entry. Errors name the line.
func readHAR(r io.Reader, each func(*harEntry) (bool, error)) error {
	text := bufio.NewReaderSize(r, 64<<10)
	if mark, err := text.Peek(3); err == nil && bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		_, _ = text.Discard(len(mark)) // they were just seen
	}
	l := &lines{r: text}
	// Some write lone halves of surrogate pairs, and a name twice.
	h := &harReader{Decoder: jsontext.NewDecoder(l, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)), lines: l, each: each}
	err := h.members(func(name string) error {
		if name != "log" {
			return h.SkipValue()
		}
		return h.members(h.inLog)
	})
	if err == nil {
		start := h.next()
		_, err = h.ReadToken()
		switch {
		case err == nil:
			err = h.at(start, "", "more follows after the HAR")
		case err == io.EOF && !h.found:
			err = misfit("the file has no /log/entries: it is JSON, but no HAR")
		case err == io.EOF:
			err = nil
		}
	}
	if err == errEnough {
		return nil
	}
	return h.explained(err)
}

// members reads an object and calls each for every name, to read the value.
func (h *harReader) members(each func(name string) error) error {
	if kind := h.PeekKind(); kind != '{' && kind != 0 {
		return h.at(h.next(), h.StackPointer(), "an object is expected in a HAR, not "+kindWords[kind])
	}
	if _, err := h.ReadToken(); err != nil {
		return err
	}
	for h.PeekKind() == '"' {
		token, err := h.ReadToken()
		if err != nil {
			return err
		}
		if err := each(token.String()); err != nil {
			return err
		}
	}
	_, err := h.ReadToken()
	return err
}

func (h *harReader) inLog(name string) error {
	switch name {
	case "version":
		var version string
		start := h.next()
		if err := json.UnmarshalDecode(h.Decoder, &version); err != nil {
			return err
		}
		if version != "" && version != "1" && !strings.HasPrefix(version, "1.") {
			return h.at(start, "/log/version", fmt.Sprintf("HAR %q is not known: it must be 1.2, or another 1", version))
		}
		return nil
	case "entries":
		return h.entries()
	}
	return h.SkipValue()
}

func (h *harReader) entries() error {
	if kind := h.PeekKind(); kind != '[' && kind != 0 {
		return h.at(h.next(), h.StackPointer(), "an array is expected in a HAR, not "+kindWords[kind])
	}
	if _, err := h.ReadToken(); err != nil {
		return err
	}
	h.found = true
	for i := 0; ; i++ {
		if kind := h.PeekKind(); kind == ']' || kind == 0 {
			break
		}
		start := h.next()
		h.lines.pass(start)
		var e harEntry
		if err := json.UnmarshalDecode(h.Decoder, &e); err != nil {
			return err
		}
		more, err := h.each(&e)
		if err != nil {
			pointer, what, _ := strings.Cut(err.Error(), ": ")
			return h.at(start, jsontext.Pointer(fmt.Sprintf("/log/entries/%d%s", i, pointer)), what)
		}
		if !more {
			return errEnough
		}
	}
	_, err := h.ReadToken()
	return err
}

// explained gives an error of the decoder its line.
func (h *harReader) explained(err error) error {
	var syntax *jsontext.SyntacticError
	var meaning *json.SemanticError
	switch {
	case err == nil, errors.As(err, new(misfit)):
		return err
	case h.lines.read == 0 && err == io.EOF:
		return misfit("the file is empty")
	case errors.Is(err, io.ErrUnexpectedEOF), err == io.EOF:
		return h.at(h.lines.read, "", "the file ends in the middle: was it cut off?")
	case errors.As(err, &syntax):
		return h.at(syntax.ByteOffset, syntax.JSONPointer, "not JSON: "+syntax.Err.Error())
	case errors.As(err, &meaning):
		expected := "something else"
		if t := meaning.GoType; t != nil {
			expected = map[reflect.Kind]string{reflect.Float64: "a number", reflect.String: "a text", reflect.Slice: "an array", reflect.Struct: "an object"}[t.Kind()]
		}
		return h.at(meaning.ByteOffset, meaning.JSONPointer, expected+" is expected in a HAR, not "+kindWords[meaning.JSONKind])
	}
	return fmt.Errorf("contracttest: the file cannot be read: %w", err)
}

// kindWords name what may stand in JSON.
var kindWords = map[jsontext.Kind]string{
	'n': "null", 't': "true", 'f': "false", '"': "a text", '0': "a number", '{': "an object", '[': "an array",
}

// at is an error at an offset of the file, within a value.
func (h *harReader) at(offset int64, within jsontext.Pointer, what string) error {
	line, column := h.lines.at(offset)
	if within != "" {
		what = string(within) + ": " + what
	}
	return misfit(fmt.Sprintf("line %d, column %d: %s", line, column, what))
}

// next is the offset of the value that follows.
func (h *harReader) next() int64 {
	_ = h.PeekKind() // it reads so far
	before := h.UnreadBuffer()
	return h.InputOffset() + int64(len(before)-len(bytes.TrimLeft(before, " \t\r\n,:")))
}

// A misfit says in which way a file is no HAR.
type misfit string

func (m misfit) Error() string { return "contracttest: " + string(m) }
