package contracttest

import (
	"bytes"
	"strings"
	"testing"

	"github.com/custmgr/custmgr/openapi"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"
)

// longAlike are values that a report, which shows their beginning, shows alike.
var longAlike = []string{strings.Repeat("a", 300) + "1", strings.Repeat("a", 300) + "2"}

func identified(t *testing.T) *collection {
	t.Helper()
	doc, err := openapi.Load()
	require.NoError(t, err)
	suite, err := New(doc)
	require.NoError(t, err)
	return suite.doc.collections["customer_managers"]
}

func TestLongIdentitiesAreToldApartInAJournal(t *testing.T) {
	c := identified(t)
	require.Len(t, c.identity(), 1)
	name := c.identity()[0]
	var journal bytes.Buffer
	w := (&session{target: Target{Journal: &journal}, worlds: map[*collection]*world{}}).world(c)
	for _, text := range longAlike {
		w.carry(map[string]any{name: text})
	}
	w.take(&item{key: "7", identity: map[string]string{name: longAlike[0]}})

	entries, err := readJournal(strings.NewReader(`{"target":"http://example.com"}` + "\n" + journal.String()))
	require.NoError(t, err)
	require.Equal(t, []map[string]string{{name: longAlike[1]}}, estateOf(c, entries).open, "nobody knows what came of the call with this one")
	require.Len(t, w.open, 1)
}

func TestACallOfAnotherAccountIsSentWithEachLongBody(t *testing.T) {
	c := identified(t)
	const text = "note"
	o := &operation{body: &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"object"}, Properties: openapi3.Schemas{
		text: {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Extensions: map[string]any{openapi.KeyReflects: "/note"}}}}}}}
	s := &session{target: Target{Values: map[string][]any{text: {longAlike[0], longAlike[1]}}}, worlds: map[*collection]*world{}}
	w := s.world(c)
	it := &item{value: map[string]any{text: longAlike[1]}}
	all := w.bodies(o, &refused{item: it, sent: map[string]any{text: longAlike[0]}})
	require.Contains(t, all, map[string]any{text: longAlike[1]}, "the value that the item has")
}
