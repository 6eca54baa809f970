package client

import (
	"context"
	"log/slog"
	"time"
)

// An Attempt is what an observer is told: one request of a call and what became
// of it, or a request that its Limiter did not let go.
type Attempt struct {
	Op         string        // list, create, update or delete
	Number     int           // counted from 1
	Held       time.Duration // how long the Limiter held it back
	Sent       bool          // the server may have seen it
	StatusCode int           // 0 if no answer came
	RequestID  string        // may be empty
	Duration   time.Duration // from asking for the token to the end of the answer
	NextWait   time.Duration // how long the call waits now; 0 if this was the last attempt
	Err        error         // nil if it succeeded
}

// as fills an Attempt with the result.
func (r *result) as(a Attempt) Attempt {
	a.Sent, a.StatusCode, a.RequestID = r.sent, r.code, r.id
	if r.err != nil {
		a.Err = r.err
	}
	return a
}

// report tells observer and logger.
func (s *settings) report(ctx context.Context, a Attempt) {
	if s.observe != nil {
		s.observe(ctx, a)
	}
	if s.log == nil {
		return
	}
	level, message := slog.LevelDebug, "customer managers: request"
	if a.Err != nil {
		level, message = slog.LevelWarn, "customer managers: request failed"
	}
	if !s.log.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("op", a.Op), slog.Int("attempt", a.Number), slog.Bool("sent", a.Sent),
		slog.Int("status", a.StatusCode), slog.Duration("duration", a.Duration),
	}
	if a.Held > 0 {
		attrs = append(attrs, slog.Duration("held", a.Held))
	}
	if a.RequestID != "" {
		attrs = append(attrs, slog.String("request_id", a.RequestID))
	}
	if a.NextWait > 0 {
		attrs = append(attrs, slog.Duration("next_wait", a.NextWait))
	}
	if a.Err != nil {
		attrs = append(attrs, slog.String("error", a.Err.Error()))
	}
	s.log.LogAttrs(ctx, level, message, attrs...)
}
