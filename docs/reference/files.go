package reference

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/custmgr/custmgr/openapi"
)

// document returns the document as it is written, and the same as indented JSON.
func document() (asYAML, asJSON []byte, err error) {
	asYAML = openapi.YAML()
	doc, err := parse(openapi.Name, asYAML)
	if err != nil {
		return nil, nil, err
	}
	data, err := toJSON(doc)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: write as json: %w", openapi.Name, err)
	}
	var b bytes.Buffer
	if err := json.Indent(&b, data, "", "  "); err != nil {
		return nil, nil, fmt.Errorf("%s: write as json: %w", openapi.Name, err)
	}
	b.WriteByte('\n')
	return asYAML, b.Bytes(), nil
}
