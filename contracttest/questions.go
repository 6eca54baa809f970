package contracttest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/custmgr/custmgr/openapi"
	"github.com/getkin/kin-openapi/openapi3"
)

// QuestionRule is the rule of the checks that judge nothing: each asks an open
// question of the document and is [Answered], or [Skip] with the reason why no
// answer was seen. Where a question stands says what could answer it.
const QuestionRule = "question"

// questionChecks: the open questions that stand on an operation, its path, its
// answers and the properties of its request. One that stands on what several
// operations share is asked once, except for a request property, which each
// operation may read in its own way.
func questionChecks(d *document, o *operation) []*check {
	var all []*check
	for _, q := range openapi.Questions(d.spec) {
		detail, judge := d.asks(o, q)
		if judge == nil {
			continue
		}
		c := &check{
			Check: Check{ID: detail, Title: q.Text, Level: Should, Line: q.Line, Pointer: q.Pointer},
			late:  asking,
			judge: judge,
		}
		if _, ok := q.Element.(*openapi3.Response); ok {
			c.late++ // the calls for other questions may be answered so
		}
		all = append(all, c)
	}
	return all
}

// asks returns the way in which an operation answers a question, nil if it is
// none of its questions.
func (d *document) asks(o *operation, q openapi.Question) (detail string, judge func(*session, *check) verdict) {
	switch at := q.Element.(type) {
	case *openapi3.PathItem:
		if d.firstOn(o.path) == o && o.item == at {
			return "/path", askPath
		}
	case *openapi3.Operation:
		if o.spec == at {
			return "", askOperation
		}
	case *openapi3.Response:
		for _, status := range o.statuses() {
			if o.response(status) == at && d.firstThat(func(other *operation) bool { return other.answers(at) }) == o {
				if status <= 299 {
					return fmt.Sprintf("/%d", status), askSuccess
				}
				return fmt.Sprintf("/%d", status), func(s *session, c *check) verdict { return askResponse(s, c, at) }
			}
		}
	case *openapi3.Schema:
		for _, name := range o.properties() {
			if o.property(name).Value == at {
				return "/" + name, func(s *session, c *check) verdict { return askForms(s, c, name) }
			}
		}
	}
	if !d.answerable(q) && d.operations[0] == o {
		return q.Pointer, func(*session, *check) verdict {
			return skipped("no call answers a question that stands there: %s", q.Pointer)
		}
	}
	return "", nil
}

// answerable reports whether a question stands where calls may answer it.
func (d *document) answerable(q openapi.Question) bool {
	return slices.ContainsFunc(d.operations, func(o *operation) bool {
		switch at := q.Element.(type) {
		case *openapi3.PathItem:
			return o.item == at
		case *openapi3.Operation:
			return o.spec == at
		case *openapi3.Response:
			return o.answers(at)
		case *openapi3.Schema:
			return slices.ContainsFunc(o.properties(), func(name string) bool { return o.property(name).Value == at })
		}
		return false
	})
}

// answers reports whether a response is one of the operation's.
func (o *operation) answers(response *openapi3.Response) bool {
	return slices.ContainsFunc(o.statuses(), func(n int) bool { return o.response(n) == response })
}

func (d *document) firstThat(is func(*operation) bool) *operation {
	return d.operations[slices.IndexFunc(d.operations, is)]
}

// askPath asks for a path with a slash more at its end, or less.
func askPath(s *session, c *check) verdict {
	o := c.op
	if o.item.Get == nil {
		return skipped("there is no safe method to ask with")
	}
	o = s.doc.firstThat(func(other *operation) bool { return other.spec == o.item.Get })
	if s.spent(1) {
		return s.noRoom()
	}
	call := s.newCall(o, Act, "")
	if slashed := call.path; strings.HasSuffix(slashed, "/") {
		call.path = strings.TrimSuffix(slashed, "/")
	} else {
		call.path += "/"
	}
	call.op = nil // it is none of the operation's own calls
	x := s.send(call)
	text := fmt.Sprintf("%s %s answered %d", call.method, call.path, x.Status)
	switch {
	case x.answer.err != nil:
		return skipped("%s %s gave no answer: %s", call.method, call.path, x.Error)
	case x.answer.ok() && len(s.doc.conform(o, x.answer)) == 0:
		text += fmt.Sprintf(", as documented for %s", o.id)
	case x.answer.ok():
		text += fmt.Sprintf(", not as documented for %s", o.id)
	case x.ResponseHeader.Get("Location") != "":
		text += " to " + x.ResponseHeader.Get("Location")
	}
	return verdict{answer: text, exchanges: []Exchange{x.Exchange}}
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
