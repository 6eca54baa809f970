package client

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

// FuzzDecode holds the scanner to encoding/json and gen's types: what it accepts,
// they read the same, and it accepts nothing that is not JSON.
func FuzzDecode(f *testing.F) {
	for _, body := range []string{
		listJSON, `{"result":{"items":[]}}`, `{"result":{"items":[` + oneJSON + `,` + oneJSON + `],"count":2},"x":[1e5,{"a":null}]}`,
		strings.ReplaceAll(listJSON, "Alex", `\ud83d\ude00\n`), strings.ReplaceAll(listJSON, "1234", `"1234"`), `{"result":{"items":[null]}}`,
		`{"result":{"items":[{"id":1,"id":1}]}}`, "{\"result\":\"\xff\"}", `{"success":false,"errors":{"x":["y"]}}`, `[[[[`, `{"a":01}`,
	} {
		f.Add([]byte(body), true)
		f.Add([]byte(body), false)
	}
	f.Fuzz(func(t *testing.T, body []byte, slow bool) {
		var r io.Reader = bytes.NewReader(body)
		if slow {
			r = iotest.OneByteReader(r)
		}
		got, err := scan(r, (*scanner).list)
		if err != nil {
			return
		}
		require.True(t, json.Valid(body))
		var want struct {
			Result struct{ Items []map[string]any }
		}
		d := json.NewDecoder(bytes.NewReader(body))
		d.UseNumber()
		require.NoError(t, d.Decode(&want))
		require.Len(t, got, len(want.Result.Items))
		for i, m := range got {
			item := want.Result.Items[i]
			user, role := item["user"].(map[string]any), item["privilege_group"].(map[string]any)
			rooms := item["moderated_workspaces"].([]any)
			require.Equal(t, fmt.Sprint(item["id"]), fmt.Sprint(int64(m.ID)))
			require.Equal(t, fmt.Sprint(user["id"]), fmt.Sprint(int64(m.User.ID)))
			require.Equal(t, user["name"], m.User.Name)
			require.Equal(t, user["email"], m.User.Email)
			require.Equal(t, user["avatar_url"], m.User.AvatarURL)
			require.Equal(t, role["system"], m.Role.System)
			require.Equal(t, len(rooms) == 0, m.AllWorkspaces)
			require.Len(t, m.Workspaces, len(rooms))
			require.Positive(t, int64(m.ID))
		}
	})
}

func FuzzIDs(f *testing.F) {
	for _, id := range []string{"1", "0", "-1", `"1"`, `"01"`, "1.0", "1e1", "9223372036854775807", "9223372036854775808", `"\u0031"`, "null", " 1 ", "٣"} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := scan(strings.NewReader(text), func(s *scanner) int64 {
			n := s.id()
			s.finish()
			return n
		})
		if err != nil {
			require.Zero(t, got*0)
			return
		}
		require.Positive(t, got)
		var digits any
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		require.NoError(t, d.Decode(&digits))
		require.Equal(t, fmt.Sprint(got), fmt.Sprint(digits), "the id is what stands there")
	})
}
