package client

// beside is what an answer says beside its result. The contract has nothing
// there; sibling endpoints say there that they refuse, with status 200.
type beside struct {
	refused bool  // success is false
	given   bool  // a result stands there, and is not null
	whole   bool  // all of it was read
	said    Error // message, fields and request id
}

// result goes to the result of the answer whose outermost object is o, and reports
// whether there is one to read. What stands beside it is read on the way, before
// and behind, and at last the end of the answer. A result behind a refusal is not
// handed out any more.
func (s *scanner) result(o *object) bool {
	for s.member(o) {
		if o.key == "" {
			s.sibling(s.path[len(s.path)-1].key)
			continue
		}
		s.beside.given = s.peek() != 'n'
		if !s.beside.refused {
			return true
		}
		s.skip()
	}
	s.beside.whole = o.ended
	if s.beside.refused && s.err == nil {
		s.path = append(s.path[:0], step{key: "success", index: -1})
		s.fail("is false")
	}
	s.finish()
	return false
}

// sibling reads a value beside the result. Only success decides anything, and
// must be a boolean; the others are read as Error.fill reads them.
func (s *scanner) sibling(key string) {
	b, c := &s.beside, s.peek()
	switch {
	case key == "success":
		success := s.boolean()
		b.refused = !success && s.err == nil
	case (key == "message" || key == "error") && c == '"':
		b.said.say(key, s.str())
	case key == "id" && c == '"':
		b.said.RequestID = oneLine(s.str(), 100)
	case key == "errors" && c == '{':
		s.fields()
	default:
		s.skip()
	}
}

// fields reads what is said about single fields.
func (s *scanner) fields() {
	o := s.object()
	for s.member(&o) {
		name := s.path[len(s.path)-1].key
		if s.peek() != '[' {
			s.field(name)
			continue
		}
		a := s.array()
		for s.element(&a) {
			s.field(name)
		}
	}
}

// field reads one text about a field, and skips what is no text.
func (s *scanner) field(name string) {
	if s.peek() == '"' {
		s.beside.said.field(name, s.str())
		return
	}
	s.skip()
}
