package contracttest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/time/rate"
)

// A session is one run against one target. It remembers what it sent and saw,
// so that one exchange serves every check that asks for it.
type session struct {
	suite    *Suite
	doc      *document
	target   Target
	context  context.Context
	base     *url.URL
	local    bool // the target is on this machine
	write    bool // may change something
	client   *http.Client
	limiter  *rate.Limiter
	selected []*check
	planned  map[*check]bool // the calls to be refused for which there is room
	sent     int
	writes   int   // calls sent that may change something
	cleaning bool  // what was added is being removed
	fatal    error // why nothing can be judged any more

	worlds  map[*collection]*world   // what is known of each collection
	valid   map[*operation]*calls    // the calls that have to succeed
	refused map[*operation]*refusals // the calls that have to be refused
	taken   map[offer]bool           // the forms in which a call succeeded
	turned  map[offer]*event         // the forms for which alone a call was refused
	seen    map[*operation]*inspection
	again   map[*operation]*repeat // the calls on what was removed
	asked   map[opening]*asked     // the calls that ask what the document leaves open
	answers *answers               // what came back, by status

	marks  []mark  // by which credentials are recognised in an answer
	veiled secrets // what no report of this run shows
}

func (s *Suite) session(ctx context.Context, target Target) (*session, error) {
	base, local, err := target.base()
	if err != nil {
		return nil, err
	}
	if err := target.valid(ctx); err != nil {
		return nil, err
	}
	run := &session{
		suite: s, doc: s.doc, target: target, context: ctx, base: base, local: local, write: local || target.Write,
		client: target.client(), limiter: rate.NewLimiter(rate.Inf, 1),
		worlds: map[*collection]*world{}, valid: map[*operation]*calls{}, refused: map[*operation]*refusals{}, seen: map[*operation]*inspection{},
		taken: map[offer]bool{}, turned: map[offer]*event{}, again: map[*operation]*repeat{}, asked: map[opening]*asked{}, answers: newAnswers(),
	}
	perMinute := target.Rate
	if perMinute == 0 && !local {
		perMinute = 60
	}
	if perMinute > 0 {
		run.limiter = rate.NewLimiter(rate.Every(time.Minute/time.Duration(perMinute)), 1)
	}
	for _, c := range s.checks {
		if target.Only != nil && !target.Only.MatchString(c.ID) || target.Skip != nil && target.Skip.MatchString(c.ID) {
			continue
		}
		run.selected = append(run.selected, c)
	}
	if len(run.selected) == 0 {
		return nil, errors.New("contracttest: no check is selected: see the patterns of Only and Skip")
	}
	run.plan()
	run.startJournal()
	run.watch()
	for id := range target.Known {
		if !hasCheck(s.checks, id) {
			return nil, fmt.Errorf("contracttest: Known names the check %q, which does not exist", id)
		}
	}
	return run, nil
}

func hasCheck(checks []*check, id string) bool {
	for _, c := range checks {
		if c.ID == id {
			return true
		}
	}
	return false
}

// ready says why nothing more can be judged, if so.
func (s *session) ready() error {
	if err := s.context.Err(); err != nil {
		return fmt.Errorf("interrupted: %w", context.Cause(s.context))
	}
	return s.fatal
}

// errSpent stands for an answer where the bound on requests left no room.
var errSpent = errors.New("not sent: the bound on requests is reached")

// spent reports whether the bound on requests leaves no room for n more and
// for removing what was added.
func (s *session) spent(n int) bool {
	if s.target.MaxRequests == 0 {
		return false
	}
	if !s.cleaning {
		for _, w := range s.worlds {
			n += w.costOfRemoval()
		}
	}
	return s.sent+n > s.target.MaxRequests
}
