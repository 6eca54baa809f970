package contracttest

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/custmgr/custmgr/openapi"
	"github.com/getkin/kin-openapi/openapi3"
)

// A rule turns one operation of any document into checks. Nothing in a rule
// names an operation, a property or a value of a particular document.
type rule struct {
	name    string
	promise string
	checks  func(d *document, o *operation) []*check
}

var rules = []rule{
	{"response", "a valid call answers with a documented status, media type, headers and schema, every value strictly read", responseChecks},
	{"effect", "what was added, replaced or removed shows in the list, once, equal to the answer, and nothing else is touched", effectChecks},
	{"reflects", "the answer and the list show each value that was given, in every documented form", reflectsChecks},
	{"credentials", "no, unknown, wrong, malformed and legacy credentials are refused with the documented 401", credentialsChecks},
	{"bypass", "without credentials no other way to write a path leads to an operation", bypassChecks},
	{"body", "a body that is not the documented JSON is refused with a documented 4xx", bodyChecks},
	{"required", "a body without a required property is refused with a documented 4xx", requiredChecks},
	{"type", "a property of the wrong type is refused with a documented 4xx", typeChecks},
	{"bound", "what is out of range, oversized, deep or oddly declared is refused with a documented 4xx, or tolerated where the document leaves it open: never a 5xx", boundChecks},
	{"unknown", "an unknown or malformed path parameter is refused with the documented 404 or 400", unknownChecks},
	{"method", "an undocumented method on a documented path is refused and changes nothing", methodChecks},
	{"isolation", "the credentials of another account reach nothing of this one", isolationChecks},
	{"rejected", "a refused request changes nothing", rejectedChecks},
	{LeaksRule, "no answer shows the inside of the server", leaksChecks},
	{"sequence", "random valid calls leave a collection as a model of it says", sequenceChecks},
	{"concurrent", "calls made at the same time have a legal order, ids are unique, no update is lost, and no account is shown what another has", concurrentChecks},
	{"unsettled", "whatever is answered to what the document leaves open, it is done whole, or refused and nothing is done", unsettledChecks},
	{QuestionRule, "what the document asks is answered by what the target does; never a failure", questionChecks},
}

// derive makes the checks of a document, operation by operation.
func derive(d *document) []*check {
	var all []*check
	for _, o := range d.operations {
		for _, r := range rules {
			for _, c := range r.checks(d, o) {
				c.op, c.Operation, c.Rule, c.File = o, o.id, r.name, o.file
				c.Link = orElse(c.Link, o.link)
				c.ID = o.id + "/" + r.name + c.ID
				if c.Level == "" {
					c.Level = Must
				}
				if c.refusal != nil && c.refusal.level != "" && c.refusal.method == "" {
					c.late = tolerating
				}
				if c.Line == 0 {
					c.Line = o.line
				}
				all = append(all, c)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *check) int { return cmp.Compare(a.late, b.late) })
	return all
}

// level weighs a promise by the extensions of the elements that make it: one
// that is assumed or an open question makes it a Should.
func level(extensions ...map[string]any) Level {
	for _, e := range extensions {
		if openapi.BasisOf(e) == openapi.Assumed || openapi.OpenQuestionOf(e) != "" {
			return Should
		}
	}
	return Must
}

func reflects(schema *openapi3.SchemaRef) string { return openapi.ReflectsOf(schema) }

// documented returns those of the statuses that the operation documents.
func (o *operation) documented(statuses ...int) []int {
	var all []int
	for _, n := range statuses {
		if o.response(n) != nil {
			all = append(all, n)
		}
	}
	return all
}

// contentErrors are the refusals of a request's content: every documented 4xx that does not speak of
// credentials or the quota.
func (o *operation) contentErrors() []int {
	var all []int
	for _, n := range o.statuses() {
		if n >= 400 && n <= 499 && n != 401 && n != 403 && n != 429 {
			all = append(all, n)
		}
	}
	return all
}

func sentence(format string, args ...any) string { return fmt.Sprintf(format, args...) }
