package contracttest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// readJSON reads one JSON text strictly: no duplicate names, no invalid UTF-8,
// no lone surrogates, no byte order mark and nothing after it. Numbers keep
// their spelling, as json.Number.
func readJSON(data []byte) (any, error) {
	if bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) {
		return nil, errors.New("starts with a byte order mark")
	}
	decoder := jsontext.NewDecoder(bytes.NewBuffer(data))
	value, err := readValue(decoder)
	if err == nil {
		if _, err = decoder.ReadToken(); err == io.EOF {
			return value, nil
		}
		return nil, fmt.Errorf("has more after the JSON text, from byte %d on", decoder.InputOffset())
	}
	var syntax *jsontext.SyntacticError
	switch {
	case errors.Is(err, io.EOF) && len(bytes.TrimSpace(data)) == 0:
		return nil, errors.New("is empty")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, errors.New("ends in the middle")
	case errors.As(err, &syntax):
		at := ""
		if syntax.JSONPointer != "" {
			at = " at " + string(syntax.JSONPointer)
		}
		return nil, fmt.Errorf("is not strict JSON: %w%s, byte %d", syntax.Err, at, syntax.ByteOffset)
	}
	return nil, fmt.Errorf("is not strict JSON: %w", err)
}

func readValue(decoder *jsontext.Decoder) (any, error) {
	token, err := decoder.ReadToken()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case 'n':
		return nil, nil
	case 't', 'f':
		return token.Bool(), nil
	case '"':
		return token.String(), nil
	case '0':
		return json.Number(token.String()), nil
	case '[':
		array := []any{}
		for decoder.PeekKind() != ']' {
			element, err := readValue(decoder)
			if err != nil {
				return nil, err
			}
			array = append(array, element)
		}
		_, err := decoder.ReadToken()
		return array, err
	}
	object := map[string]any{}
	for decoder.PeekKind() != '}' {
		name, err := decoder.ReadToken()
		if err != nil {
			return nil, err
		}
		key := name.String()
		if object[key], err = readValue(decoder); err != nil {
			return nil, err
		}
	}
	_, err = decoder.ReadToken()
	return object, err
}
