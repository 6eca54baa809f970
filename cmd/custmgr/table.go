package main

import (
	"io"
	"strings"
	"unicode"

	"github.com/custmgr/custmgr/contracttest/report"
	"golang.org/x/text/width"
)

// mostCell is how many characters of one cell are shown.
const mostCell = 200

// A table is rows of cells that are printed aligned, without tabs or borders.
type table struct {
	head []string
	rows [][]string
}

func (t *table) row(cells ...string) {
	for i, c := range cells {
		cells[i] = report.OneLine(c, mostCell)
	}
	t.rows = append(t.rows, cells)
}

// print prints the table, the head dimmed if in colour.
func (t *table) print(w io.Writer, color bool) error {
	widths := make([]int, len(t.head))
	for _, row := range append([][]string{t.head}, t.rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], columns(cell))
		}
	}
	var b strings.Builder
	for n, row := range append([][]string{t.head}, t.rows...) {
		var line strings.Builder
		for i, cell := range row {
			line.WriteString(cell)
			if i < len(row)-1 {
				line.WriteString(strings.Repeat(" ", widths[i]-columns(cell)+2))
			}
		}
		text := strings.TrimRight(line.String(), " ")
		if n == 0 && color { // painted last: a terminal's codes have no width
			text = "\x1b[2m" + text + "\x1b[0m"
		}
		b.WriteString(text + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// columns is how many columns of a terminal a text takes.
func columns(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case width.LookupRune(r).Kind() == width.EastAsianWide, width.LookupRune(r).Kind() == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
