package contracttest_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/custmgr/custmgr/contracttest"
	"github.com/stretchr/testify/require"
)

// inHAR is a file of one entry, the list, with this response.
func inHAR(response string) string {
	return `{"log":{"version":"1.2","entries":[{"request":{"method":"GET","url":"https://app.eu.workato.com` + listPath + `","headers":[]},"response":` + response + `}]}}`
}

const jsonHeader = `"headers":[{"name":"Content-Type","value":"application/json"}]`

func read(r io.Reader) ([]contracttest.Result, error) {
	var results []contracttest.Result
	for result, err := range contracttest.HAR(r) {
		if err != nil {
			return results, err
		}
		results = append(results, result)
	}
	return results, nil
}

func TestARecordedAnswerIsJudgedByWhatTheFileHolds(t *testing.T) {
	for _, tt := range []struct {
		name, response string
		outcome        contracttest.Outcome
		says           string
	}{
		{"text", `{"status":200,` + jsonHeader + `,"content":{"size":23,"mimeType":"application/json","text":"{\"result\":{\"items\":[]}}"}}`, contracttest.Pass, ""},
		{"base64", `{"status":200,` + jsonHeader + `,"content":{"text":"` + base64.StdEncoding.EncodeToString([]byte(okList)) + `","encoding":"base64"}}`, contracttest.Pass, ""},
		{"base64 in lines, without its padding", `{"status":200,` + jsonHeader + `,"content":{"text":"` + strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(okList))[:20]+`\r\n`+base64.StdEncoding.EncodeToString([]byte(okList))[20:], "=") + `","encoding":"base64"}}`, contracttest.Pass, ""},
		{"gzip that the recorder has undone", `{"status":200,"headers":[{"name":"Content-Type","value":"application/json"},{"name":"Content-Encoding","value":"gzip"},{"name":"Content-Length","value":"999"}],"content":{"size":23,"text":"{\"result\":{\"items\":[]}}"},"bodySize":999}`, contracttest.Pass, ""},
		{"br that the recorder has undone", `{"status":200,"headers":[{"name":"Content-Type","value":"application/json"},{"name":"Content-Encoding","value":"br"}],"content":{"size":23,"text":"{\"result\":{\"items\":[]}}"}}`, contracttest.Pass, ""},
		{"gzip as it came", `{"status":200,"headers":[{"name":"Content-Type","value":"application/json"},{"name":"Content-Encoding","value":"gzip"}],"content":{"text":"` + base64.StdEncoding.EncodeToString([]byte(gzipped(okList))) + `","encoding":"base64"}}`, contracttest.Pass, ""},
		{"no body, but a size", `{"status":200,` + jsonHeader + `,"content":{"size":23}}`, contracttest.Skip, "not kept"},
		{"an empty text, but a size", `{"status":200,` + jsonHeader + `,"content":{"size":23,"text":""}}`, contracttest.Skip, "not kept"},
		{"neither body nor size", `{"status":200,` + jsonHeader + `,"content":{}}`, contracttest.Skip, "not kept"},
		{"no content at all", `{"status":200,` + jsonHeader + `}`, contracttest.Skip, "not kept"},
		{"no body, and a size that only a default could be", `{"status":200,` + jsonHeader + `,"content":{"size":0},"bodySize":-1}`, contracttest.Skip, "not kept"},
		{"no body, and all agree that there was none", `{"status":200,` + jsonHeader + `,"content":{"size":0},"bodySize":0}`, contracttest.Fail, "is empty"},
		{"no body, and a header that says how long it was", `{"status":200,"headers":[{"name":"Content-Type","value":"application/json"},{"name":"Content-Length","value":"500"}],"content":{"size":0},"bodySize":0}`, contracttest.Skip, "not kept"},
		{"no body, and all agree, a header too", `{"status":200,"headers":[{"name":"Content-Type","value":"application/json"},{"name":"Content-Length","value":"0"}],"content":{"size":0},"bodySize":-1}`, contracttest.Fail, "is empty"},
		{"no body, of another media type", `{"status":200,"headers":[{"name":"Content-Type","value":"text/html"}],"content":{"size":23}}`, contracttest.Fail, "text/html"},
		{"no body, of another status", `{"status":418,` + jsonHeader + `,"content":{"size":23}}`, contracttest.Fail, "418"},
		{"no answer", `{"status":0,"headers":[],"content":{"size":0}}`, contracttest.Skip, "no answer"},
		{"no answer, as Playwright writes it", `{"status":-1,"headers":[],"content":{"size":-1},"bodySize":-1}`, contracttest.Skip, "no answer"},
		{"null for an answer", `null`, contracttest.Skip, "no answer"},
		{"no headers, but a media type", `{"status":200,"headers":[],"content":{"mimeType":"application/json","text":"{\"result\":{\"items\":[]}}"}}`, contracttest.Pass, ""},
		{"a header that came twice, as Chrome writes it", `{"status":200,"headers":[{"name":"content-type","value":"application/json\napplication/json"}],"content":{"text":"{\"result\":{\"items\":[]}}"}}`, contracttest.Fail, "2 Content-Type headers"},
		{"numbers with a fraction, and fields of others", `{"status":200.0,"_error":null,"_x":{"text":"}"},` + jsonHeader + `,"content":{"size":23.0,"_y":[],"text":"{\"result\":{\"items\":[]}}"},"redirectURL":""}`, contracttest.Pass, ""},
		{"half a surrogate pair", `{"status":200,` + jsonHeader + `,"content":{"text":"{\"result\":{\"items\":[]}}","comment":"\ud800"}}`, contracttest.Pass, ""},
		{"deflate that the recorder has undone", `{"status":200,"headers":[{"name":"Content-Type","value":"application/json"},{"name":"Content-Encoding","value":"deflate"}],"content":{"text":"{\"result\":{\"items\":[]}}"}}`, contracttest.Pass, ""},
		{"a length that only one number misses", `{"status":200,"headers":[{"name":"Content-Type","value":"application/json"},{"name":"Content-Length","value":"26"}],"content":{"size":26,"text":"{\"result\":{\"items\":[]}}"},"bodySize":26}`, contracttest.Pass, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			results, err := read(strings.NewReader(inHAR(tt.response)))
			require.NoError(t, err)
			require.Len(t, results, 1)
			require.Equal(t, tt.outcome, results[0].Outcome, results[0])
			require.Contains(t, results[0].String(), tt.says)
		})
	}
}

