package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// A TokenSource gives the API token. It is asked once per attempt, under the
// attempt's timeout, so that a token which was rotated while a call waited is
// the new one. If it fails the call fails: it repeats by itself what it wants
// repeated. It must be safe for concurrent use.
type TokenSource interface {
	Token(ctx context.Context) (Token, error)
}

// A Token is an API token, opaque and often longer than 750 characters. It
// prints as [redacted], whatever the verb and wherever it stands.
type Token struct {
	// A closure, because fmt and its imitators look through strings and
	// pointers in unexported fields, and call no methods there.
	reveal func() string
}

// NewToken makes a Token of its text. The Token is its own TokenSource.
func NewToken(text string) Token { return Token{reveal: func() string { return text }} }

// Reveal returns the text of the token.
func (t Token) Reveal() string {
	if t.reveal == nil {
		return ""
	}
	return t.reveal()
}

// Token returns t itself.
func (t Token) Token(context.Context) (Token, error) { return t, nil }

const redacted = "[redacted]"

// Format prints [redacted].
func (t Token) Format(f fmt.State, verb rune) { io.WriteString(f, redacted) }

// LogValue logs [redacted].
func (t Token) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText writes [redacted].
func (t Token) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// checkSource refuses a source that can never give a token.
func checkSource(tokens TokenSource) error {
	switch t := tokens.(type) {
	case nil:
		return errors.New("token source is nil: use NewToken or a TokenSource of your own")
	case Token:
		return t.check()
	case *Token:
		if t == nil {
			return errors.New("token is a nil *Token: use NewToken")
		}
		return t.check()
	}
	return nil
}

// check refuses a token that could not stand in a header, without showing it.
func (t Token) check() error {
	text := t.Reveal()
	if text == "" {
		return errors.New("token is empty")
	}
	for i := range len(text) {
		if c := text[i]; c <= ' ' || c > '~' {
			return errors.New("token holds a space, a line break or another character that no token has: trim it")
		}
	}
	return nil
}
