package sandbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
)

// bearer returns the token of a request, and whether it opens a world. The
// scheme is read in any case, as RFC 9110 wants it; the token is taken as it is.
func bearer(r *http.Request) (token string, ok bool) {
	values := r.Header["Authorization"]
	if len(values) != 1 {
		return "", false
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	token = strings.TrimLeft(token, " ")
	unprintable := func(c rune) bool { return c <= ' ' || c == 0x7f }
	if !strings.EqualFold(scheme, "Bearer") || !strings.HasPrefix(token, Token) || strings.ContainsFunc(token, unprintable) {
		return "", false
	}
	return token, true
}

// worldOf names the world of a token. A store sees only this name: tokens stay
// out of files and databases.
func worldOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:16])
}

// identified lets through who has a world, and tells h which one.
func (s *Server) identified(h func(a *answer, r *http.Request, w World, token string)) handler {
	return func(a *answer, r *http.Request) {
		token, ok := bearer(r)
		if !ok {
			a.header.Set("WWW-Authenticate", "Bearer")
			a.refuse(http.StatusUnauthorized)
			return
		}
		w := s.World(token)
		h(a, r.WithContext(context.WithValue(r.Context(), worldKey{}, w)), w, token)
	}
}

type worldKey struct{}
