package main

import (
	"math/rand/v2"
	"slices"

	"github.com/custmgr/custmgr/internal/badserver"
)

// eligible drops the servers whose fault rests on an assumption or an open
// question of the document: nobody can be blamed for not seeing those.
func eligible(servers []badserver.Server) []badserver.Server {
	return slices.DeleteFunc(slices.Clone(servers), func(s badserver.Server) bool { return s.Warned })
}

// choose takes n of the servers, spread evenly over their families and, within
// each, over the operations: a round over the families takes one of each, every
// time of the operation that was taken least often so far. The same seed takes
// the same servers. They come in the order of servers.
func choose(servers []badserver.Server, n int, seed uint64) []badserver.Server {
	servers = eligible(servers)
	left, random := map[string][]int{}, rand.New(rand.NewPCG(seed, 0))
	var families []string
	for _, i := range random.Perm(len(servers)) {
		left[servers[i].Family] = append(left[servers[i].Family], i)
	}
	for _, s := range servers { // in their order, not in that of the map
		if !slices.Contains(families, s.Family) {
			families = append(families, s.Family)
		}
	}
	var taken []int
	inAll, inFamily := map[string]int{}, map[[2]string]int{}
	for len(taken) < min(n, len(servers)) {
		for _, family := range families {
			if len(left[family]) == 0 || len(taken) == n {
				continue
			}
			best := slices.MinFunc(left[family], func(a, b int) int {
				x, y := servers[a].Operation, servers[b].Operation
				if d := inFamily[[2]string{family, x}] - inFamily[[2]string{family, y}]; d != 0 {
					return d
				}
				return inAll[x] - inAll[y]
			})
			operation := servers[best].Operation
			inAll[operation]++
			inFamily[[2]string{family, operation}]++
			left[family] = slices.DeleteFunc(left[family], func(i int) bool { return i == best })
			taken = append(taken, best)
		}
	}
	slices.Sort(taken)
	chosen := make([]badserver.Server, len(taken))
	for i, index := range taken {
		chosen[i] = servers[index]
	}
	return chosen
}
