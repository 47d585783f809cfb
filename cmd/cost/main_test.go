package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const function = "aws:lambda/function:Function"

// step returns a step that creates a resource.
func step(typ string) string {
	urn := "urn:pulumi:s::p::" + typ + "::x"
	return fmt.Sprintf(`{"op":"create","urn":%q,"newState":{"urn":%q,"type":%q,"custom":true}}`, urn, urn, typ)
}

var (
	// priced is a preview with a NAT gateway, which costs $32.85 a month.
	priced = `{"config":{"aws:region":"us-east-1"},"steps":[` + step("aws:ec2/natGateway:NatGateway") + `]}`
	// partly also has a function, which has no price.
	partly = strings.Replace(priced, "[", "["+step(function)+",", 1)
)

// ran runs the command with an input and returns its status and what it printed.
func ran(t *testing.T, input string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "preview.json")
	if err := os.WriteFile(file, []byte(input), 0o600); err != nil {
		t.Fatal(err)
	}
	stdin, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	for i := range args {
		args[i] = strings.Replace(args[i], "FILE", file, 1)
	}
	var out, errs strings.Builder
	status = run(args, stdin, &out, &errs)
	return status, out.String(), errs.String()
}

func TestStatusSaysWhetherTheStackIsWithinTheLimit(t *testing.T) {
	for name, c := range map[string]struct {
		input  string
		args   []string
		status int
		said   string
	}{
		"no limit":             {priced, nil, 0, ""},
		"below":                {priced, []string{"-max", "32.85"}, 0, ""},
		"above":                {priced, []string{"-max", "32.84"}, 1, "$32.85 a month with the most tasks is more"},
		"nothing is allowed":   {priced, []string{"-max", "0"}, 1, "more than -max $0.00"},
		"above, as JSON":       {priced, []string{"-json", "-max", "1"}, 1, "more than -max $1.00"},
		"from a file":          {priced, []string{"-max", "1", "FILE"}, 1, "more than -max $1.00"},
		"unpriced, no limit":   {partly, nil, 0, ""},
		"below, with unpriced": {partly, []string{"-max", "100"}, 3, "accept it with -allow-unpriced " + function},
		"above, with unpriced": {partly, []string{"-max", "32"}, 1, "$32.85 a month with the most tasks is more"},
		"unpriced is allowed": {
			partly, []string{"-max", "100", "-allow-unpriced", function}, 0, "does not count what is unpriced (1, ",
		},
		"another type is allowed": {
			partly, []string{"-max", "100", "-allow-unpriced", "aws:batch/jobQueue:JobQueue"}, 3, "-allow-unpriced " + function,
		},
		"both types are allowed": {
			partly, []string{"-max", "100", "-allow-unpriced", "aws:batch/jobQueue:JobQueue," + function}, 0, "(1, ",
		},
		"above, unpriced is allowed": {partly, []string{"-max", "32", "-allow-unpriced", function}, 1, "is more than"},
		"allowed without a limit":    {partly, []string{"-allow-unpriced", function}, 2, "is for -max"},
		"negative":                   {priced, []string{"-max", "-3"}, 2, `"-3" for flag -max: must be dollars a month`},
		"NaN":                        {priced, []string{"-max", "nan"}, 2, "such as 300"},
		"not a number":               {priced, []string{"-max", "ten"}, 2, "such as 300"},
		"flag after the file":        {priced, []string{"FILE", "-json"}, 2, "flags go before it"},
		"no such file":               {priced, []string{"nowhere.json"}, 2, "nowhere.json"},
		"no preview":                 {"Previewing update", nil, 2, "pulumi preview --json --show-sames"},
		"help":                       {"", []string{"-h"}, 0, "usage:"},
	} {
		t.Run(name, func(t *testing.T) {
			status, _, stderr := ran(t, c.input, c.args...)
			if status != c.status || !strings.Contains(stderr, c.said) || c.said == "" && stderr != "" {
				t.Errorf("it ended with %d and %q, want %d and %q", status, stderr, c.status, c.said)
			}
		})
	}
}

func TestTableAndJSONGoToTheOutput(t *testing.T) {
	if _, stdout, _ := ran(t, priced); !strings.Contains(stdout, "NAT gateway") {
		t.Errorf("it printed %q", stdout)
	}
	var document struct{ Total struct{ Most float64 } }
	_, stdout, _ := ran(t, priced, "-json", "FILE")
	if err := json.Unmarshal([]byte(stdout), &document); err != nil || document.Total.Most != 730*0.045 {
		t.Errorf("it printed %q: %v", stdout, err)
	}
}
