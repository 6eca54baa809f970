package contracttest

import (
	"net/http"
	"time"
)

// A Level says how much a promise weighs.
type Level string

const (
	Must   Level = "must"   // the vendor documents it, or a standard demands it
	Should Level = "should" // an inference, or a recommendation: a warning unless the run is strict
)

// A Check is one promise of the document.
type Check struct {
	ID        string `json:"id"`                // operation/rule[/detail]: stable; the subtest's name, the filter, the requirement
	Title     string `json:"title"`             // the promise in one sentence
	Operation string `json:"operation"`         // operationId
	Rule      string `json:"rule"`              // the rule that made the check
	Level     Level  `json:"level"`             // the most that a failure can weigh
	Link      string `json:"link,omitempty"`    // the vendor's section
	File      string `json:"file,omitempty"`    // the document
	Line      int    `json:"line,omitempty"`    // the line of the document that makes the promise
	Pointer   string `json:"pointer,omitempty"` // of an open question: JSON pointer to the element of the document that it stands on
}

// An Outcome is the verdict on one check.
type Outcome string

const (
	Pass    Outcome = "pass"
	Fail    Outcome = "fail"    // the server broke the promise
	Skip    Outcome = "skip"    // not judged; Reason says why
	Invalid Outcome = "invalid" // no verdict: the suite's or the network's fault

	// Answered is the outcome of an open question whose answer was seen; Reason
	// is the answer. It is no verdict: nobody has promised anything.
	Answered Outcome = "answered"
)

// A Problem is one way in which an answer departs from the document.
type Problem struct {
	Level    Level  `json:"level"`
	Expected string `json:"expected"`
	Actual   string `json:"actual"`
	Pointer  string `json:"pointer,omitempty"` // JSON pointer into the answer's body, or the name of a header
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"` // the line of the document that says so; 0 means the check's own
	Link     string `json:"link,omitempty"` // the section of a standard that says so, where the document need not
}

// A Role says what an exchange was for.
type Role string

const (
	Arrange Role = "arrange" // makes the situation
	Act     Role = "act"     // the call that is judged
	Observe Role = "observe" // looks at what the call did
)

// An Exchange is one request and its answer, without the credentials.
type Exchange struct {
	Role           Role        `json:"role"`
	Method         string      `json:"method"`
	URL            string      `json:"url"`
	RequestHeader  http.Header `json:"request_header,omitempty"`
	RequestBody    string      `json:"request_body,omitempty"`
	Status         int         `json:"status,omitempty"` // 0 if no answer came
	ResponseHeader http.Header `json:"response_header,omitempty"`
	ResponseBody   string      `json:"response_body,omitempty"` // at most 64 KiB of it
	Error          string      `json:"error,omitempty"`         // why no answer came
	Made           string      `json:"made,omitempty"`          // the key of the item that it added: another one when it is sent again
}

// A Result is the verdict on one check, with all that explains it.
type Result struct {
	Check     Check         `json:"check"`
	Outcome   Outcome       `json:"outcome"`
	Level     Level         `json:"level,omitempty"`  // of a failure: the weightiest of its problems
	Reason    string        `json:"reason,omitempty"` // why it was skipped, or has no verdict, or was expected to fail; of a question the answer
	Problems  []Problem     `json:"problems,omitempty"`
	Exchanges []Exchange    `json:"exchanges,omitempty"`
	Started   time.Time     `json:"started"`
	Elapsed   time.Duration `json:"elapsed_ns"`
}

// Broken reports whether the result breaks the contract: a failed Must, or with
// strict any failure.
func (r Result) Broken(strict bool) bool {
	return r.Outcome == Fail && (strict || r.Level != Should)
}

// fail gives a result its outcome by the problems found.
func (r *Result) fail(problems []Problem) {
	r.Outcome = Pass
	if len(problems) == 0 {
		return
	}
	r.Outcome, r.Level, r.Problems = Fail, Should, problems
	for i, p := range problems {
		if p.Line == 0 {
			r.Problems[i].Line = r.Check.Line
		}
		if p.File == "" {
			r.Problems[i].File = r.Check.File
		}
		if p.Level == Must && r.Check.Level != Should {
			r.Level = Must
		}
	}
}
