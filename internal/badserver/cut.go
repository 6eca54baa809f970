package badserver

import (
	"encoding/json"
	"strconv"
)

// cut keeps 32 bits of the integers of a property, as a column or a variable
// does that is too narrow for them.
func (r *request) cut(name string) *request {
	body, _ := r.object()
	cut := func(v any) any {
		n, err := strconv.ParseInt(text(v), 10, 64)
		if err != nil {
			return v
		}
		less := strconv.FormatUint(uint64(n)&(1<<32-1), 10)
		if _, is := v.(string); is {
			return less
		}
		return json.Number(less)
	}
	if l, ok := body[name].([]any); ok {
		for i := range l {
			l[i] = cut(l[i])
		}
	} else {
		body[name] = cut(body[name])
	}
	return r.with(body)
}
