package contracttest

import (
	"io"
	"sort"
)

// lines counts the lines of what is read through it.
type lines struct {
	r      io.Reader
	read   int64   // bytes so far
	ends   []int64 // where the lines end that are not passed yet
	passed int     // how many lines are passed
	last   int64   // where the last of them ended, plus one
}

func (l *lines) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			l.ends = append(l.ends, l.read+int64(i))
		}
	}
	l.read += int64(n)
	return n, err
}

// pass forgets the lines that end before an offset, except how many they are.
func (l *lines) pass(offset int64) {
	n := sort.Search(len(l.ends), func(i int) bool { return l.ends[i] >= offset })
	if n > 0 {
		l.passed, l.last = l.passed+n, l.ends[n-1]+1
		l.ends = append(l.ends[:0], l.ends[n:]...)
	}
}

// at returns line and column of an offset, both from 1, the column in bytes.
func (l *lines) at(offset int64) (line, column int) {
	l.pass(offset)
	return l.passed + 1, int(offset-l.last) + 1
}
