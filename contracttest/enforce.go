package contracttest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
)

// errWithheld says that an answer breaks the contract and does not pass.
var errWithheld = errors.New("withheld")

// hold reads an answer whole and judges it, before the client sees any of it.
func (x *passage) hold(r *http.Response) error {
	held, err := io.ReadAll(io.LimitReader(r.Body, x.proxy.Hold+1))
	if int64(len(held)) > x.proxy.Hold {
		x.answer.err = unjudged{Skip, fmt.Sprintf("the body is too large to be held: it has more than %d bytes", x.proxy.Hold)}
		r.Body = struct {
			io.Reader
			io.Closer
		}{io.MultiReader(bytes.NewReader(held), r.Body), r.Body}
		return nil
	}
	x.answer.body, x.answer.err = held, err
	x.results = x.proxy.judge.judge(x.operation, x.shown, &x.answer, x.started)
	if x.broke() != nil {
		return errWithheld
	}
	if err != nil { // the client left: there is no whole answer, and nobody to get it
		return err
	}
	if err := r.Body.Close(); err != nil {
		return err
	}
	r.Body = io.NopCloser(bytes.NewReader(held))
	return nil
}

// broke is the first result by which the answer is withheld, nil if there is none.
func (x *passage) broke() *Result {
	for i, r := range x.results {
		if r.Broken(x.proxy.Strict) {
			return &x.results[i]
		}
	}
	return nil
}

// told are the problems by which the answer is withheld, as the client may see
// them: where the answer shows what none may, they do not quote it.
func (x *passage) told() []Problem {
	problems := slices.Clone(x.broke().Problems)
	if slices.ContainsFunc(x.results, func(r Result) bool { return r.Check.Rule == LeaksRule }) {
		for i := range problems {
			problems[i].Actual = "what nobody may see: the report has it"
		}
	}
	return problems
}

// failed answers in the place of a target that gave no answer, or one that is
// withheld.
func (x *passage) failed(w http.ResponseWriter, _ *http.Request, err error) {
	if errors.Is(err, errWithheld) {
		problemDocument{
			Status: http.StatusBadGateway, Detail: "the target's answer breaks the contract: it is withheld",
			Check: x.broke().Check.ID, Problems: x.told(),
		}.write(w)
		return
	}
	if x.results == nil {
		x.answer.status, x.answer.header, x.answer.err = 0, nil, x.conn.noAnswer(x.in.Context(), err)
		if x.broken.Load() {
			x.answer.err = errGaveUp
		}
	}
	problemDocument{Status: http.StatusBadGateway, Detail: "the target gave no answer"}.write(w)
}

// A problemDocument is what the proxy says in its own name, by RFC 9457.
type problemDocument struct {
	Title    string    `json:"title"` // of the status, as the type is not given
	Status   int       `json:"status"`
	Detail   string    `json:"detail"`
	Check    string    `json:"check,omitempty"`
	Problems []Problem `json:"problems,omitempty"`
}

func (d problemDocument) write(w http.ResponseWriter) {
	d.Title = http.StatusText(d.Status)
	body, err := json.Marshal(d)
	if err != nil {
		panic(err) // texts and numbers can be marshalled
	}
	header := w.Header()
	delete(header, "Date") // net/http may add its own
	header.Set("Content-Type", "application/problem+json")
	header.Set("Cache-Control", "no-store")
	w.WriteHeader(d.Status)
	_, _ = w.Write(append(body, '\n')) // the client may have left
}
