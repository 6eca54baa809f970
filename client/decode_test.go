package client

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

// readers deliver the same bytes in ways that a network does too.
var readers = map[string]func(string) io.Reader{
	"whole":        func(s string) io.Reader { return strings.NewReader(s) },
	"byte by byte": func(s string) io.Reader { return iotest.OneByteReader(strings.NewReader(s)) },
	"end with it":  func(s string) io.Reader { return iotest.DataErrReader(strings.NewReader(s)) },
}

func scan[T any](r io.Reader, read func(*scanner) T) (T, error) {
	var s scanner
	s.reset(r, defaultMost)
	v := read(&s)
	return v, s.err
}

func TestAManagerIsReadWhole(t *testing.T) {
	want := CustomerManager{
		ID: 1234, User: User{ID: 4321, Name: "Alex", Email: "alex@example.com"},
		Role: Role{ID: 2, Name: "Admin", System: true}, Workspaces: []Workspace{{29456, "ACME USA"}},
	}
	for name, body := range map[string]string{
		"as the page shows it":   envelopeJSON,
		"ids as strings":         strings.NewReplacer(`1234`, `"1234"`, `4321`, `"4321"`, `"id":2,`, `"id":"2",`, `29456`, `"29456"`).Replace(envelopeJSON),
		"escapes in texts":       strings.NewReplacer(`Alex`, `\u0041le\u0078`, `ACME USA`, `ACME\u0020USA`).Replace(envelopeJSON),
		"escapes in keys":        strings.ReplaceAll(envelopeJSON, `"id"`, `"\u0069d"`),
		"white space everywhere": strings.NewReplacer(`:`, " \r\n:\t", `,`, " ,\n", `{`, "{ ", `}`, " }").Replace(envelopeJSON) + " \n",
		"unknown fields at every depth": strings.NewReplacer(
			`{"result"`, `{"count":1,"page":{"next":null,"of":[1,-2.5e+10,0.1,true,false,"x",{},[]]},"result"`,
			`{"id"`, `{"new":{"id":1,"a":[{"b":{}}]},"id"`).Replace(envelopeJSON),
		"keys in another order": `{"result":{"moderated_workspaces":[{"name":"ACME USA","id":29456}],"privilege_group":{"system":true,"name":"Admin","id":2},` +
			`"user":{"avatar_url":"","email":"alex@example.com","name":"Alex","id":4321},"id":1234}}`,
	} {
		for how, reader := range readers {
			t.Run(name+"/"+how, func(t *testing.T) {
				got, err := scan(reader(body), (*scanner).envelope)
				require.NoError(t, err)
				require.Equal(t, want, got)
			})
		}
	}
}

