package contracttest

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAKeyBeyond32BitsIsNoneThatSomebodyMayHave(t *testing.T) {
	for own, want := range map[string]string{
		"1":                   "4294967297",
		"n-17":                "n-4294967313",
		"2147483647":          "6442450943",
		"2147483648":          "9223372039002259456",
		"9007199254740991":    "9232379236109516799",
		"9223372036854775806": "18446744073709551614",
	} {
		require.Equal(t, want, beyondInt(own), own)
	}
}

func TestWhatNobodyHasIsWhatIsCutTo32BitsToAGoodOne(t *testing.T) {
	taken := func(of ...string) func(string) bool {
		return func(text string) bool { return slices.Contains(of, text) }
	}
	for name, c := range map[string]struct {
		like  string
		taken func(string) bool
		want  string
		first bool
	}{
		"a good one and 32 bits more":              {"247", taken(), "4294967543", true},
		"another, where somebody has that":         {"247", taken("4294967543"), "", false},
		"another, where the good one takes 32":     {"4294967543", taken(), "", false},
		"another, where the good one has no digit": {"role", taken(), "", false},
		"of the last digits of a text":             {"r2-7", taken(), "r2-4294967303", true},
	} {
		t.Run(name, func(t *testing.T) {
			all := nobodys(c.like, c.taken)
			require.Equal(t, absent(c.like, c.taken), all[len(all)-1])
			require.Equal(t, c.first, len(all) == 2)
			if c.first {
				require.Equal(t, c.want, all[0])
			}
		})
	}
}
