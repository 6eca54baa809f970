package contracttest

import (
	"net/http"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTheMemoryOfAVerdictDoesNotGrowWithTheList measures what the judge takes
// beside the body that it is given.
func TestTheMemoryOfAVerdictDoesNotGrowWithTheList(t *testing.T) {
	suite, err := customerManagers()
	require.NoError(t, err)
	taken := func(managers int) (bytes, allocations uint64) {
		body := listOf(managers)
		verdict := func() {
			a := &answer{context: t.Context(), status: 200, header: http.Header{"Content-Type": {"application/json"}}, body: body}
			require.Empty(t, suite.doc.conform(suite.doc.operations[0], a))
		}
		verdict() // what is made once is made now
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		verdict()
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc, after.Mallocs - before.Mallocs
	}
	short, few := taken(1_000)
	long, many := taken(20_000)
	const slack = 64 << 10 // what others in this process allocate meanwhile
	require.Less(t, long, short+slack)
	require.Less(t, many, few+500)
}
