package openapi_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"github.com/custmgr/custmgr/gen"
	"github.com/custmgr/custmgr/openapi"
)

// A sample of the vendor's page lies in testdata/samples, and stands in the
// document as the example named page.
type sample struct {
	file      string
	operation string
	request   bool
	generated any // a pointer to the generated type
}

func samples() []sample {
	return []sample{
		{"list-answer.json", "listCustomerManagers", false, new(gen.CustomerManagerList)},
		{"create-request.json", "createCustomerManager", true, new(gen.CreateCustomerManagerJSONRequestBody)},
		{"create-answer.json", "createCustomerManager", false, new(gen.CustomerManagerEnvelope)},
		{"update-request.json", "updateCustomerManager", true, new(gen.UpdateCustomerManagerJSONRequestBody)},
		{"update-answer.json", "updateCustomerManager", false, new(gen.CustomerManagerEnvelope)},
		{"delete-answer.json", "deleteCustomerManager", false, new(gen.Deleted)},
	}
}

func TestEverySampleFileIsTested(t *testing.T) {
	files, err := filepath.Glob("testdata/samples/*")
	require.NoError(t, err)
	var want []string
	for _, s := range samples() {
		want = append(want, filepath.Join("testdata/samples", s.file))
	}
	require.ElementsMatch(t, want, files)
}

func TestASampleIsTheNamedExampleOfTheDocument(t *testing.T) {
	doc, err := openapi.Load()
	require.NoError(t, err)
	for _, s := range samples() {
		t.Run(s.file, func(t *testing.T) {
			example, err := json.Marshal(s.media(t, doc).Examples["page"].Value.Value)
			require.NoError(t, err)
			require.Equal(t, exact(t, s.read(t)), exact(t, example))
		})
	}
}

func TestASampleIsValid(t *testing.T) {
	doc, err := openapi.Load()
	require.NoError(t, err)
	for _, s := range samples() {
		t.Run(s.file, func(t *testing.T) {
			direction := openapi3.VisitAsResponse()
			if s.request {
				direction = openapi3.VisitAsRequest()
			}
			schema := s.media(t, doc).Schema.Value
			require.NoError(t, schema.VisitJSON(exact(t, s.read(t)), direction, openapi3.MultiErrors()))
			require.Error(t, schema.VisitJSON(map[string]any{}, direction), "the schema refuses what lacks everything")
		})
	}
}

func TestASampleSurvivesTheGeneratedTypes(t *testing.T) {
	for _, s := range samples() {
		t.Run(s.file, func(t *testing.T) {
			require.Equal(t, exact(t, s.read(t)), exact(t, roundTrip(t, s.read(t), s.generated)))
		})
	}
}

func TestARequestKeepsItsFormThroughTheGeneratedTypes(t *testing.T) {
	for name, body := range map[string]string{
		"ids as numbers":               `{"team_collaborator_id":4321,"role_id":2,"permitted_workspace_ids":[29456]}`,
		"ids as text":                  `{"team_collaborator_id":"4321","role_id":"2","permitted_workspace_ids":[29456]}`,
		"workspaces in their order":    `{"team_collaborator_id":1,"role_id":2,"permitted_workspace_ids":[29456,27123,29456]}`,
		"an empty scope":               `{"team_collaborator_id":1,"role_id":2,"permitted_workspace_ids":[]}`,
		"no scope":                     `{"team_collaborator_id":1,"role_id":2}`,
		"ids that a float cannot hold": `{"team_collaborator_id":9007199254740993,"role_id":9223372036854775807,"permitted_workspace_ids":[9223372036854775807]}`,
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, exact(t, []byte(body)), exact(t, roundTrip(t, []byte(body), new(gen.CustomerManagerCreate))))

			update := exact(t, []byte(body)).(map[string]any)
			delete(update, "team_collaborator_id")
			encoded, err := json.Marshal(update)
			require.NoError(t, err)
			require.Equal(t, update, exact(t, roundTrip(t, encoded, new(gen.CustomerManagerUpdate))))
		})
	}
}

func (s sample) read(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata/samples", s.file))
	require.NoError(t, err)
	return data
}

// media returns where in the document the sample stands.
func (s sample) media(t *testing.T, doc *openapi3.T) *openapi3.MediaType {
	t.Helper()
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			switch {
			case op.OperationID != s.operation:
			case s.request:
				return op.RequestBody.Value.Content["application/json"]
			default:
				return op.Responses.Value("200").Value.Content["application/json"]
			}
		}
	}
	require.Fail(t, "no such operation", s.operation)
	return nil
}

// roundTrip decodes data into the generated type, letting nothing fall away,
// and encodes it again.
func roundTrip(t *testing.T, data []byte, generated any) []byte {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(generated))
	encoded, err := json.Marshal(generated)
	require.NoError(t, err)
	return encoded
}

// exact decodes JSON with its numbers as they are written.
func exact(t *testing.T, data []byte) any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var value any
	require.NoError(t, decoder.Decode(&value))
	return value
}