func TestWhatIsNoHARIsNamedByItsLine(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", "", "the file is empty"},
		{"white space", " \n", "line 2, column 1: the file ends in the middle: was it cut off?"},
		{"another file", "<html>", "line 1, column 1: not JSON: invalid character '<' at start of value"},
		{"another JSON file", `{"name":"x"}`, "the file has no /log/entries: it is JSON, but no HAR"},
		{"a list", "[]", "line 1, column 1: an object is expected in a HAR, not an array"},
		{"a log that is a list", "{\n \"log\": []}", "line 2, column 9: /log: an object is expected in a HAR, not an array"},
		{"entries that are none", "{\n \"log\": {\"entries\": {}}}", "line 2, column 21: /log/entries: an array is expected in a HAR, not an object"},
		{"a file that is cut off", inHAR(`{"status":200`)[:120], "line 1, column 121: the file ends in the middle: was it cut off?"},
		{"a comma too many", "{\"log\":{\"version\":\"1.2\",\n\"entries\":[,]}}", "line 2, column 12: /log/entries: not JSON: invalid character ',' at start of value"},
		{"a status that is a text", strings.Replace(inHAR("{\n\"status\":\"200\"}"), "{\"log\"", "\n{\"log\"", 1), "line 3, column 10: /log/entries/0/response/status: a number is expected in a HAR, not a text"},
		{"a text that is a number", inHAR(`{"content":{"text":5}}`), "line 1, column 164: /log/entries/0/response/content/text: a text is expected in a HAR, not a number"},
		{"headers that are an object", inHAR(`{"headers":{}}`), "line 1, column 156: /log/entries/0/response/headers: an array is expected in a HAR, not an object"},
		{"an entry that is a number", `{"log":{"entries":[5]}}`, "line 1, column 20: /log/entries/0: an object is expected in a HAR, not a number"},
		{"no base64", inHAR(`{"status":200,"content":{"text":"***","encoding":"base64"}}`), "line 1, column 36: /log/entries/0/response/content/text: it is no base64: illegal base64 data at input byte 0"},
		{"another encoding", inHAR(`{"status":200,"content":{"text":"a","encoding":"rot13"}}`), `line 1, column 36: /log/entries/0/response/content/encoding: "rot13" is not known: it must be base64 or missing`},
		{"an address without a server", `{"log":{"entries":[{"request":{"method":"GET","url":"/100%"}}]}}`, "line 1, column 20: /log/entries/0/request: its method and URL make no request"},
		{"an entry without a request", `{"log":{"entries":[{}]}}`, "line 1, column 20: /log/entries/0/request: its method and URL make no request"},
		{"another version", `{"log":{"version":"2.0","entries":[]}}`, `line 1, column 19: /log/version: HAR "2.0" is not known: it must be 1.2, or another 1`},
		{"two files in one", inHAR("null") + "\n" + inHAR("null"), "line 2, column 1: more follows after the HAR"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := read(strings.NewReader(tt.text))
			require.EqualError(t, err, "contracttest: "+tt.want)
			_, err = read(iotest.OneByteReader(strings.NewReader(tt.text)))
			require.EqualError(t, err, "contracttest: "+tt.want)
		})
	}
	_, err := read(iotest.ErrReader(errors.New("no disk")))
	require.ErrorContains(t, err, "no disk")
}

