package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// An ids is the value of a flag that takes ids: positive integers in decimal
// digits. Nothing else is read as one, for 010 or 0x10 would name somebody else
// than whoever typed it meant.
type ids struct {
	list bool // it takes several, separated by commas or by repeating the flag
	all  []int64
}

func (v *ids) String() string { return "" } // the help shows no default

func (v *ids) Type() string { return "ID" }

func (v *ids) Set(s string) error {
	texts := []string{s}
	if v.list {
		texts = strings.Split(s, ",")
	} else {
		v.all = nil
	}
	for _, text := range texts {
		if text == "" {
			return errors.New("an id is empty: is a variable unset?")
		}
		id, ok := parseID(strings.TrimSpace(text))
		if !ok {
			return fmt.Errorf("%q is no id: an id is a positive integer in decimal digits", text)
		}
		v.all = append(v.all, id)
	}
	return nil
}

// one is the id of a flag that takes one; 0 if it was not given.
func (v *ids) one() int64 {
	if len(v.all) == 0 {
		return 0
	}
	return v.all[0]
}

func parseID(s string) (int64, bool) {
	id, err := strconv.ParseInt(s, 10, 64)
	return id, err == nil && id > 0 && strconv.FormatInt(id, 10) == s
}
