package sandbox

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		New()
	}
}

func BenchmarkListInProcess(b *testing.B) {
	c := New().Client(Token)
	b.ReportAllocs()
	for b.Loop() {
		res, err := c.Get("http://sandbox" + managersPath)
		require.NoError(b, err)
		require.Equal(b, http.StatusOK, res.StatusCode)
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
	}
}
