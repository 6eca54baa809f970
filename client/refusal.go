package client

import (
	"bytes"
	"encoding/json"
)

// fill reads message, fields and request id out of the body, leniently: the
// shapes of errors are hardly documented. It reports whether the body is a
// refusal in so many words, without any result: {"success": false, …}, which
// sibling endpoints send with status 200.
func (e *Error) fill() bool {
	var body map[string]any
	d := json.NewDecoder(bytes.NewReader(e.Body))
	d.UseNumber()
	if d.Decode(&body) != nil {
		return false
	}
	for _, key := range []string{"message", "error"} {
		if text, ok := body[key].(string); ok {
			e.say(key, text)
		}
	}
	switch id := body["id"].(type) {
	case string:
		e.RequestID = oneLine(id, 100)
	case json.Number:
		e.RequestID = oneLine(id.String(), 100)
	}
	if errors, ok := body["errors"].(map[string]any); ok {
		for name, v := range errors {
			e.field(name, v)
		}
	}
	success, said := body["success"].(bool)
	return said && !success && body["result"] == nil
}

// say notes a text of the API. A message goes before an error: it is the one that
// is documented.
func (e *Error) say(key, text string) {
	text = oneLine(text, 500)
	if text != "" && (key == "message" || e.Message == "") {
		e.Message = text
	}
	e.spoken = e.spoken || text != "" && key == "message"
}

// add takes over what another Error says, where e itself says nothing.
func (e *Error) add(said *Error) {
	if e.Message == "" {
		e.Message = said.Message
	}
	if e.RequestID == "" {
		e.RequestID = said.RequestID
	}
	if e.Fields == nil {
		e.Fields = said.Fields
	}
}

// field adds what is said about one field: a text or a list of texts.
func (e *Error) field(name string, v any) {
	const most = 20
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	for _, v := range list {
		text, ok := v.(string)
		if !ok {
			continue
		}
		if e.Fields == nil {
			e.Fields = map[string][]string{}
		}
		if name := oneLine(name, 100); len(e.Fields) < most && len(e.Fields[name]) < most {
			e.Fields[name] = append(e.Fields[name], oneLine(text, 200))
		}
	}
}
