package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAPrismThatDoesNotStartIsOneVerdict plays Prism with a script.
func TestAPrismThatDoesNotStartIsOneVerdict(t *testing.T) {
	const (
		taken   = "echo 'fatal'; echo 'listen EADDRINUSE: address already in use' >&2; exit 1"
		listens = "echo 'Prism is listening'; cat >/dev/null"
	)
	for _, tt := range []struct {
		name, first, then, crash string
	}{
		{"it listens", listens, "exit 9", ""},
		{"its port is taken once", taken, listens, ""},
		{"its port is taken again", taken, taken, "exit code 1: prism does not start: listen EADDRINUSE: address already in use"},
		{"it refuses the document", "echo 'no such document' >&2; exit 2", listens, "exit code 2: prism does not start: no such document"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v, err := prisms(t.Context(), played(t, tt.first, tt.then), nil, false)
			require.NoError(t, err)
			require.False(t, v.process.late)
			if tt.crash == "" {
				require.NoError(t, v.crash)
				require.Empty(t, v.failed)
				return
			}
			require.ErrorContains(t, v.crash, tt.crash)
			require.Len(t, v.failed, 1)
		})
	}
	t.Run("its time is over before it listens", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		v, err := prisms(ctx, played(t, "sleep 600", taken), nil, false)
		require.NoError(t, err)
		require.True(t, v.process.late)
	})
	t.Run("it is not there", func(t *testing.T) {
		_, err := prisms(t.Context(), bench{dir: t.TempDir(), url: "http://127.0.0.1:1", shelf: shelf{modules: t.TempDir()}}, nil, false)
		require.Error(t, err)
	})
}

// played is a bench whose Prism does one thing at its first start, and another
// at every later one.
func played(t *testing.T, first, then string) bench {
	t.Helper()
	at := bench{dir: t.TempDir(), url: "http://127.0.0.1:1", shelf: shelf{modules: t.TempDir()}}
	require.NoError(t, os.Mkdir(filepath.Join(at.shelf.modules, ".bin"), 0o700))
	script := "#!/bin/sh\nif [ -e started ]; then " + then + "; fi\ntouch started\n" + first + "\n"
	require.NoError(t, os.WriteFile(at.shelf.bin("prism"), []byte(script), 0o700))
	return at
}
