package main

import (
	"context"
	"encoding/xml"
	"path/filepath"
	"strings"
)

func dredd() []tool {
	return []tool{
		{name: "Dredd", setting: atDefault,
			configured: "`dredd DOCUMENT URL -h \"Authorization: Bearer …\"`. Dredd refuses the document as it is, for it reads no `examples` of a path parameter: the parameter is given to each operation with the document's own value as `example`.",
			judge: func(ctx context.Context, at bench) (verdict, error) {
				return dredds(ctx, at, []edit{served(at.url), exampled("")})
			}},
		{name: "Dredd", setting: atBest,
			configured: "The same, and: the media type of answers is written in the document as servers send it (`application/json; charset=utf-8`; Dredd compares the text), and hooks (setup/dredd-hooks.js) arrange the request for every answer that a client can bring about (200, 400, 401, 404, 413, 415, 422) and skip those that it cannot (403, 429, 500). The hooks judge nothing themselves.",
			judge: func(ctx context.Context, at bench) (verdict, error) {
				if err := place(at.dir, "dredd-hooks.js"); err != nil {
					return verdict{}, err
				}
				return dredds(ctx, at, []edit{served(at.url), exampled(""), charset}, "-f", "./dredd-hooks.js")
			}},
	}
}

func dredds(ctx context.Context, at bench, edits []edit, args ...string) (verdict, error) {
	if err := writeDocument(at.dir, edits...); err != nil {
		return verdict{}, err
	}
	p, err := execute(ctx, at.dir, nil, at.shelf.bin("dredd"), append([]string{
		"openapi.yaml", at.url, "-h", "Authorization: Bearer " + token, "--no-color", "-l", "error", "-r", "xunit", "-o", "report.xml",
	}, args...)...)
	if err != nil {
		return verdict{}, err
	}
	return reported(p, filepath.Join(at.dir, "report.xml"), readDredd), nil
}

// readDredd reads the xunit report of Dredd. The message of a failure has a line
// for each part of the answer that is wrong; what follows it repeats the request
// and the answers.
func readDredd(text []byte) (verdict, error) {
	var report struct {
		Cases []struct {
			Name    string    `xml:"name,attr"`
			Failure *string   `xml:"failure"`
			Skipped *struct{} `xml:"skipped"`
		} `xml:"testcase"`
	}
	if err := xml.Unmarshal(text, &report); err != nil {
		return verdict{}, err
	}
	v := verdict{failed: findings{}}
	for _, c := range report.Cases {
		if c.Skipped != nil {
			continue
		}
		v.checks++
		if c.Failure == nil {
			continue
		}
		v.failing++
		why, _, _ := strings.Cut(*c.Failure, "\nRequest:")
		why, _, _ = strings.Cut(why, "\nStacktrace:")
		for line := range strings.Lines(why) {
			if line = strings.TrimSpace(line); line != "" && line != "Message:" && line != "Error:" {
				v.failed.add(c.Name, line)
			}
		}
	}
	return v, nil
}
