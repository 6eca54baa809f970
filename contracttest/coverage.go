package contracttest

import (
	"fmt"
	"mime"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

// A Coverage counts what of its document one run exercises. Give a new one to
// [Target].Coverage and ask for its Points when the run is over. It judges
// nothing. It costs about as much as validating every answer once more.
type Coverage struct {
	mu      sync.Mutex
	run     *session
	points  []*tracked
	bounded map[*operation]bool // a check of it was skipped for the bound on requests

	called   map[*operation]*tracked
	statuses map[place]*tracked
	sent     map[*operation]*tracked // the media type of its request
	media    map[place]*tracked
	params   map[*operation][]parameterProbe
	bodies   map[*operation]*bodyProbe
	answers  map[*openapi3.Schema]*probe
}

// A Point is one thing that a document lets a run exercise.
type Point struct {
	Part      Part   `json:"part"`
	Operation string `json:"operation,omitempty"` // operationId; "" for what answers of several share
	Name      string `json:"name"`                // as in "429" and "role_id minimum violated"
	Seen      int    `json:"seen,omitempty"`      // in so many exchanges, or values of their bodies
	Why       string `json:"why,omitempty"`       // it was not seen
}

// A Part is a kind of points.
type Part string

const (
	PartOperations Part = "operations"         // called, and answered
	PartAnswers    Part = "documented answers" // each status of each operation
	PartMedia      Part = "media types"        // of requests and of answers
	PartParameters Part = "parameters"         // given, left out, each keyword kept and violated
	PartRequests   Part = "request keywords"   // each keyword of each request property kept and violated
	PartValues     Part = "answer values"      // optional there and not, empty, one, many, each enum value, null
)

// Covered counts the points that were seen.
func Covered(points []Point) (seen int) {
	for _, p := range points {
		if p.Seen > 0 {
			seen++
		}
	}
	return seen
}

// A place is an answer of an operation: a status, and for media types one of them.
type place struct {
	op     *operation
	status int
	media  string
}

// A tracked is a point in the making, with what explains it if it stays blank.
type tracked struct {
	Point
	op     *operation // nil for what several share
	status int
	probe  *probe // of an answer's value: the one that looks for it
}

// Points lists the points of the run's document, in its order, with the reason
// for each that was not seen. Without a run there are none.
func (c *Coverage) Points() []Point {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []Point
	for _, t := range c.points {
		p := t.Point
		if p.Seen == 0 {
			p.Why = c.why(t)
		}
		all = append(all, p)
	}
	return all
}

// cover begins to count, if the target asks for it.
func (s *session) cover() {
	if s.target.Coverage != nil {
		s.target.Coverage.begin(s)
	}
}

// begin makes the points of a run's document.
func (c *Coverage) begin(s *session) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.run, c.points, c.bounded = s, nil, map[*operation]bool{}
	c.called, c.sent = map[*operation]*tracked{}, map[*operation]*tracked{}
	c.statuses, c.media = map[place]*tracked{}, map[place]*tracked{}
	c.params, c.bodies, c.answers = map[*operation][]parameterProbe{}, map[*operation]*bodyProbe{}, map[*openapi3.Schema]*probe{}
	c.plan()
}

func (c *Coverage) point(part Part, o *operation, name string) *tracked {
	t := &tracked{Point: Point{Part: part, Name: name}, op: o}
	if o != nil {
		t.Operation = o.id
	}
	c.points = append(c.points, t)
	return t
}

// plan makes the points, part by part.
func (c *Coverage) plan() {
	all := c.run.doc.operations
	for _, o := range all {
		c.called[o] = c.point(PartOperations, o, o.method+" "+o.path)
	}
	for _, o := range all {
		for _, status := range o.statuses() {
			t := c.point(PartAnswers, o, fmt.Sprint(status))
			t.status = status
			c.statuses[place{o, status, ""}] = t
		}
	}
	for _, o := range all {
		if o.body != nil {
			c.sent[o] = c.point(PartMedia, o, "request "+o.media)
		}
		byName := map[string]*tracked{}
		for _, status := range o.statuses() {
			for _, media := range keys(o.response(status).Content) {
				if byName[media] == nil {
					byName[media] = c.point(PartMedia, o, "answer "+media)
				}
				c.media[place{o, status, media}] = byName[media]
			}
		}
	}
	for _, o := range all {
		c.params[o] = c.parameterProbes(o)
	}
	for _, o := range all {
		if o.body != nil {
			c.bodies[o] = c.bodyProbe(o)
		}
	}
	for _, o := range all {
		for _, status := range o.statuses() {
			for _, media := range keys(o.response(status).Content) {
				if schema := o.response(status).Content[media].Schema; isJSON(media) && schema != nil {
					c.answerProbe(schema, fmt.Sprintf("%s %d", o.id, status), place{o, status, ""})
				}
			}
		}
	}
}

// add takes in an exchange. Calls made at the same time may do so.
func (c *Coverage) add(x *exchange) {
	o := x.call.op
	if o == nil || x.answer.err != nil || x.call.method != o.method {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.called[o].Seen++
	// What was refused for its credentials, or broke the server, tells nothing of
	// what else the server makes of it.
	heard := x.answer.ok() || slices.Contains(o.contentErrors(), x.Status)
	if heard {
		for _, p := range c.params[o] {
			p.look(x)
		}
	}
	if body := c.bodies[o]; body != nil && heard {
		body.look(x.call.body)
		if name, _, _ := mime.ParseMediaType(x.RequestHeader.Get("Content-Type")); name == o.media {
			c.sent[o].Seen++
		}
	}
	if t := c.statuses[place{o, x.Status, ""}]; t != nil {
		t.Seen++
		c.answer(o, x)
	}
}

// answer takes in the body of a documented answer.
func (c *Coverage) answer(o *operation, x *exchange) {
	name, _, _ := mime.ParseMediaType(x.answer.header.Get("Content-Type"))
	t := c.media[place{o, x.Status, name}]
	if t == nil {
		return
	}
	t.Seen++
	schema := o.response(x.Status).Content[name].Schema
	if value, err := x.answer.json(); isJSON(name) && err == nil && schema != nil {
		c.answers[schema.Value].look(value)
	}
}

// result remembers that the bound on requests left no room for a check.
func (c *Coverage) result(k *check, r Result) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if r.Outcome == Skip && k.Rule != QuestionRule && strings.Contains(r.Reason, c.run.bound()) {
		c.bounded[k.op] = true
	}
}
