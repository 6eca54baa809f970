package openapi_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/custmgr/custmgr/openapi"
)

func TestTheDocumentHasNoFinding(t *testing.T) {
	doc, err := openapi.Load()
	require.NoError(t, err)
	require.Len(t, doc.Paths.Map(), 2)
}

func TestABrokenDocumentIsRefusedWithTheLine(t *testing.T) {
	for _, b := range allBroken() {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			text := b.text(t)
			doc, err := openapi.Parse("doc.yaml", []byte(text))
			require.Error(t, err)
			require.Nil(t, doc)
			var want []string
			for _, f := range b.want {
				want = append(want, fmt.Sprintf("doc.yaml:%d: %s", lineOf(t, text, f.at), f.text))
			}
			require.Equal(t, strings.Join(want, "\n"), err.Error())
		})
	}
}

func TestAKeyThatStandsTwiceIsRefusedWithBothLines(t *testing.T) {
	first := "      summary: Update a customer manager\n"
	text := strings.Replace(string(openapi.YAML()), first, first+"      summary: Once more\n", 1)
	_, err := openapi.Parse("doc.yaml", []byte(text))
	require.EqualError(t, err, fmt.Sprintf("doc.yaml:%d: yaml: mapping key \"summary\" already defined at line %d",
		lineOf(t, text, "      summary: Once more"), lineOf(t, text, first)))
}

func TestAnErrorIsMadeOfFindings(t *testing.T) {
	_, err := openapi.Parse("doc.yaml", []byte("openapi: 3.1.0"))
	var finding *openapi.Finding
	require.True(t, errors.As(err, &finding))
	require.Equal(t, openapi.Finding{File: "doc.yaml", Line: 1, Text: `openapi version "3.1.0" is not supported: use 3.0.3`}, *finding)
}

func TestWhatIsNoMappingIsRefused(t *testing.T) {
	for name, data := range map[string]struct{ text, want string }{
		"nothing":                 {"", "d:1: the document is empty"},
		"a comment":               {"# nothing\n", "d:1: the document is empty"},
		"a text":                  {"\n\nopenapi", "d:3: the document is no mapping"},
		"a list":                  {"[openapi]", "d:1: the document is no mapping"},
		"an unclosed list":        {"openapi: [", "d:1: yaml: did not find expected node content"},
		"a bad byte":              {"openapi: \xff", "d:1: yaml: invalid leading UTF-8 octet"},
		"lists in lists":          {"openapi: 3.0.3\nx-basis: " + strings.Repeat("[", 300) + strings.Repeat("]", 300), "d:2: the document is nested deeper than 200 levels"},
		"nothing but the version": {"openapi: 3.0.3", "d:1: must be an object"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := openapi.Parse("d", []byte(data.text))
			require.EqualError(t, err, data.want)
		})
	}
}

// A document may also be odd, and right.
func TestALegalDocumentIsAccepted(t *testing.T) {
	const user = "        user: {$ref: \"#/components/schemas/User\"}\n"
	for _, legal := range []broken{
		{name: "a link may name its operation by a reference",
			old: "operationId: deleteCustomerManager\n              parameters", new: "operationRef: \"#/paths/~1api~1customer_managers~1%7Bid%7D/delete\"\n              parameters"},
		{name: "a link may say in what the parameter stands",
			old: "operationId: deleteCustomerManager\n              parameters: {id:", new: "operationId: deleteCustomerManager\n              parameters: {path.id:"},
		{name: "a link may pass a constant",
			old: "operationId: deleteCustomerManager\n              parameters: {id: \"$response.body#/result/id\"}", new: "operationId: deleteCustomerManager\n              parameters: {id: \"1236\"}"},
		{name: "an effect without value is reflected in the list",
			old: "x-effect: {replaces: customer_managers, value: /result}", new: "x-effect: {replaces: customer_managers}"},
		{name: "a property may be named like an unknown key",
			old: user, new: user + "        x-colour: {type: string}\n"},
		{name: "an example may hold what looks like an unknown key",
			old: "                  value: {result: ok}", new: "                  value: {result: ok, x-colour: red}"},
		{name: "a pointer may lead through allOf",
			old: user, new: "        user: {allOf: [{$ref: \"#/components/schemas/User\"}]}\n"},
		{name: "a schema may hold itself",
			old: user, new: user + "        deputies: {type: array, items: {$ref: \"#/components/schemas/CustomerManager\"}}\n"},
		{name: "a success response may have no content",
			old: "        \"200\":\n          description: The customer manager is gone.", new: "        \"204\": {description: Gone.}\n        \"200\":\n          description: The customer manager is gone."},
	} {
		t.Run(legal.name, func(t *testing.T) {
			_, err := openapi.Parse("doc.yaml", []byte(legal.text(t)))
			require.NoError(t, err)
		})
	}
}

func TestJSONIsReadWithItsLines(t *testing.T) {
	var value any
	require.NoError(t, yaml.Unmarshal(openapi.YAML(), &value))
	var tabbed bytes.Buffer
	encoder := json.NewEncoder(&tabbed)
	encoder.SetIndent("", "\t")
	require.NoError(t, encoder.Encode(value))
	_, err := openapi.Parse("doc.json", tabbed.Bytes())
	require.NoError(t, err)

	text := strings.Replace(tabbed.String(), `"x-reflects": "/user/id"`, `"x-reflects": "/user/key"`, 1)
	_, err = openapi.Parse("doc.json", []byte(text))
	require.EqualError(t, err, fmt.Sprintf(`doc.json:%d: x-reflects "/user/key" does not resolve in the item of customer_managers that createCustomerManager shows: the schema has nothing at /user/key`,
		lineOf(t, text, `"/user/key"`)))
}

// text makes the broken document.
func (b broken) text(t testing.TB) string {
	t.Helper()
	whole := string(openapi.YAML())
	require.Equal(t, 1, strings.Count(whole, b.old), "the replaced text stands once: %q", b.old)
	return strings.Replace(whole, b.old, b.new, 1)
}

// lineOf returns the line on which the text begins, which stands once.
func lineOf(t testing.TB, whole, text string) int {
	t.Helper()
	require.Equal(t, 1, strings.Count(whole, text), "the searched text stands once: %q", text)
	return 1 + strings.Count(whole[:strings.Index(whole, text)], "\n")
}
