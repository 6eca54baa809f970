package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestValuesAreNumbersOrText(t *testing.T) {
	for in, want := range map[string]map[string][]any{
		`role_id=2`:             {"role_id": {int64(2)}},
		`role_id=2,247`:         {"role_id": {int64(2), int64(247)}},
		`role_id="2"`:           {"role_id": {"2"}},
		`role_id="2",3`:         {"role_id": {"2", int64(3)}},
		`a="b,c",d`:             {"a": {"b,c", "d"}},
		`a="\u00e4\"",""`:       {"a": {`ä"`, ""}},
		`a=b=c`:                 {"a": {"b=c"}},
		`a=-1`:                  {"a": {int64(-1)}},
		`a=007,1.0,1e3,+1,0x1`:  {"a": {"007", "1.0", "1e3", "+1", "0x1"}},
		`a=9223372036854775808`: {"a": {"9223372036854775808"}},
		`a=true,null`:           {"a": {"true", "null"}},
		`a= 1`:                  {"a": {" 1"}},
	} {
		t.Run(in, func(t *testing.T) {
			var v values
			require.NoError(t, v.Set(in))
			require.Equal(t, want, v.given)
			require.Equal(t, []string{in}, v.raw)
		})
	}
	t.Run("those of one name add up", func(t *testing.T) {
		var v values
		require.NoError(t, v.Set("a=1"))
		require.NoError(t, v.Set("a=2"))
		require.Equal(t, map[string][]any{"a": {int64(1), int64(2)}}, v.given)
	})
}

func TestValuesThatCannotBeReadAreRefused(t *testing.T) {
	for in, want := range map[string]string{
		"":       `"" is not of the form NAME=V[,V...]`,
		"a":      `"a" is not of the form NAME=V[,V...]`,
		"a=":     `"a=" is not of the form NAME=V[,V...]`,
		"=1":     `"=1" is not of the form NAME=V[,V...]`,
		"a=1,":   `"a=1,": an empty value: write "" for empty text`,
		"a=,1":   `"a=,1": an empty value: write "" for empty text`,
		`a="b`:   `"a=\"b": a value in double quotes does not end, or is not JSON`,
		`a="b"c`: `"a=\"b\"c": after the double quotes comes "c": put a comma`,
		`a="b",`: `"a=\"b\",": an empty value: write "" for empty text`,
	} {
		t.Run(in, func(t *testing.T) {
			var v values
			require.EqualError(t, v.Set(in), want)
			require.Empty(t, v.given)
		})
	}
}

func FuzzValues(f *testing.F) {
	for _, s := range []string{`a=1`, `a="b,\"",2`, `a=,`, `=`, "a=\"\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var v values
		if v.Set(s) != nil {
			require.Empty(t, v.given)
			return
		}
		name, _, _ := strings.Cut(s, "=")
		require.NotEmpty(t, v.given[name])
		for _, value := range v.given[name] {
			switch value.(type) {
			case int64, string:
			default:
				t.Fatalf("%T", value)
			}
		}
	})
}
