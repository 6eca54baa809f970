package reference

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheBundleIsTheOneThatIsPinned(t *testing.T) {
	js, err := bundle()
	require.NoError(t, err)
	sum := sha256.Sum256(js)
	require.Equal(t, bundleSHA256, hex.EncodeToString(sum[:]))
}

func TestTheNoticeAndTheScriptNameTheSamePin(t *testing.T) {
	for _, name := range []string{"vendor/NOTICE", "vendor/vendor.sh"} {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		require.Contains(t, string(data), bundleSHA256, name)
		require.Contains(t, string(data), bundleVersion, name)
	}
	require.Contains(t, string(bundleNotice), "MIT License")
}
