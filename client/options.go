package client

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// An Option changes a setting of a client. A nil Option is skipped.
type Option func(*settings) error

// settings are what a client works with. A client's settings never change; With
// makes a copy.
type settings struct {
	base    string
	token   func(context.Context) (Token, error) // a closure: printing the settings shows no source
	http    *http.Client
	retry   RetryPolicy
	budget  *budget
	limiter Limiter
	timeout time.Duration
	most    int64
	agent   string
	log     *slog.Logger
	observe func(context.Context, Attempt)
	ids     IDEncoding
	pool    *sync.Pool // of *scanner
	jitter  func(time.Duration) time.Duration
	broken  error // what was wrong with an option given to With
}

// The defaults of the options.
const (
	defaultTimeout = 45 * time.Second // the API itself gives up after 40 s
	defaultMost    = 64 << 20
	quotaRequests  = 60
	quotaWindow    = time.Minute
)

func defaults(base string) *settings {
	return &settings{
		base:    base,
		http:    quiet(&http.Client{}, base),
		retry:   RetryPolicy{}.orDefaults(),
		budget:  newBudget(),
		limiter: newQuota(quotaRequests, quotaWindow),
		timeout: defaultTimeout,
		most:    defaultMost,
		agent:   agent(),
		jitter:  fullJitter,
	}
}

func (s *settings) apply(opts []Option) error {
	for _, o := range opts {
		if o == nil {
			continue
		}
		if err := o(s); err != nil {
			return err
		}
	}
	return nil
}

// WithHTTPClient sets the http.Client to send with, which is copied: its
// transport, cookies and timeout hold (of All, the timeout is for the whole list),
// redirects are not followed. A transport that knows net/http/httptrace, as that
// of net/http does, lets a create be repeated where no connection was made; with
// another one any failure without an answer leaves its outcome unknown. Without a
// transport, or with http.DefaultTransport, plain http to this machine goes
// through no proxy; all else goes as the transport has it.
func WithHTTPClient(c *http.Client) Option {
	return func(s *settings) error {
		if c == nil {
			return errors.New("http client is nil: leave the option out for the default")
		}
		s.http = quiet(c, s.base)
		return nil
	}
}

// WithRetry sets how calls are repeated. Zero fields mean the defaults.
func WithRetry(p RetryPolicy) Option {
	return func(s *settings) error {
		if err := p.check(); err != nil {
			return err
		}
		s.retry = p.orDefaults()
		return nil
	}
}

// WithLimiter sets who holds requests back. The default allows 60 in any minute,
// which is the API's quota for all keys of the admin workspace together; share
// one Limiter among the clients of a workspace. Nil means no limit.
func WithLimiter(l Limiter) Option {
	return func(s *settings) error {
		s.limiter = l
		return nil
	}
}

// WithAttemptTimeout sets how long one attempt may take, from asking for the
// token to the last byte of the answer; of All, to each part of the answer. The
// default is 45 s. What a whole call may take is up to its context.
func WithAttemptTimeout(d time.Duration) Option {
	return func(s *settings) error {
		if d <= 0 {
			return fmt.Errorf("attempt timeout is %s: give one above zero", d)
		}
		s.timeout = d
		return nil
	}
}

// WithMaxResponse sets how many bytes an answer may have; of All, each manager in
// it. The default is 64 MiB.
func WithMaxResponse(bytes int64) Option {
	return func(s *settings) error {
		if bytes < 1 {
			return fmt.Errorf("largest response is %d bytes: give a number above zero", bytes)
		}
		s.most = bytes
		return nil
	}
}

// WithUserAgent puts a product, such as onboarding/1.4, before the client's own
// in the User-Agent header.
func WithUserAgent(product string) Option {
	return func(s *settings) error {
		for i := range len(product) {
			if product[i] < ' ' || product[i] > '~' {
				return errors.New("user agent holds a character that a header must not have: use ASCII")
			}
		}
		s.agent = agent()
		if product != "" {
			s.agent = product + " " + s.agent
		}
		return nil
	}
}

// WithLogger logs each attempt: at level debug if it succeeded, else at warn. It
// logs neither token nor header nor body. The default, and nil, is silence.
func WithLogger(l *slog.Logger) Option {
	return func(s *settings) error {
		s.log = l
		return nil
	}
}

// WithObserver has a function called after each attempt, in the goroutine of the
// call. The default, and nil, is none.
func WithObserver(observe func(context.Context, Attempt)) Option {
	return func(s *settings) error {
		s.observe = observe
		return nil
	}
}

// WithIDEncoding sets how the ids of a person and a role are written in requests.
func WithIDEncoding(e IDEncoding) Option {
	return func(s *settings) error {
		if e < IDsAsShown || e > IDsAsNumbers {
			return fmt.Errorf("id encoding %d does not exist: use IDsAsShown, IDsAsStrings or IDsAsNumbers", e)
		}
		s.ids = e
		return nil
	}
}
