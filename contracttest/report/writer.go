package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/custmgr/custmgr/contracttest"
)

// SchemaVersion is the version of the lines that Writer writes and Read reads.
// It grows when a reader of the previous version would misunderstand them; new
// members alone do not make it grow.
const SchemaVersion = 1

// A line is one line of a results file: exactly one of its members is set.
type line struct {
	Run    *head                `json:"run,omitempty"`
	Result *contracttest.Result `json:"result,omitempty"`
	Done   *foot                `json:"done,omitempty"`
}

// A head is what is known of a run before its first result.
type head struct {
	SchemaVersion   int       `json:"schema_version"`
	Suite           string    `json:"suite"`
	Document        string    `json:"document"`
	DocumentVersion string    `json:"document_version,omitempty"`
	Target          string    `json:"target"`
	Seed            uint64    `json:"seed,omitempty,string"` // a text: not every reader holds 64 bits
	Strict          bool      `json:"strict,omitempty"`
	Settings        Settings  `json:"settings,omitzero"`
	Started         time.Time `json:"started"`
}

// A foot is what is known of a run only at its end. Its verdict is for readers
// of the file; Read derives it from the results.
type foot struct {
	Verdict  Verdict       `json:"verdict"`
	Results  int           `json:"results"`
	Requests int           `json:"requests"`
	Elapsed  time.Duration `json:"elapsed_ns"`
	Coverage *coverage     `json:"coverage,omitempty"`
}

// A coverage is the points of a run, and for readers of the file how many of
// them it has seen.
type coverage struct {
	Seen    int                  `json:"seen"`
	Of      int                  `json:"of"`
	Percent float64              `json:"percent"`
	Points  []contracttest.Point `json:"points"`
}

// A Writer writes a run as lines of JSON, each at once, so that whatever ends
// the run leaves what was known: {"run":…}, a {"result":…} for each result, and
// {"done":…} if the run came to its end.
type Writer struct {
	w       io.Writer
	run     Run
	results int   // written; a run may be too long to keep them
	count   Count // of those that are no answers to open questions
}

// NewWriter writes the first line from all of run that is known at its start.
func NewWriter(w io.Writer, run Run) (*Writer, error) {
	run.Results, run.Complete = nil, false
	writer := &Writer{w: w, run: run}
	return writer, writer.line(line{Run: &head{
		SchemaVersion: SchemaVersion, Suite: run.Suite, Document: run.Document, DocumentVersion: run.DocumentVersion,
		Target: run.Target, Seed: run.Seed, Strict: run.Strict, Settings: run.Settings, Started: run.Started,
	}})
}

// Result writes one result. Bytes of an answer that are not UTF-8 become U+FFFD.
func (w *Writer) Result(r contracttest.Result) error {
	w.results++
	if !isQuestion(r) {
		w.count.add(r, w.run.Strict)
	}
	return w.line(line{Result: &r})
}

// Coverage keeps what the run exercised for the last line.
func (w *Writer) Coverage(points []contracttest.Point) { w.run.Coverage = points }

// Done writes the last line of a run that came to its end.
func (w *Writer) Done(requests int, elapsed time.Duration) error {
	f := &foot{Verdict: w.count.verdict(true), Results: w.results, Requests: requests, Elapsed: elapsed}
	if points := w.run.Coverage; points != nil {
		f.Coverage = &coverage{contracttest.Covered(points), len(points), w.run.Percent(), points}
	}
	return w.line(line{Done: f})
}

func (w *Writer) line(l line) error {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(l); err != nil {
		return fmt.Errorf("results: cannot encode a line: %w", err)
	}
	if _, err := w.w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("results: cannot write a line: %w", err)
	}
	return nil
}