func TestTextsAreReadAsTheyAreMeant(t *testing.T) {
	for name, tc := range map[string]struct{ json, want string }{
		"every short escape":             {`\"\\\/\b\f\n\r\t`, "\"\\/\b\f\n\r\t"},
		"a pair of surrogates":           {`\ud83d\ude00`, "😀"},
		"UTF-8 as it is":                 {`Žofie 😀`, "Žofie 😀"},
		"an escaped NUL":                 {`\u0000`, "\x00"},
		"an escape before the quote":     {`x\\`, `x\`},
		"longer than the buffer":         {strings.Repeat("é", scannerBuffer), strings.Repeat("é", scannerBuffer)},
		"longer than the buffer, escape": {strings.Repeat(`\n`, scannerBuffer), strings.Repeat("\n", scannerBuffer)},
		"nothing":                        {``, ""},
	} {
		for how, reader := range readers {
			t.Run(name+"/"+how, func(t *testing.T) {
				got, err := scan(reader(`"`+tc.json+`"`), (*scanner).str)
				require.NoError(t, err)
				require.Equal(t, tc.want, got)
			})
		}
	}
}

func TestWhatBreaksTheContractIsNamed(t *testing.T) {
	with := func(old, new string) string {
		if !strings.Contains(envelopeJSON, old) {
			panic(old)
		}
		return strings.Replace(envelopeJSON, old, new, 1)
	}
	for name, tc := range map[string]struct{ body, want string }{
		"nothing":                         {``, `the answer is cut off: the JSON ends early`},
		"null":                            {`null`, `the answer is null where an object is due`},
		"a list":                          {`[]`, `the answer is an array where an object is due`},
		"no result":                       {`{}`, `/result is missing`},
		"a refusal":                       {`{"success":false}`, `/result is missing`},
		"result null":                     {`{"result":null}`, `/result is null where an object is due`},
		"result ok":                       {`{"result":"ok"}`, `/result is a string where an object is due`},
		"the result of a list":            {listJSON, `/result/id is missing`},
		"no id":                           {with(`"id":1234,`, ``), `/result/id is missing`},
		"id null":                         {with(`1234`, `null`), `/result/id is null where an id is due`},
		"id true":                         {with(`1234`, `true`), `/result/id is a boolean where an id is due`},
		"id zero":                         {with(`1234`, `0`), `/result/id is not an id: ids are above zero and begin with no zero`},
		"id below zero":                   {with(`1234`, `-1`), `/result/id is not an id: only digits make one`},
		"id with a fraction":              {with(`1234`, `1234.0`), `/result/id is not an id: only digits make one`},
		"id with an exponent":             {with(`1234`, `1e3`), `/result/id is not an id: only digits make one`},
		"id beyond 64 bits":               {with(`1234`, `9223372036854775808`), `/result/id is not an id: it is beyond 64 bits`},
		"id far beyond 64 bits":           {with(`1234`, `99999999999999999999999999`), `/result/id is not an id: it is beyond 64 bits`},
		"id with a leading zero":          {with(`1234`, `01234`), `/result/id is not a JSON number`},
		"id of words":                     {with(`1234`, `"x"`), `/result/id is not an id: only digits make one`},
		"id of an empty string":           {with(`1234`, `""`), `/result/id is not an id: ids are above zero and begin with no zero`},
		"id of a string, leading zero":    {with(`1234`, `"01"`), `/result/id is not an id: ids are above zero and begin with no zero`},
		"id of a string, a space":         {with(`1234`, `" 1"`), `/result/id is not an id: only digits make one`},
		"id with a plus":                  {with(`1234`, `+1`), `/result/id is not JSON where an id is due`},
		"no user":                         {with(`"user":`, `"usr":`), `/result/user is missing`},
		"user null":                       {with(`{"id":4321,"name":"Alex","email":"alex@example.com","avatar_url":""}`, `null`), `/result/user is null where an object is due`},
		"no avatar":                       {with(`,"avatar_url":""`, ``), `/result/user/avatar_url is missing`},
		"avatar null":                     {with(`"avatar_url":""`, `"avatar_url":null`), `/result/user/avatar_url is null where a string is due`},
		"e-mail a number":                 {with(`"alex@example.com"`, `1`), `/result/user/email is a number where a string is due`},
		"system a string":                 {with(`true`, `"true"`), `/result/privilege_group/system is a string where a boolean is due`},
		"system null":                     {with(`true`, `null`), `/result/privilege_group/system is null where a boolean is due`},
		"no workspaces":                   {with(`"moderated_workspaces"`, `"workspaces"`), `/result/moderated_workspaces is missing`},
		"workspaces null":                 {with(`[{"id":29456,"name":"ACME USA"}]`, `null`), `/result/moderated_workspaces is null where an array is due`},
		"workspaces an object":            {with(`[{"id":29456,"name":"ACME USA"}]`, `{}`), `/result/moderated_workspaces is an object where an array is due`},
		"a workspace null":                {with(`[{"id":29456,"name":"ACME USA"}]`, `[null]`), `/result/moderated_workspaces/0 is null where an object is due`},
		"a workspace without name":        {with(`,"name":"ACME USA"`, ``), `/result/moderated_workspaces/0/name is missing`},
		"the second workspace, id zero":   {with(`"ACME USA"}`, `"ACME USA"},{"id":0,"name":""}`), `/result/moderated_workspaces/1/id is not an id: ids are above zero and begin with no zero`},
		"a key twice":                     {with(`"id":1234`, `"id":1234,"id":1234`), `/result/id stands there twice`},
		"a key twice, once escaped":       {with(`"id":1234`, `"id":1234,"\u0069d":1234`), `/result/id stands there twice`},
		"an unknown key twice":            {with(`"id":1234`, `"x~/y":1,"id":1234,"x~/y":2`), `/result/x~0~1y stands there twice`},
		"a key twice in an unknown value": {with(`"id":1234`, `"id":1234,"x":[{"a":1,"a":2}]`), `/result/x/0/a stands there twice`},
		"result twice":                    {strings.TrimSuffix(envelopeJSON, "}") + `,"result":{}}`, `/result stands there twice`},
		"bytes behind":                    {envelopeJSON + `x`, `the answer goes on behind its JSON`},
		"two values":                      {envelopeJSON + envelopeJSON, `the answer goes on behind its JSON`},
		"a NUL behind":                    {envelopeJSON + "\x00", `the answer goes on behind its JSON`},
		"a BOM before":                    {"\ufeff" + envelopeJSON, `the answer is not JSON where an object is due`},
		"invalid UTF-8":                   {with(`Alex`, "Al\xffex"), `/result/user/name is not valid UTF-8`},
		"invalid UTF-8 in a key":          {with(`"id":1234`, "\"\xff\":1,\"id\":1234"), `/result is not valid UTF-8`},
		"half a pair of surrogates":       {with(`Alex`, `\ud83d`), `/result/user/name holds an escape that JSON does not have`},
		"the wrong half":                  {with(`Alex`, `\ude00\ud83d`), `/result/user/name holds an escape that JSON does not have`},
		"an escape that is none":          {with(`Alex`, `\x41`), `/result/user/name holds an escape that JSON does not have`},
		"an escape that is short":         {with(`Alex`, `\u004`), `/result/user/name holds an escape that JSON does not have`},
		"an escape with a sign":           {with(`Alex`, `\u+041`), `/result/user/name holds an escape that JSON does not have`},
		"a line break in a string":        {with(`Alex`, "Al\nex"), `/result/user/name holds a control character that is not escaped`},
		"a comma too many":                {with(`"ACME USA"}`, `"ACME USA",}`), `/result/moderated_workspaces/0 is not JSON where a key of the object is due`},
		"a comma too many in an array":    {with(`"ACME USA"}`, `"ACME USA"},`), `/result/moderated_workspaces has a comma too many`},
		"a comma too few":                 {with(`1234,`, `1234`), `/result is a string where a comma or the end of the object is due`},
		"no colon":                        {with(`"id":1234`, `"id" 1234`), `/result/id is a number where a colon is due`},
		"a comment":                       {with(`"id":1234`, `/* */"id":1234`), `/result is not JSON where a key of the object is due`},
		"truth cut short":                 {with(`true`, `tru`), `/result/privilege_group/system is not JSON`},
		"an unknown number that is none":  {with(`"id":1234`, `"x":1.,"id":1234`), `/result/x is not a JSON number`},
		"an unknown value that is none":   {with(`"id":1234`, `"x":nul,"id":1234`), `/result/x is not JSON`},
		"nested without end":              {`{"x":` + strings.Repeat("[", 2*deepest), `is nested too deep`},
	} {
		for how, reader := range readers {
			t.Run(name+"/"+how, func(t *testing.T) {
				_, err := scan(reader(tc.body), (*scanner).envelope)
				require.ErrorContains(t, err, tc.want)
				var bad *contractError
				require.ErrorAs(t, err, &bad)
			})
		}
	}
}

func TestEveryCutIsSeen(t *testing.T) {
	for name, tc := range map[string]struct {
		body string
		read func(*scanner)
	}{
		"a list":   {listJSON, func(s *scanner) { s.list() }},
		"one":      {envelopeJSON, func(s *scanner) { s.envelope() }},
		"a delete": {deletedJSON, func(s *scanner) { s.deleted() }},
	} {
		for i := range len(tc.body) {
			var s scanner
			s.reset(strings.NewReader(tc.body[:i]), defaultMost)
			tc.read(&s)
			require.Error(t, s.err, "%s cut to %q", name, tc.body[:i])
		}
	}
}

func TestADeleteAnswersOK(t *testing.T) {
	for body, want := range map[string]string{
		`{"result":"ok"}`:               "",
		`{"took":1,"result":"\u006fk"}`: "",
		`{"result":"OK"}`:               `/result is not "ok"`,
		`{"result":"failed"}`:           `/result is not "ok"`,
		`{"result":true}`:               `/result is a boolean where a string is due`,
		`{"result":{}}`:                 `/result is an object where a string is due`,
		`{"result":null}`:               `/result is null where a string is due`,
	} {
		_, err := scan(strings.NewReader(body), (*scanner).deleted)
		if want == "" {
			require.NoError(t, err, body)
		} else {
			require.EqualError(t, err, want, body)
		}
	}
}

func TestTheLimitIsExact(t *testing.T) {
	for extra, want := range map[int]error{-1: errTooLarge, 0: nil, 1: nil} {
		for how, reader := range readers {
			var s scanner
			s.reset(reader(envelopeJSON), int64(len(envelopeJSON)+extra))
			s.envelope()
			require.Equal(t, want, s.err, "%d %s", extra, how)
		}
	}
}
