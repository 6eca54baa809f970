package client

import (
	"math"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestRetryAfterIsSecondsOrADate(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	date := func(after time.Duration) string { return now.Add(after).Format(http.TimeFormat) }
	for name, tc := range map[string]struct {
		value, date string
		want        time.Duration
		ok          bool
	}{
		"seconds":                           {"7", "", 7 * time.Second, true},
		"zero":                              {"0", "", 0, true},
		"leading zeros":                     {"007", "", 7 * time.Second, true},
		"space around":                      {" 7 ", "", 7 * time.Second, true},
		"a day":                             {"86400", "", 24 * time.Hour, true},
		"the most that can be counted":      {"9223372036", "", 9223372036 * time.Second, true},
		"one more than can be counted":      {"9223372037", "", math.MaxInt64, true},
		"more than 64 bits":                 {"99999999999999999999", "", math.MaxInt64, true},
		"a date":                            {date(time.Minute), "", time.Minute, true},
		"a date in the past":                {date(-time.Minute), "", 0, true},
		"a date against the server's clock": {date(time.Hour + time.Minute), date(time.Hour), time.Minute, true},
		"a date against a broken Date":      {date(time.Minute), "now", time.Minute, true},
		"nothing":                           {"", "", 0, false},
		"below zero":                        {"-1", "", 0, false},
		"with a plus":                       {"+1", "", 0, false},
		"a fraction":                        {"1.5", "", 0, false},
		"an exponent":                       {"1e3", "", 0, false},
		"not a number":                      {"NaN", "", 0, false},
		"infinite":                          {"Inf", "", 0, false},
		"words":                             {"soon", "", 0, false},
		"two values":                        {"1, 2", "", 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			h := http.Header{}
			h.Set("Retry-After", tc.value)
			h.Set("Date", tc.date)
			got, ok := retryAfter(h, now)
			require.Equal(t, tc.want, got)
			require.Equal(t, tc.ok, ok)
		})
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, v := range []string{"7", "-7", "1.5", "99999999999999999999", "Fri, 02 Jan 2026 03:04:05 GMT", "soon", "９"} {
		f.Add(v, "Fri, 02 Jan 2026 03:04:00 GMT")
	}
	f.Fuzz(func(t *testing.T, value, date string) {
		got, ok := retryAfter(http.Header{"Retry-After": {value}, "Date": {date}}, time.Unix(1_767_323_045, 0))
		require.GreaterOrEqual(t, got, time.Duration(0))
		if !ok {
			require.Zero(t, got)
		}
		if n, err := strconv.ParseUint(value, 10, 31); err == nil {
			require.True(t, ok)
			require.Equal(t, time.Duration(n)*time.Second, got)
		}
	})
}
