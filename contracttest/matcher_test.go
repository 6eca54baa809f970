package contracttest

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/custmgr/custmgr/contracttest/testdata/notes"
	"github.com/custmgr/custmgr/openapi"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
)

var bodies = flag.Int("bodies", 50_000, "how many bodies the matcher and kin-openapi are compared on")

// explain is what is asked when a matcher says no.
func explain(schema *openapi3.Schema, body []byte) []Problem {
	d := &document{matchers: map[*openapi3.Schema]*matcher{}}
	return d.bodyProblems(&openapi3.SchemaRef{Value: schema}, &answer{body: body})
}

// answerSchemas are those of both documents that have a matcher.
func answerSchemas(t testing.TB) map[*openapi3.Schema]*matcher {
	all := map[*openapi3.Schema]*matcher{}
	specs := []*openapi3.T{}
	for name, data := range map[string][]byte{openapi.Name: openapi.YAML(), "notes.yaml": notes.YAML} {
		spec, err := openapi.Parse(name, data)
		require.NoError(t, err)
		specs = append(specs, spec)
	}
	spec, err := openapi3.NewLoader().LoadFromData([]byte(numbers))
	require.NoError(t, err)
	for _, spec := range append(specs, spec) {
		d, err := newDocument(spec)
		require.NoError(t, err)
		for schema, m := range d.matchers {
			if m != nil {
				all[schema] = m
			}
		}
	}
	require.GreaterOrEqual(t, len(all), 5)
	return all
}

// numbers is a document whose answers have numbers of every kind.
const numbers = `
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /a:
    get:
      operationId: a
      responses:
        "200": {description: d, content: {application/json: {schema: {type: object, properties: {n: {type: number}}}}}}
        "201": {description: d, content: {application/json: {schema: {type: array, items: {type: integer, format: int32}}}}}
        "202": {description: d, content: {application/json: {schema: {type: array, items: {type: number, format: double, minimum: 1}}}}}
        "203": {description: d, content: {application/json: {schema: {type: array, items: {type: integer, minimum: -5, maximum: 90000}}}}}
`

func TestMatcherAndExplanationNeverDisagree(t *testing.T) {
	schemas := answerSchemas(t)
	random := rand.New(rand.NewPCG(1, 2))
	valid, accepted := 0, 0
	for range *bodies / len(schemas) {
		for schema, m := range schemas {
			w := &writer{Rand: random, wrong: []float64{0, 0.02, 0.2}[random.IntN(3)]}
			w.value(schema, 0)
			body := w.damage()
			yes, problems := m.matches(bytes.NewReader(body)), explain(schema, body)
			if yes {
				accepted++
				require.Empty(t, problems, "the matcher accepts what the others do not: %q", body)
			}
			if len(problems) == 0 {
				valid++
			}
		}
	}
	t.Logf("%d of %d valid bodies went the quick way", accepted, valid)
	require.Greater(t, accepted, *bodies/20)
	require.Greater(t, accepted*10, valid*7, "the matcher gives up too often")
}

func TestEveryAnswerButOneHasAMatcher(t *testing.T) {
	suite, err := customerManagers()
	require.NoError(t, err)
	without := 0
	for _, m := range suite.doc.matchers {
		if m == nil {
			without++
		}
	}
	require.Equal(t, 1, without, "422's errors are texts or lists of texts, which needs two looks")
}

func FuzzMatcher(f *testing.F) {
	schemas := answerSchemas(f)
	for schema := range schemas {
		for seed := range uint64(8) {
			w := &writer{Rand: rand.New(rand.NewPCG(seed, 1)), wrong: 0.05}
			w.value(schema, 0)
			f.Add(w.damage())
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for schema, m := range schemas {
			if m.matches(bytes.NewReader(body)) {
				require.Empty(t, explain(schema, body))
			}
		}
	})
}

// A writer writes JSON texts of a schema, with things wrong here and there.
type writer struct {
	*rand.Rand
	bytes.Buffer
	wrong float64 // how often something is wrong
}

