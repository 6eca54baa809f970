package contracttest

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// valid says what is wrong with a target before anything is sent to it: what
// the caller got wrong must not be held against the server.
func (t Target) valid(ctx context.Context) error {
	if ctx == nil {
		return errors.New("contracttest: the context is nil: give context.Background(), or that of the test")
	}
	if err := t.twoAccounts(); err != nil {
		return err
	}
	for _, token := range []struct{ name, text string }{{"Token", t.Token}, {"OtherToken", t.OtherToken}} {
		if at := strings.IndexFunc(token.text, func(r rune) bool { return r <= ' ' || r > '~' }); at >= 0 {
			return fmt.Errorf("contracttest: %s of the target has a character that no header can carry, byte %d of %d: is it a line break at its end?", token.name, at+1, len(token.text))
		}
	}
	for _, n := range []struct {
		name  string
		value int64
	}{{"MaxRequests", int64(t.MaxRequests)}, {"Rate", int64(t.Rate)}, {"Settle", int64(t.Settle)}} {
		if n.value < 0 {
			return fmt.Errorf("contracttest: %s of the target is %d: it must not be negative", n.name, n.value)
		}
	}
	return nil
}
