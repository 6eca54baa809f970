package plan

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/custmgr/custmgr/client"
	"github.com/custmgr/custmgr/sandbox"
	"github.com/stretchr/testify/require"
)

// paced makes a client with the quota that the client has by itself.
func paced(t testing.TB, server *sandbox.Server, m *Meter, around func(http.RoundTripper) http.RoundTripper) *client.Client {
	t.Helper()
	hc := server.Client("")
	if around != nil {
		hc.Transport = around(hc.Transport)
	}
	c, err := client.New(client.US, client.NewToken(sandbox.Token), client.WithHTTPClient(hc), client.WithObserver(m.Observe))
	require.NoError(t, err)
	return c
}

func TestAThousandChangesTakeAsLongAsThePlanSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, meter := sandbox.New(sandbox.WithSeed(crew(1000))), new(Meter)
		c := paced(t, server, meter, nil)
		p := planned(t, c, grants(t, 1000), false)
		begun := time.Now()
		foreseen := meter.Left(len(p.Changes) + 1)
		require.Equal(t, "about 16 minutes", Roughly(foreseen))
		lines := map[time.Duration]string{}
		for _, at := range []time.Duration{time.Second, 90 * time.Second, 601 * time.Second, 15*time.Minute + 30*time.Second} {
			time.AfterFunc(at, func() { lines[at] = meter.Line() })
		}
		got := p.Apply(t.Context(), c, meter)
		require.Equal(t, &Result{Total: 1000, Created: 1000}, got)
		require.Equal(t, foreseen, time.Since(begun), "at each time no more than 60 in a minute, and no less")
		require.Equal(t, map[time.Duration]string{
			time.Second:                     "[#-------------------] 59 of 1000, about 16 minutes left",
			90 * time.Second:                "[##------------------] 119 of 1000, about 15 minutes left",
			601 * time.Second:               "[#############-------] 659 of 1000, about 6 minutes left",
			15*time.Minute + 30*time.Second: "[###################-] 959 of 1000, about 40 seconds left",
		}, lines)
	})
}

func TestTheEstimateFollowsASlowServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, meter := sandbox.New(sandbox.WithSeed(crew(100))), new(Meter)
		c := paced(t, server, meter, func(base http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				<-time.After(10 * time.Second)
				return base.RoundTrip(r)
			})
		})
		p := planned(t, c, grants(t, 100), false)
		require.Equal(t, "about 60 seconds", Roughly(meter.Left(91)))
		line := ""
		time.AfterFunc(500*time.Second+time.Millisecond, func() { line = meter.Line() })
		require.True(t, p.Apply(t.Context(), c, meter).OK())
		require.Equal(t, "[##########----------] 50 of 100, about 9 minutes left", line)
	})
}

func TestDurationsAreSaidRoughly(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "a few seconds", 4 * time.Second: "a few seconds", 6 * time.Second: "about 5 seconds", 88 * time.Second: "about 90 seconds",
		90 * time.Second: "about 2 minutes", 16*time.Minute + 40*time.Second: "about 17 minutes", 89 * time.Minute: "about 89 minutes",
		90 * time.Minute: "about 1 h 30 min", 26 * time.Hour: "about 26 h 0 min",
	} {
		require.Equal(t, want, Roughly(d), d)
	}
}

func TestALineFitsATerminal(t *testing.T) {
	m := &Meter{total: 100_000, done: 99_999, failed: 99_999, begun: time.Now().Add(-1000 * time.Hour)}
	require.LessOrEqual(t, len(m.Line()), 79, m.Line())
	m.say("interrupted: finishing one request")
	require.LessOrEqual(t, len(m.Line()), 79, m.Line())
}

func TestTheQuotaIsSixtyInAnyMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := new(Meter)
		m.Observe(t.Context(), client.Attempt{Sent: true, Duration: 20 * time.Second})
		m.Observe(t.Context(), client.Attempt{Sent: false})
		for requests, want := range map[int]time.Duration{
			0: 0, 59: 0, 60: 40 * time.Second, 61: time.Minute, 119: time.Minute, 120: 100 * time.Second,
		} {
			require.Equal(t, want, m.Left(requests), requests)
		}
	})
}
