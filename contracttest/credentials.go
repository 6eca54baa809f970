package contracttest

import (
	"cmp"
	"net/http"
	"net/url"

	"github.com/getkin/kin-openapi/openapi3"
)

// scheme returns the security scheme that the operation requires, nil if it is
// open to all. Of alternatives the first counts.
func (o *operation) scheme() (string, *openapi3.SecurityScheme) {
	for _, requirement := range o.security {
		for _, name := range keys(requirement) {
			if ref := o.schemes[name]; ref != nil && ref.Value != nil {
				return name, ref.Value
			}
		}
	}
	return "", nil
}

// others returns the declared schemes of a kind of place that the operation
// does not accept: the vendor's legacy ones, say.
func (o *operation) others(in string) []*openapi3.SecurityScheme {
	accepted := map[string]bool{}
	for _, requirement := range o.security {
		for name := range requirement {
			accepted[name] = true
		}
	}
	var all []*openapi3.SecurityScheme
	for _, name := range keys(o.schemes) {
		if ref := o.schemes[name]; ref.Value != nil && !accepted[name] && ref.Value.Type == "apiKey" && ref.Value.In == in {
			all = append(all, ref.Value)
		}
	}
	return all
}

// securityLine is the line that says that the operation takes credentials.
func (o *operation) securityLine(spec *openapi3.T) int {
	if o.spec.Security != nil {
		return field(o.spec.Origin, "security")
	}
	return cmp.Or(field(spec.Origin, "security"), o.line)
}

// credentials returns what puts good credentials into a request.
func (o *operation) credentials() func(http.Header, url.Values, string) {
	_, scheme := o.scheme()
	return func(header http.Header, query url.Values, token string) {
		if scheme != nil && token != "" {
			put(scheme, header, query, token)
		}
	}
}

func put(scheme *openapi3.SecurityScheme, header http.Header, query url.Values, token string) {
	switch {
	case scheme.Type == "http" && scheme.Scheme == "basic":
		header.Set("Authorization", "Basic "+token)
	case scheme.Type == "apiKey" && scheme.In == "header":
		header.Set(scheme.Name, token)
	case scheme.Type == "apiKey" && scheme.In == "query":
		query.Set(scheme.Name, token)
	case scheme.Type == "apiKey" && scheme.In == "cookie":
		header.Set("Cookie", scheme.Name+"="+token)
	default:
		header.Set("Authorization", "Bearer "+token)
	}
}
