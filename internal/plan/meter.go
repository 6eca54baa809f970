package plan

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/custmgr/custmgr/client"
)

// The API's quota, which the client keeps: so many requests in any such window.
const (
	quota  = 60
	window = time.Minute
)

// A Meter knows how far Apply is and how long the rest will take. It is safe for
// concurrent use; the zero value is ready.
type Meter struct {
	mu           sync.Mutex
	sent         []time.Time // the last requests, at most quota of them, oldest first
	begun        time.Time
	total        int // changes
	done, failed int // of them
	note         string
}

// Observe notes a request; it fits client.WithObserver. The requests before Apply
// count too, for they use up the same quota.
func (m *Meter) Observe(_ context.Context, a client.Attempt) {
	if !a.Sent {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sent = append(m.sent, time.Now().Add(-a.Duration))
	m.sent = m.sent[max(0, len(m.sent)-quota):]
}

func (m *Meter) begin(total int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.begun, m.total = time.Now(), total
}

// finish notes that a change is over.
func (m *Meter) finish(ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.done++
	if !ok {
		m.failed++
	}
}

func (m *Meter) say(note string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.note = note
}

// Left estimates how long so many requests take from now on: what the quota
// makes of them, or if it is longer, what the pace so far does. The pace of less
// than a minute says nothing, for the quota lets a minute's worth through at once.
func (m *Meter) Left(requests int) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.left(requests)
}

func (m *Meter) left(requests int) time.Duration {
	if requests <= 0 {
		return 0
	}
	now := time.Now()
	// Each request is due when the one that is a quota before it is a window old.
	// Of the requests that are to come, the first stand behind those of the last
	// window, and each later one behind one that is to come.
	rounds, place := (requests-1)/quota, (requests-1)%quota
	left := time.Duration(rounds) * window
	if behind := len(m.sent) - quota + place; behind >= 0 {
		left += max(0, m.sent[behind].Add(window).Sub(now))
	}
	if elapsed := now.Sub(m.begun); m.done > 0 && elapsed > window {
		left = max(left, elapsed/time.Duration(m.done)*time.Duration(requests))
	}
	return left
}

// Line says how far Apply is, in at most 79 columns.
func (m *Meter) Line() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	const width = 20
	full := 0
	if m.total > 0 {
		full = width * m.done / m.total
	}
	text := fmt.Sprintf("[%s%s] %d of %d", strings.Repeat("#", full), strings.Repeat("-", width-full), m.done, m.total)
	if m.note != "" {
		return text + ", " + m.note
	}
	if m.failed > 0 {
		text += fmt.Sprintf(", %d failed", m.failed)
	}
	if m.done == m.total {
		text += ", checking"
	}
	return text + ", " + Roughly(m.left(m.total-m.done+1)) + " left" // the last one is the list at the end
}

// Roughly says how long something takes, no more precisely than anybody can know.
func Roughly(d time.Duration) string {
	switch minutes := int((d + 30*time.Second) / time.Minute); {
	case d < 5*time.Second:
		return "a few seconds"
	case d < 90*time.Second:
		return fmt.Sprintf("about %d seconds", int(d.Round(5*time.Second)/time.Second))
	case minutes < 90:
		return fmt.Sprintf("about %d minutes", minutes)
	default:
		return fmt.Sprintf("about %d h %d min", minutes/60, minutes%60)
	}
}
