package reference

import (
	"fmt"
	"strings"

	"github.com/custmgr/custmgr/openapi"
	"go.yaml.in/yaml/v3"
)

// introduce appends to the introduction what a reader of the page must know:
// how to read a basis, what is open, which credentials exist, and the files.
func introduce(doc *yaml.Node, questions []question, served bool) {
	var b strings.Builder
	b.WriteString(strings.TrimSpace(text(get(doc, "info"), "description")))

	b.WriteString("\n\n## Where each fact comes from\n\n")
	b.WriteString("Each operation, answer, example and security scheme names its basis, and so does whatever departs from what it stands in. The rest has the basis of what it stands in, at the top *page*.\n\n")
	for _, basis := range []openapi.Basis{openapi.Page, openapi.Platform, openapi.Assumed} {
		meaning := strings.TrimSuffix(basisText(basis), " ("+string(basis)+")")
		fmt.Fprintf(&b, "- **%s**: %s\n", basis, meaning)
	}

	b.WriteString("\n## Open questions\n\nNobody has documented an answer to these; they stand again where they belong.\n\n")
	for _, q := range questions {
		fmt.Fprintf(&b, "- `%s`: %s\n", q.about, q.text)
	}

	b.WriteString("\n## Credentials\n\n")
	schemes := get(get(doc, "components"), "securitySchemes")
	for i := 0; schemes != nil && i+1 < len(schemes.Content); i += 2 {
		scheme := schemes.Content[i+1]
		fmt.Fprintf(&b, "- **%s**", schemes.Content[i].Value)
		if field := text(scheme, "name"); field != "" {
			fmt.Fprintf(&b, ", `%s` in the %s", field, text(scheme, "in"))
		}
		fmt.Fprintf(&b, ": %s\n", strings.Join(strings.Fields(text(scheme, "description")), " "))
	}

	b.WriteString("\n## Files\n\n")
	b.WriteString("The document as it is written: [openapi.yaml](openapi.yaml), [openapi.json](openapi.json).\n\n")
	if served {
		b.WriteString("*Test Request* calls the server that serves this page, with a token made for it. The browser is told to refuse calls from this page to any other host.\n")
	} else {
		b.WriteString("No call can be sent from this page. To try calls, start `custmgr sandbox` and open `/docs/` there.\n")
	}
	put(get(doc, "info"), "description", str(b.String()))
}
