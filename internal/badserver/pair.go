package badserver

import (
	"net/http"
	"slices"
	"strings"
)

// Both is a server with the faults of two: the outer one is over the inner one,
// which it takes for good. Warned means that both are. Neither must be one that
// shows at the same time only, nor the inner one that shows on a real connection.
func Both(outer, inner Server) Server {
	return Server{
		Name: outer.Name + "; over " + inner.Name, Rules: slices.Concat(outer.whole(), inner.whole()),
		Warned: outer.Warned && inner.Warned, Network: outer.Network,
		Wrap: func(good Good) http.Handler { return outer.Wrap(takenForGood{inner.Wrap(good), good}) },
	}
}

// whole lists the rules of a server with their operations.
func (s Server) whole() []string {
	var all []string
	for _, rule := range s.Rules {
		if !strings.Contains(rule, "/") {
			rule = s.Operation + "/" + rule
		}
		all = append(all, rule)
	}
	return all
}

// takenForGood is a bad server with the state of the good one under it.
type takenForGood struct {
	http.Handler
	good Good
}

func (g takenForGood) Snapshot() (restore func()) { return g.good.Snapshot() }
