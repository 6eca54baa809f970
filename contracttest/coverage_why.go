package contracttest

import (
	"net/http"
	"strings"
)

// why says why a point was not seen.
func (c *Coverage) why(t *tracked) string {
	if t.Part == PartValues {
		return c.whyValue(t)
	}
	s, o := c.run, t.op
	selected := false
	for _, k := range s.selected {
		selected = selected || k.op == o
	}
	switch ended := s.ready(); {
	case !selected && c.called[o].Seen == 0:
		return "left out by Only or Skip (--only, --skip)"
	case t.status == http.StatusTooManyRequests:
		return "never provoked: the run keeps within the quota"
	case t.status >= 500:
		return "never provoked: no call broke the server"
	case t.status == http.StatusForbidden:
		return "never provoked: no call lacked a privilege"
	case o.unsafe() && !s.write:
		return "needs Write (--write)"
	case c.bounded[o]:
		return "skipped: " + s.bound()
	case ended != nil:
		return "the run ended early: " + s.hide(ended.Error())
	case t.status > 0:
		return "no call was answered with it"
	case t.Part == PartParameters || t.Part == PartRequests:
		return "no call sends it, or none that does was answered for its content"
	}
	return "no call was made of it"
}

// whyValue says why the answers never showed something.
func (c *Coverage) whyValue(t *tracked) string {
	if t.probe.looked > 0 {
		return "no answer showed it, of those that might have"
	}
	var reasons []string
	for _, at := range t.probe.places {
		status := c.statuses[at]
		if status.Seen > 0 {
			return "what it is in was not shown either"
		}
		reasons = append(reasons, c.why(status))
	}
	return strings.Join(textSet(anys(reasons)), "; ")
}

func anys(texts []string) []any {
	all := make([]any, len(texts))
	for i, text := range texts {
		all[i] = text
	}
	return all
}
