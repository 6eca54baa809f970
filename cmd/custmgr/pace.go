package main

import (
	"fmt"
	"strconv"
	"strings"
)

// rate is the value of --rate: requests a minute.
type rate int

func (r *rate) String() string {
	if *r == 0 {
		return ""
	}
	return fmt.Sprintf("%d/m", *r)
}

func (r *rate) Type() string { return "N/m" }

// Set takes in N, N/m or N/s.
func (r *rate) Set(text string) error {
	number, unit, _ := strings.Cut(text, "/")
	n, err := strconv.Atoi(number)
	factor, known := map[string]int{"": 1, "m": 1, "s": 60}[unit]
	if err != nil || !known || n < 1 || n > 1_000_000 {
		return fmt.Errorf("%q is not of the form N/m or N/s, with N from 1 to 1000000", text)
	}
	*r = rate(n * factor)
	return nil
}
