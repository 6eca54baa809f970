package main

import (
	"errors"
	"regexp"
)

// A pattern is the value of a flag that takes a regular expression.
type pattern struct{ re *regexp.Regexp }

func (p *pattern) String() string {
	if p.re == nil {
		return ""
	}
	return p.re.String()
}

func (p *pattern) Type() string { return "RE" }

func (p *pattern) Set(s string) error {
	if s == "" {
		return errors.New("it is empty: is a variable unset?")
	}
	re, err := regexp.Compile(s)
	if err != nil {
		return err
	}
	p.re = re
	return nil
}

// passes reports whether an ID is selected by only and not by skip.
func passes(id string, only, skip pattern) bool {
	return (only.re == nil || only.re.MatchString(id)) && (skip.re == nil || !skip.re.MatchString(id))
}