func (w *writer) err() bool { return w.Float64() < w.wrong }

func (w *writer) pick(texts ...string) { w.WriteString(texts[w.IntN(len(texts))]) }

func (w *writer) space() {
	if w.IntN(20) == 0 {
		w.pick(" ", "\n", "\t", "  ")
	}
}

func (w *writer) value(s *openapi3.Schema, depth int) {
	w.space()
	if w.err() || depth > 8 || s.Type == nil {
		w.pick("null", "true", `""`, "0", "-1", "1.5", "{}", "[]", `"1"`, "1e400", "9223372036854775808", "")
		return
	}
	switch s.Type.Slice()[0] {
	case openapi3.TypeObject:
		w.object(s, depth)
	case openapi3.TypeArray:
		w.WriteByte('[')
		for i := range w.IntN(4) {
			if i > 0 {
				w.WriteByte(',')
			}
			w.value(s.Items.Value, depth+1)
		}
		w.WriteByte(']')
	case openapi3.TypeInteger, openapi3.TypeNumber:
		w.number()
	case openapi3.TypeBoolean:
		w.pick("true", "false")
	default:
		w.text(s)
	}
	w.space()
}

func (w *writer) object(s *openapi3.Schema, depth int) {
	w.WriteByte('{')
	names := keys(s.Properties)
	w.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	first := true
	member := func(name string, schema *openapi3.Schema) {
		if !first {
			w.WriteByte(',')
		}
		first = false
		w.WriteString(strconv.Quote(name) + ":")
		w.value(schema, depth+1)
	}
	for _, name := range names {
		if w.err() {
			continue
		}
		member(name, s.Properties[name].Value)
		if w.err() {
			member(name, s.Properties[name].Value)
		}
	}
	if w.err() {
		member("undocumented", s)
	}
	w.WriteByte('}')
}

func (w *writer) number() {
	if w.err() {
		w.pick("0", "-5", "1.0", "12e3", "9223372036854775807", "9223372036854775808", "99999999999999999999", "1234.5", "01", "1E2", "1234567890123456", "3000000000", "-3000000000", "1e400", "-1e400")
		return
	}
	fmt.Fprint(&w.Buffer, 1+w.IntN(100_000))
}

func (w *writer) text(s *openapi3.Schema) {
	if w.err() {
		w.pick(`"\ud800"`, "\"\xff\"", `"a b"`, `"<>"`, `"a@b@c"`, `"@"`, `".a@b.c"`, `"a@.b"`, `"%zz"`, `"\u0000"`, `"http://"`, `"OK"`, `"https://exa mple.com"`, `"a@b\u002ec"`)
		return
	}
	switch {
	case len(s.Enum) > 0:
		fmt.Fprintf(&w.Buffer, "%q", s.Enum[w.IntN(len(s.Enum))])
	case s.Format == "email":
		w.pick(`"alex@example.com.com"`, `"a@b.c"`, `"x.y-z_1+2@example.com"`, `"ariel@example.com"`)
	case s.Format == "uri-reference" || s.Format == "uri":
		w.pick(`"https://example.com"`, `"https://example.com/a.png?x=1&y=2"`, `""`, `"http://h/~a"`)
	case s.Pattern != "":
		w.pick(`"n-1"`, `"n-23"`)
	default:
		w.pick(`"Alex"`, `""`, `"ACME \u0055SA"`, `"é"`, `"\"\\\n"`, `"𝄞"`)
	}
}

// damage returns the text, sometimes cut, doubled or with a byte changed.
func (w *writer) damage() []byte {
	b := bytes.Clone(w.Bytes())
	if !w.err() || len(b) == 0 {
		return b
	}
	at := w.IntN(len(b))
	switch w.IntN(5) {
	case 0:
		return b[:at]
	case 1:
		return append(b, b...)
	case 2:
		return append(b, "x"...)
	case 3:
		return append([]byte("\xef\xbb\xbf"), b...)
	}
	b[at] = byte(w.Uint32())
	return b
}
