package openapi_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/custmgr/custmgr/openapi"
)

// A small document with one of everything that the lint looks at: the fuzzer
// gets further with it than with the long one.
const small = `openapi: 3.0.3
info: {title: t, version: "1"}
x-collections: {c: {list: l, items: "", key: /k}}
tags: [{name: t}]
paths:
  /c:
    get:
      {operationId: l, tags: [t], externalDocs: {url: u}, responses: {"200": {description: d, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/S"}}, example: []}}}}}
  /c/{k}:
    parameters: [{name: k, in: path, required: true, schema: {type: string}, example: "1"}]
    put:
      operationId: p
      tags: [t]
      externalDocs: {url: u}
      x-effect: {replaces: c, value: /v}
      requestBody: {content: {application/json: {example: {k: "1"}, schema: {type: object, properties: {k: {type: string, x-reflects: /k}}}}}}
      responses:
        "200":
          description: d
          content: {application/json: {example: {v: {k: "1"}}, schema: {type: object, properties: {v: {$ref: "#/components/schemas/S"}}}}}
          links: {again: {operationId: p, parameters: {k: "$response.body#/v/k"}}}
components: {schemas: {S: {type: object, x-basis: assumed, properties: {k: {type: string}}}}}
`

// What would make a careless reader recurse, expand or wait without end.
func hostile() map[string]string {
	schema := func(s string) string {
		return strings.Replace(small, "k: {type: string}}}}}\n", "k: "+s+"}}}}\n", 1)
	}
	bomb := "a: &a [x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'k'; c++ {
		bomb += fmt.Sprintf("%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c, ", c-1), 9), ", "))
	}
	return map[string]string{
		"a schema that is a reference to itself":     strings.Replace(small, "S: {type: object", `S: {$ref: "#/components/schemas/S"`, 1),
		"two schemas that refer to each other":       strings.Replace(small, "S: {type: object", `T: {$ref: "#/components/schemas/S"}, S: {$ref: "#/components/schemas/T"`, 1),
		"a schema that is all of itself":             strings.Replace(small, "S: {type: object", `S: {allOf: [{$ref: "#/components/schemas/S"}]`, 1),
		"a schema that is one of itself and nothing": strings.Replace(small, "S: {type: object", `S: {oneOf: [{$ref: "#/components/schemas/S"}], not: {$ref: "#/components/schemas/S"}`, 1),
		"a schema that holds itself without a type":  strings.Replace(small, `S: {type: object, x-basis: assumed, properties: {k: {type: string}}}`, `S: {properties: {k: {$ref: "#/components/schemas/S"}}}`, 1),
		"a schema that holds itself":                 schema(`{$ref: "#/components/schemas/S"}`),
		"a path that refers to itself":               strings.Replace(small, "  /c:\n", "  /d: {$ref: '#/paths/~1d'}\n  /c:\n", 1),
		"a reference with an odd fragment":           schema(`{$ref: "#//~2/%zz"}`),
		"an anchor that holds itself":                "openapi: &a [*a]\n",
		"an anchor that holds itself, as an element": "openapi: 3.0.3\npaths: &a {x: *a}\n",
		"a mapping merged with itself":               "openapi: 3.0.3\npaths: &a {<<: *a}\n",
		"aliases of aliases of aliases":              "openapi: 3.0.3\n" + bomb,
		"lists in lists in lists":                    "openapi: 3.0.3\nx-basis: " + strings.Repeat("[", 9000) + strings.Repeat("]", 9000),
		"schemas in schemas in schemas":              schema(strings.Repeat("{type: array, items: ", 2000) + "{}" + strings.Repeat("}", 2000)),
		"the key that the parser uses for lines":     strings.Replace(small, "x-basis: assumed", "__origin__: [d, S, 1, 1, 9, 9]", 1),
		"null everywhere":                            "openapi: 3.0.3\ninfo:\npaths: {/a: , /b: {get: , put: {parameters: [null], responses: {'200': , default: }}}}\ncomponents: {schemas: {S: }, responses: {R: }}\nx-collections: {c: }\n",
	}
}

func TestASmallDocumentIsAccepted(t *testing.T) {
	_, err := openapi.Parse("d", []byte(small))
	require.NoError(t, err)
}

func TestAHostileDocumentEndsInAnErrorOrNone(t *testing.T) {
	for name, text := range hostile() {
		t.Run(name, func(t *testing.T) { judge(t, text) })
	}
}

// Parse must refuse or accept whatever it is given, and every error must say
// where.
func FuzzParse(f *testing.F) {
	f.Add(string(openapi.YAML()))
	f.Add(small)
	if flag.Lookup("test.fuzz").Value.String() != "" { // else other tests have each of these, and know more of them
		for _, b := range allBroken() {
			f.Add(strings.Replace(string(openapi.YAML()), b.old, b.new, 1))
		}
		for _, text := range hostile() {
			f.Add(text)
		}
	}
	f.Fuzz(judge)
}

func judge(t *testing.T, text string) {
	t.Parallel()
	acceptedOrLocated(t, text)
}

// acceptedOrLocated reports whether the text is accepted; if it is not, every
// line of the error must name a line of the text.
func acceptedOrLocated(t *testing.T, text string) bool {
	t.Helper()
	doc, err := openapi.Parse("d", []byte(text))
	require.Equal(t, err == nil, doc != nil)
	if err == nil {
		return true
	}
	lines := 1
	for _, end := range []string{"\n", "\r", "\u0085", "\u2028", "\u2029"} { // of YAML
		lines += strings.Count(text, end)
	}
	for _, one := range strings.Split(err.Error(), "\n") {
		var line int
		_, scanned := fmt.Sscanf(one, "d:%d: ", &line)
		require.NoError(t, scanned, "%q", one)
		require.True(t, 1 <= line && line <= lines, "%q names a line beyond the %d of the document", one, lines)
	}
	return false
}