func TestAnEntryThatWentToNoServerIsSkippedAndTheNextOneIsJudged(t *testing.T) {
	good := inHAR(`{"status":200,` + jsonHeader + `,"content":{"text":"{}"}}`)
	for _, address := range []string{"data:text/plain;base64,c2VjcmV0", "blob:https://app.eu.workato.com/0a1b", "about:blank"} {
		entry := `"entries":[{"request":{"method":"GET","url":"` + address + `"},"response":{"status":200}},`
		results, err := read(strings.NewReader(strings.Replace(good, `"entries":[`, entry, 1)))
		require.NoError(t, err, address)
		require.Len(t, results, 2, address)
		require.Equal(t, contracttest.Skip, results[0].Outcome, address)
		scheme, _, _ := strings.Cut(address, ":")
		require.Equal(t, "GET "+scheme+":", results[0].Check.ID)
		require.Equal(t, contracttest.Fail, results[1].Outcome, address)
	}
}

func TestAnEntryWhoseURLIsNoneForGoIsReadByItsPath(t *testing.T) {
	good := inHAR(`{"status":200,` + jsonHeader + `,"content":{"text":"{}"}}`)
	for _, tt := range []struct{ address, id, shown string }{
		{"https://ann:secret@example.com/100%?token=secret#secret", "GET /100%", "https://example.com/100%25"},
		{"https://exa mple.com/a", "GET /a", "https://exa%20mple.com/a"},
		{"https://[::1/", "GET /", "https://[::1/"},
		{"https://example.com/api/customer_managers%", "GET /api/customer_managers%", "https://example.com/api/customer_managers%25"},
		{"https://exa mple.com/api/customer_managers?a=%zz", "listCustomerManagers/response", "https://exa%20mple.com/api/customer_managers"},
	} {
		entry := `"entries":[{"request":{"method":"GET","url":"` + tt.address + `"},"response":{"status":200}},`
		results, err := read(strings.NewReader(strings.Replace(good, `"entries":[`, entry, 1)))
		require.NoError(t, err, tt.address)
		require.Len(t, results, 2, tt.address)
		require.Equal(t, tt.id, results[0].Check.ID)
		require.Equal(t, tt.shown, results[0].Exchanges[0].URL)
		require.NotContains(t, results[0].String(), "secret")
	}
}

