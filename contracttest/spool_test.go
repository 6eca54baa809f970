package contracttest

import (
	"bytes"
	"io"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestASpoolGivesBackWhatItWasGiven(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 3<<20)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	for _, size := range []int{0, 1, mostHeld - 1, mostHeld, mostHeld + 1, mostHeld + 64<<10, mostHeld + 64<<10 + 1, len(noise)} {
		for _, step := range []int{1001, 32 << 10, len(noise)} {
			s := &spool{}
			for rest := noise[:size]; len(rest) > 0; rest = rest[min(step, len(rest)):] {
				n, err := s.Write(rest[:min(step, len(rest))])
				require.NoError(t, err)
				require.Equal(t, min(step, len(rest)), n)
			}
			require.EqualValues(t, size, s.size)
			require.Equal(t, size > mostHeld, s.file != nil)
			for range 2 { // it may be read again
				got, err := io.ReadAll(s.reader())
				require.NoError(t, err)
				require.True(t, bytes.Equal(noise[:size], got), "%d bytes in steps of %d", size, step)
			}
			s.close()
			s.close()
		}
	}
}

func TestNobodyReadsASpoolsFile(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s := &spool{holds: 10}
	name := []byte("alex@example.com ")
	for range 20_000 {
		_, _ = s.Write(name)
	}
	written, err := io.ReadAll(io.NewSectionReader(s.file, 0, s.size))
	require.NoError(t, err)
	require.Greater(t, len(written), 300_000)
	require.NotContains(t, string(written), "alex")
	info, err := s.file.Stat()
	require.NoError(t, err)
	require.Zero(t, info.Mode().Perm()&0o077)
	s.close()
	left, err := os.ReadDir(os.Getenv("TMPDIR"))
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestWithoutRoomForAFileABodyStaysInMemory(t *testing.T) {
	t.Setenv("TMPDIR", "/nonexistent")
	s := &spool{holds: 10}
	for range 1000 {
		_, _ = io.WriteString(s, "0123456")
	}
	got, err := io.ReadAll(s.reader())
	require.NoError(t, err)
	require.Len(t, got, 7000)
	a := &answer{}
	a.take(s)
	require.Nil(t, a.large)
	require.Len(t, a.body, 7000)
}

func TestAFileThatFailsIsNotTheServersFault(t *testing.T) {
	for name, broken := range map[string]func(s *spool){
		"while it is written": func(s *spool) { _ = s.file.Close(); _, _ = s.Write(make([]byte, 1<<20)) },
		"while it is read":    func(s *spool) { _, _ = s.Write(make([]byte, 1<<20)); _ = s.file.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			s := &spool{}
			_, _ = s.Write(append([]byte(`{"result":`), bytes.Repeat([]byte(" "), 2*mostHeld)...))
			broken(s)
			a := &answer{context: t.Context(), status: 200, header: map[string][]string{"Content-Type": {"application/json"}}}
			a.take(s)
			suite, err := customerManagers()
			require.NoError(t, err)
			problems, unknown := suite.passing(nil).problems(suite.doc.operations[0], a)
			require.Empty(t, problems)
			require.Equal(t, Invalid, unknown.outcome)
			require.Equal(t, "the body could not be kept in a temporary file: file already closed", unknown.reason)
		})
	}
}
