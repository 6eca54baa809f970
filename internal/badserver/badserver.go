// Package badserver derives servers from an OpenAPI document that break it, one
// promise each, and servers that are odd and keep it: what a judge of the
// document is itself judged by.
//
// Every server is a middleware over a correct one. Nothing here names an
// operation, a property or a value of a particular document: an operation that
// is added to the document grows bad servers of its own.
//
// The package reads the document on its own and shares nothing with the judge,
// so that a misreading there does not cancel out here.
package badserver

import (
	"net/http"
	"slices"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// Good is a correct server whose state can be put back.
type Good interface {
	http.Handler

	// Snapshot remembers the state and returns what puts it back.
	Snapshot() (restore func())
}

// A Server is a bad or an odd server over a good one.
type Server struct {
	Name      string // unique in its document: operation, fault, place
	Family    string // what kind of fault it is
	Operation string // the operation that is at fault; "" if none in particular

	// Rules name the rules of a judge of which at least one has to fail, as
	// "rule" for one of Operation or as "operation/rule" for another. A bad
	// server has at least one.
	Rules []string

	// Warned says that what the server does rests on an assumption or an open
	// question of the document, so that a warning is enough to catch it. An odd
	// server that is Warned does what a judge should warn of but not refuse.
	Warned bool

	// Network says that what the server does shows on a real connection only.
	Network bool

	// HTTP2 says that the server is to be called over HTTP/2. It is Network too.
	HTTP2 bool

	// Kept says that what the server does shows on a connection that is used
	// again. It ends none of its own accord, and is Network too.
	Kept bool

	// Meets says that requests wait for others that come at the same time, or
	// that the server looks at a clock: it belongs into a testing/synctest bubble.
	Meets bool

	Settle time.Duration // how long a write may take to show in its lists
	Seed   uint64        // what a judge may draw its calls by, to draw others for each server

	// Wrap makes the server. What it makes is safe for concurrent use and
	// behaves the same for the same requests in the same order.
	Wrap func(Good) http.Handler
}

// The families of bad servers.
const (
	Shape       = "shape"       // a value of an answer is missing, of the wrong type or out of bounds
	Encoding    = "encoding"    // the bytes of an answer are no good JSON, or not coded as it says
	Status      = "status"      // a success under another status
	Media       = "media type"  // a wrong Content-Type
	Refusal     = "refusal"     // a refusal that is not the documented one
	Reflection  = "reflection"  // an answer, or what is stored, is not what was asked for
	Write       = "write"       // a write is lost, doubled, misdirected
	List        = "list"        // a list leaves out, repeats or lags behind
	Input       = "input"       // what has to be refused is accepted, or is a crash
	Credentials = "credentials" // wrong credentials are accepted, or are a crash
	Applied     = "applied"     // a refused call takes effect
	Method      = "method"      // an undocumented method does something
	Transport   = "transport"   // an answer that is not whole
	Bound       = "bound"       // what is at the edge of numbers, JSON, HTTP is accepted, or is a crash
	Leak        = "leak"        // an answer shows the inside of the server, or credentials
	Isolation   = "isolation"   // an account reaches what another has
	Time        = "time"        // a list shows what is done too late, or not for long
	State       = "state"       // each call is right, and a sequence of calls is not
	Unsettled   = "unsettled"   // what the document leaves open is done by half
	Concurrency = "concurrency" // what is right one after the other goes wrong at the same time
)

// Bad derives the servers that break the document, operation by operation, by
// path and method, and family by family.
func Bad(doc *openapi3.T) []Server { return BadWithin(doc, patience) }

// BadWithin is Bad for real time: requests wait no longer than most for others
// that come at the same time.
func BadWithin(doc *openapi3.T, most time.Duration) []Server {
	d := read(doc)
	d.patience = most
	var all []Server
	for _, o := range d.operations {
		for _, derive := range []func(*operation) []Server{
			d.shapes, d.encodings, d.statuses, d.media, d.refusals, d.variantFaults, d.reflections, d.writes, d.lists,
			d.flaws, d.methods, d.transports, d.leaks, d.isolation, d.times, d.states, d.staying, d.unsettled,
			d.concurrency, d.others, d.uncommon, d.bypasses, d.emptyings, d.accountsAtOnce, d.assignments,
		} {
			all = append(all, derive(o)...)
		}
	}
	return all
}

// Families lists the families in the order in which Bad derives them.
func Families() []string {
	return slices.Clone([]string{Shape, Encoding, Status, Media, Refusal, Reflection, Write, List, Input, Credentials, Applied, Method, Transport, Bound, Leak, Isolation, Time, State, Unsettled, Concurrency})
}

// server makes a Server of an operation.
func (d *document) server(o *operation, family, name string, rules []string, behave func(*site) serve) Server {
	return Server{Name: o.id + ": " + name, Family: family, Operation: o.id, Rules: rules, Wrap: d.wrap(behave)}
}

// warned marks a server as one that a warning is enough for.
func warned(s Server, so bool) Server {
	s.Warned = s.Warned || so
	return s
}
