package reference

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/openapi"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// shown returns the document as the page of a server shows it, and as it is written.
func shown(t *testing.T) (page, written map[string]any) {
	t.Helper()
	p, err := makePage(openapi.Name, openapi.YAML(), true)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal([]byte(inline(t, p.html, "document")), &page))
	var native any
	require.NoError(t, yaml.Unmarshal(openapi.YAML(), &native))
	data, err := json.Marshal(native) // the same number types on both sides
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &written))
	return page, written
}

// inline returns the text of the page's script element with an id.
func inline(t *testing.T, page []byte, id string) string {
	t.Helper()
	_, rest, ok := strings.Cut(string(page), `id="`+id+`">`)
	require.True(t, ok, id)
	content, _, ok := strings.Cut(rest, "</script>")
	require.True(t, ok, id)
	return content
}

// each calls do for every object of the written document with its twin on the page.
func each(t *testing.T, at string, written, page any, do func(at string, written, page map[string]any)) {
	t.Helper()
	switch w := written.(type) {
	case map[string]any:
		p, ok := page.(map[string]any)
		require.True(t, ok, at)
		do(at, w, p)
		for key, v := range w {
			each(t, at+"/"+key, v, p[key], do)
		}
	case []any:
		p, ok := page.([]any)
		require.True(t, ok, at)
		require.GreaterOrEqual(t, len(p), len(w), at)
		p = p[len(p)-len(w):] // the page's servers have one more in front
		for i := range w {
			each(t, fmt.Sprintf("%s/%d", at, i), w[i], p[i], do)
		}
	}
}

func TestThePageShowsEveryBasisAndEveryOpenQuestion(t *testing.T) {
	page, written := shown(t)
	intro := page["info"].(map[string]any)["description"].(string)
	bases, questions := 0, 0
	each(t, "", written, page, func(at string, w, p map[string]any) {
		descriptions := []any{p["description"]}
		if strings.Count(at, "/paths/") == 1 && w["operationId"] == nil && (w["get"] != nil || w["put"] != nil) {
			descriptions = nil
			for _, method := range []string{"get", "put", "post", "delete"} {
				if op, ok := p[method].(map[string]any); ok {
					descriptions = append(descriptions, op["description"])
				}
			}
		}
		if b, ok := w[openapi.KeyBasis].(string); ok {
			bases++
			for _, d := range descriptions {
				require.Contains(t, d, "Basis: "+basisText(openapi.Basis(b)), at)
			}
		}
		if q, ok := w[openapi.KeyOpenQuestion].(string); ok {
			questions++
			for _, d := range descriptions {
				require.Contains(t, d, "**Open question:** "+q, at)
			}
			require.Contains(t, intro, q, at)
		}
	})
	source := string(openapi.YAML())
	require.Equal(t, strings.Count(source, openapi.KeyBasis+": "), bases, "every basis of the file was looked at")
	require.Equal(t, strings.Count(source, openapi.KeyOpenQuestion+": "), questions, "every question of the file was looked at")
}

func TestThePageKeepsEverythingOfTheDocument(t *testing.T) {
	page, written := shown(t)
	operations, schemas, examples := 0, 0, 0
	each(t, "", written, page, func(at string, w, p map[string]any) {
		for key, v := range w {
			switch v := v.(type) {
			case string:
				if key == "description" || key == "summary" {
					require.True(t, strings.HasPrefix(p[key].(string), strings.TrimSpace(v)), "%s/%s", at, key)
					continue
				}
				require.Equal(t, v, p[key], "%s/%s", at, key)
			case map[string]any, []any: // each goes there
				require.Contains(t, p, key, at)
			default:
				require.Equal(t, v, p[key], "%s/%s", at, key)
			}
		}
		if _, ok := w["operationId"]; ok && strings.HasPrefix(at, "/paths/") && !strings.Contains(at, "/links/") {
			operations++
			require.Contains(t, p["description"], "Basis: ", at)
		}
		if strings.HasPrefix(at, "/components/schemas/") && strings.Count(at, "/") == 3 {
			schemas++
		}
		if strings.HasSuffix(at[:max(0, strings.LastIndex(at, "/"))], "/examples") {
			examples++
			require.Equal(t, w["value"], p["value"], at)
			require.Regexp(t, `\((page|platform|assumed)\)$`, p["summary"], at)
			require.Contains(t, p["description"], "Basis: ", at)
		}
	})
	require.GreaterOrEqual(t, operations, 4)
	require.GreaterOrEqual(t, schemas, 14)
	require.GreaterOrEqual(t, examples, 20)
}

func TestOfEveryAnswerAndSchemeThePageNamesTheBasis(t *testing.T) {
	page, _ := shown(t)
	components := page["components"].(map[string]any)
	for _, kind := range []string{"responses", "securitySchemes"} {
		for name, v := range components[kind].(map[string]any) {
			require.Contains(t, v.(map[string]any)["description"], "Basis: ", name)
		}
	}
}

const head = "openapi: 3.0.3\ninfo: {title: T, version: '1', description: About.}\n"

func TestWhatIsInsideAMarkedThingHasItsBasis(t *testing.T) {
	doc, err := parse("a.yaml", []byte(head+`
components:
  responses:
    Bad:
      description: No.
      x-basis: platform
      content: {application/json: {examples: {one: {value: {x-basis: this is data}}}}}
`))
	require.NoError(t, err)
	_, err = annotate(doc)
	require.NoError(t, err)
	bad := get(get(get(doc, "components"), "responses"), "Bad")
	require.Equal(t, "No.\n\nBasis: documented for the whole API (platform).", text(bad, "description"))
	one := get(get(get(get(bad, "content"), "application/json"), "examples"), "one")
	require.Equal(t, "one (platform)", text(one, "summary"))
}

func TestAMarkThatThePageCannotShowIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ document, want string }{
		"at a media type, which has no description": {
			"components: {responses: {R: {description: D, content: {a/b: {x-basis: platform}}}}}", "line 3: x-basis: stands in the media type",
		},
		"beside the answers of an operation": {
			"paths: {/a: {get: {responses: {x-open-question: Why}}}}", "line 3: x-open-question: stands in responses",
		},
		"in a callback": {
			"paths: {/a: {get: {callbacks: {c: {x-open-question: Why}}}}}", "line 3: x-open-question: stands in callbacks",
		},
		"with an unknown value": {
			"tags: [{name: N, x-basis: rumour}]", `line 3: x-basis: "rumour" is none of page, platform, assumed`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := makePage("a.yaml", []byte(head+c.document), false)
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestADocumentThatIsNoTreeIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ document, want string }{
		"an anchor that holds itself": {head + "x: &a [*a]", "a.yaml:3: parse: *a"},
		"a list":                      {"- a", "the document is not a mapping"},
		"no YAML":                     {"a: [", "a.yaml: parse"},
		"nothing":                     {"", "the document is not a mapping"},
		"no info":                     {"openapi: 3.0.3", "has no info"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := makePage("a.yaml", []byte(c.document), false)
			require.ErrorContains(t, err, c.want)
		})
	}
}

func FuzzAPageIsMadeOrRefused(f *testing.F) {
	f.Add(openapi.YAML())
	f.Add([]byte(head + "paths: {/a: {get: {responses: {200: {description: </script>}}}}}"))
	f.Add([]byte(head + "servers: {a: [b]}\ncomponents: {securitySchemes: [1]}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := makePage("a.yaml", data, true)
		if err != nil {
			return
		}
		require.True(t, json.Valid([]byte(inline(t, p.html, "document"))))
	})
}