func TestABadFileIsJudgedUpToItsBadLine(t *testing.T) {
	good := inHAR(`{"status":200,` + jsonHeader + `,"content":{"text":"{}"}}`)
	results, err := read(strings.NewReader(strings.Replace(good, "]}}", ",5]}}", 1)))
	require.ErrorContains(t, err, "/log/entries/1")
	require.Len(t, results, 1)
	require.Equal(t, contracttest.Fail, results[0].Outcome)
}

func TestAFileOfManyEntriesIsReadOneByOne(t *testing.T) {
	const entries = 2000
	reader, writer := io.Pipe()
	go func() {
		one := inHAR(`{"status":200,` + jsonHeader + `,"content":{"text":"{\"result\":{\"items\":[]}}"}}`)
		begin, end := strings.Index(one, `{"request"`), strings.LastIndex(one, `]}}`)
		_, _ = io.WriteString(writer, "\xef\xbb\xbf"+one[:begin])
		for i := range entries {
			if i > 0 {
				_, _ = io.WriteString(writer, ",\n")
			}
			_, _ = io.WriteString(writer, one[begin:end])
		}
		_, _ = io.WriteString(writer, one[end:])
		_ = writer.Close()
	}()
	results, err := read(reader)
	require.NoError(t, err)
	require.Len(t, results, entries)
	for _, r := range results {
		require.Equal(t, contracttest.Pass, r.Outcome, r)
	}
	for range contracttest.HAR(strings.NewReader(inHAR("null"))) {
		break // nothing more is read
	}
}

func TestFilesOfBrowsersAreRead(t *testing.T) {
	for file, outcomes := range map[string]string{"chrome.har": "pass fail leaks skip pass skip", "firefox.har": "pass skip fail"} {
		f, err := os.Open(filepath.Join("testdata", "doors", file))
		require.NoError(t, err)
		results, err := read(f)
		require.NoError(t, err, file)
		require.NoError(t, f.Close())
		var got []string
		for _, r := range results {
			if r.Check.Rule == contracttest.LeaksRule {
				got = append(got, r.Check.Rule) // the answer before has the token of its request
			} else {
				got = append(got, string(r.Outcome))
			}
			written, err := json.Marshal(r)
			require.NoError(t, err)
			for _, secret := range []string{"sandbox-recorded-token", "session=abc"} {
				require.NotContains(t, string(written), secret, file)
			}
		}
		require.Equal(t, outcomes, strings.Join(got, " "), "%s: %v", file, results)
		require.Equal(t, time.Date(2024, 1, 29, 9, 15, 0, 123e6, time.UTC), results[0].Started.UTC())
		require.Equal(t, 48*time.Millisecond, results[0].Elapsed.Truncate(time.Millisecond))
	}
}

func FuzzHAR(f *testing.F) {
	for _, x := range fixtures() {
		large := raceDetector && strings.Contains(x.name, "large") // which the doors have read
		if !large && !strings.Contains(strings.Join(x.not, " "), "har") {
			f.Add([]byte(x.har()))
		}
	}
	f.Add([]byte(inHAR("null")))
	f.Add([]byte("{\"log\":{\"entries\":[\n{},{\"request\":{\"method\":\"\xff\",\"url\":\"http://%zz\"}}]}}"))
	f.Fuzz(func(t *testing.T, file []byte) {
		for r, err := range contracttest.HAR(strings.NewReader(string(file))) {
			if err != nil {
				require.NotContains(t, err.Error(), "\n")
				require.Contains(t, err.Error(), "contracttest: ")
				continue
			}
			_ = fmt.Sprint(r)
		}
	})
}
