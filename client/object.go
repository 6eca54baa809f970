package client

// An object is an object that is being read. The keys are those of the contract,
// all required; other keys are tolerated, duplicates of any are not.
type object struct {
	keys   []string
	key    string // the present key, "" if it is not of the contract
	seen   uint64 // a bit per key of the contract
	others map[string]bool
	depth  int // of the path to the object itself
	begun  bool
	ended  bool
}

// object begins an object with the given required keys.
func (s *scanner) object(keys ...string) object {
	if s.peek() != '{' {
		s.want("an object")
		return object{}
	}
	s.pos++
	return object{keys: keys, depth: len(s.path)}
}

// member goes to the value of the object's next member, and reports whether there is one.
func (s *scanner) member(o *object) bool {
	c := s.peek()
	if s.err != nil {
		return false
	}
	s.path = s.path[:o.depth]
	switch {
	case c == '}':
		s.pos++
		s.complete(o)
		return false
	case o.begun && c != ',':
		s.want("a comma or the end of the object")
		return false
	case o.begun:
		s.pos++
		c = s.peek()
	}
	o.begun = true
	if c != '"' {
		s.want("a key of the object")
		return false
	}
	s.name(o)
	if s.peek() != ':' {
		s.want("a colon")
		return false
	}
	s.pos++
	return true
}

// name reads a key and makes sure that the object did not have it before.
func (s *scanner) name(o *object) {
	text := s.text()
	if s.err != nil {
		return
	}
	for i, key := range o.keys {
		if string(text) == key {
			o.key = key
			s.enter(step{key: key, index: -1})
			if o.seen&(1<<i) != 0 {
				s.fail("stands there twice")
			}
			o.seen |= 1 << i
			return
		}
	}
	key := string(text)
	o.key = ""
	s.enter(step{key: key, index: -1})
	if o.others[key] {
		s.fail("stands there twice")
	}
	if o.others == nil {
		o.others = make(map[string]bool)
	}
	o.others[key] = true
}

// complete makes sure that nothing was missing in an object that has ended.
func (s *scanner) complete(o *object) {
	o.ended = true
	for i, key := range o.keys {
		if o.seen&(1<<i) == 0 {
			s.enter(step{key: key, index: -1})
			s.fail("is missing")
			return
		}
	}
}

// An array is an array that is being read.
type array struct {
	n     int // elements begun so far
	depth int // of the path to the array itself
}

// array begins an array.
func (s *scanner) array() array {
	if s.peek() != '[' {
		s.want("an array")
		return array{}
	}
	s.pos++
	return array{depth: len(s.path)}
}

// element goes to the array's next element, and reports whether there is one.
func (s *scanner) element(a *array) bool {
	c := s.peek()
	if s.err != nil {
		return false
	}
	s.path = s.path[:a.depth]
	switch {
	case c == ']':
		s.pos++
		return false
	case a.n > 0 && c != ',':
		s.want("a comma or the end of the array")
		return false
	case a.n > 0:
		s.pos++
		if s.peek() == ']' {
			s.fail("has a comma too many")
			return false
		}
	}
	s.enter(step{index: a.n})
	a.n++
	return s.err == nil
}

// enter notes the way to a value inside the present one. The way back is the
// truncation in member and element.
func (s *scanner) enter(st step) {
	if len(s.path) >= deepest {
		s.fail("is nested too deep")
	}
	s.path = append(s.path, st)
}

// skip reads a value of any kind, as strictly as all others.
func (s *scanner) skip() {
	switch c := s.peek(); {
	case c == '{':
		o := s.object()
		for s.member(&o) {
			s.skip()
		}
	case c == '[':
		a := s.array()
		for s.element(&a) {
			s.skip()
		}
	case c == '"':
		s.text()
	case c == 't':
		s.literal("true")
	case c == 'f':
		s.literal("false")
	case c == 'n':
		s.literal("null")
	case c == '-' || c >= '0' && c <= '9':
		s.number()
	default:
		s.want("a value")
	}
}
