package reference

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed page/index.html
var pageHTML string

//go:embed page/start.js
var pageStart string

//go:embed page/style.css
var pageStyle string

// A page is what the browser loads first, with the document in it, so that it
// also works from a file:// address, where scripts cannot read other files.
type page struct {
	html   []byte
	policy string // the Content-Security-Policy: no host but the page's own
}

// makePage annotates a document and writes the page of it. A served page lists
// its own server first and can send calls to it; another sends none.
func makePage(name string, document []byte, served bool) (page, error) {
	doc, err := parse(name, document)
	if err != nil {
		return page{}, err
	}
	if get(doc, "info") == nil {
		return page{}, fmt.Errorf("%s: annotate: the document has no info", name)
	}
	questions, err := annotate(doc)
	if err != nil {
		return page{}, fmt.Errorf("%s: annotate: %w", name, err)
	}
	if err := addSamples(doc); err != nil {
		return page{}, fmt.Errorf("%s: add the samples: %w", name, err)
	}
	introduce(doc, questions, served)
	if served {
		addOwnServer(doc)
	}
	content, err := toJSON(doc)
	if err != nil {
		return page{}, fmt.Errorf("%s: write as json: %w", name, err)
	}
	settings, err := json.Marshal(settings(doc, served))
	if err != nil {
		return page{}, fmt.Errorf("%s: write the settings as json: %w", name, err)
	}
	p := page{policy: policy(served)}
	p.html = []byte(strings.NewReplacer(
		"{policy}", html.EscapeString(p.policy),
		"{title}", html.EscapeString(text(get(doc, "info"), "title")),
		"{document}", string(content),
		"{settings}", string(settings),
		"{start}", pageStart,
	).Replace(pageHTML))
	return p, nil
}

// policy lets the page load from where it came, and call the server it came
// from if it is served by one. Scalar writes its styles into the page. What a
// policy in the page itself cannot say (frame-ancestors), the handler adds.
func policy(served bool) string {
	start := sha256.Sum256([]byte(pageStart))
	calls := "'none'"
	if served {
		calls = "'self'"
	}
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self' 'sha256-" + base64.StdEncoding.EncodeToString(start[:]) + "'",
		"style-src 'unsafe-inline'",
		"img-src 'self' data:",
		"font-src data:",
		"connect-src " + calls,
		"base-uri 'none'",
		"form-action 'none'",
	}, "; ")
}

// addOwnServer puts the origin of the page first among the servers.
func addOwnServer(doc *yaml.Node) {
	servers := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	servers.Content = append(servers.Content, mapping("url", "/", "description", "This server"))
	if others := get(doc, "servers"); others != nil && others.Kind == yaml.SequenceNode {
		servers.Content = append(servers.Content, others.Content...)
	}
	put(doc, "servers", servers)
}
