package contracttest

import (
	"bytes"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json/jsontext"
)

// A matcher is a schema compiled to read a JSON text token by token. It only
// ever says yes to what readJSON, kin-openapi and the walker have nothing
// against; a no means that they have to be asked. FuzzMatcher holds the two to
// the same verdict.
type matcher struct {
	kinds    string // the first bytes of the JSON values it takes: n t f " 0 { [
	names    map[string]int
	fields   []*matcher
	required uint64
	items    *matcher
	minItems uint64
	maxItems *uint64

	integer  bool
	min, max *float64

	pattern   *regexp.Regexp
	format    func([]byte) bool
	minLength uint64
	maxLength *uint64
	enum      map[string]bool
}

// compile makes the matcher of a schema; nil if the schema uses a keyword that
// matchers do not know.
func compile(schema *openapi3.Schema) *matcher { return compileAt(schema, 0) }

func compileAt(s *openapi3.Schema, depth int) *matcher {
	const deepest = 64 // a recursive schema has no end
	if s == nil || depth > deepest || s.Type == nil || len(s.Type.Slice()) != 1 || !plainKeywords(s) {
		return nil
	}
	m := &matcher{}
	ok := true
	switch s.Type.Slice()[0] {
	case openapi3.TypeBoolean:
		m.kinds = "tf"
		ok = s.Enum == nil
	case openapi3.TypeInteger, openapi3.TypeNumber:
		m.kinds, m.integer = "0", s.Type.Is(openapi3.TypeInteger)
		m.min, m.max = s.Min, s.Max
		known := s.Format == "" || m.integer && s.Format == "int64" // which 15 digits always are
		ok = known && s.Enum == nil && s.MultipleOf == nil && !s.ExclusiveMin.IsSet() && !s.ExclusiveMax.IsSet()
	case openapi3.TypeString:
		m.kinds = `"`
		ok = m.compileString(s)
	case openapi3.TypeArray:
		m.kinds = "["
		m.minItems, m.maxItems = s.MinItems, s.MaxItems
		ok = s.Items != nil && s.Enum == nil && !s.UniqueItems
		if ok {
			m.items = compileAt(s.Items.Value, depth+1)
			ok = m.items != nil
		}
	case openapi3.TypeObject:
		m.kinds = "{"
		ok = m.compileObject(s, depth)
	}
	if s.Nullable {
		m.kinds += "n"
	}
	if !ok {
		return nil
	}
	return m
}

// plainKeywords reports whether a schema has none of the keywords that need
// more than one look at a value.
func plainKeywords(s *openapi3.Schema) bool {
	return len(s.OneOf)+len(s.AnyOf)+len(s.AllOf) == 0 && s.Not == nil && s.Discriminator == nil && !s.WriteOnly
}

func (m *matcher) compileString(s *openapi3.Schema) bool {
	m.minLength, m.maxLength = s.MinLength, s.MaxLength
	if s.Pattern != "" {
		re, err := regexp.Compile(s.Pattern)
		if err != nil {
			return false
		}
		m.pattern = re
	}
	if f, known := formats[s.Format]; known {
		m.format = f.plain
	} else if s.Format != "" {
		return false
	}
	if s.Enum != nil {
		m.enum = map[string]bool{}
		for _, v := range s.Enum {
			text, isText := v.(string)
			if !isText {
				return false
			}
			m.enum[text] = true
		}
	}
	return true
}

func (m *matcher) compileObject(s *openapi3.Schema, depth int) bool {
	if s.AdditionalProperties.Schema != nil || s.AdditionalProperties.Has != nil || s.Enum != nil ||
		s.MinProps > 0 || s.MaxProps != nil || len(s.Properties) == 0 || len(s.Properties) > 64 {
		return false
	}
	m.names = map[string]int{}
	for i, name := range keys(s.Properties) {
		field := compileAt(s.Properties[name].Value, depth+1)
		if field == nil {
			return false
		}
		m.names[name] = i
		m.fields = append(m.fields, field)
	}
	for _, name := range s.Required {
		i, ok := m.names[name]
		if !ok {
			return false
		}
		m.required |= 1 << i
	}
	return true
}

// matches reports whether r holds one JSON text of the schema and nothing else.
func (m *matcher) matches(r io.Reader) bool {
	decoder := jsontext.NewDecoder(r)
	if !m.value(decoder) {
		return false
	}
	_, err := decoder.ReadToken()
	return err == io.EOF
}

func (m *matcher) value(d *jsontext.Decoder) bool {
	kind := d.PeekKind()
	if strings.IndexByte(m.kinds, byte(kind)) < 0 {
		return false
	}
	switch kind {
	case '{':
		return m.object(d)
	case '[':
		return m.array(d)
	case '"':
		raw, err := d.ReadValue()
		return err == nil && m.text(raw)
	case '0':
		raw, err := d.ReadValue()
		return err == nil && m.number(raw)
	}
	_, err := d.ReadToken()
	return err == nil
}

func (m *matcher) object(d *jsontext.Decoder) bool {
	if _, err := d.ReadToken(); err != nil {
		return false
	}
	var seen uint64
	for d.PeekKind() == '"' {
		raw, err := d.ReadValue()
		if err != nil || len(raw) < 2 {
			return false
		}
		i, ok := m.names[string(raw[1:len(raw)-1])] // a name with an escape is not found: ask the others
		if !ok || !m.fields[i].value(d) {
			return false
		}
		seen |= 1 << i
	}
	_, err := d.ReadToken()
	return err == nil && seen&m.required == m.required
}

func (m *matcher) array(d *jsontext.Decoder) bool {
	if _, err := d.ReadToken(); err != nil {
		return false
	}
	var n uint64
	for kind := d.PeekKind(); kind != ']' && kind != 0; kind = d.PeekKind() {
		if !m.items.value(d) {
			return false
		}
		n++
	}
	_, err := d.ReadToken()
	return err == nil && n >= m.minItems && (m.maxItems == nil || n <= *m.maxItems)
}

func (m *matcher) text(raw []byte) bool {
	plain := raw[1 : len(raw)-1]
	if bytes.IndexByte(plain, '\\') >= 0 {
		unquoted, err := jsontext.AppendUnquote(nil, raw)
		if err != nil {
			return false
		}
		plain = unquoted
	}
	if m.minLength > 0 || m.maxLength != nil {
		n := uint64(len(bytes.Runes(plain)))
		if n < m.minLength || m.maxLength != nil && n > *m.maxLength {
			return false
		}
	}
	return (m.format == nil || m.format(plain)) && (m.enum == nil || m.enum[string(plain)]) && (m.pattern == nil || m.pattern.Match(plain))
}

func (m *matcher) number(raw []byte) bool {
	if m.integer && (len(raw) > 15 || bytes.ContainsAny(raw, ".eE")) {
		return false // maybe an integer nevertheless: ask the others
	}
	if m.integer && m.min == nil && m.max == nil {
		return true
	}
	n, ok := smallInteger(raw)
	if !ok {
		var err error
		if n, err = strconv.ParseFloat(string(raw), 64); err != nil {
			return false
		}
	}
	return (m.min == nil || n >= *m.min) && (m.max == nil || n <= *m.max)
}

// smallInteger reads up to 15 digits without an allocation.
func smallInteger(raw []byte) (float64, bool) {
	n := 0
	for _, c := range raw {
		if c < '0' || c > '9' || len(raw) > 15 {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return float64(n), true
}
