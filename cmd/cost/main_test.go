package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	function = "aws:lambda/function:Function"
	machine  = "aws:sfn/stateMachine:StateMachine"
	balancer = "aws:lb/loadBalancer:LoadBalancer"
	service  = "aws:ecs/service:Service"
)

// step returns a step that creates a resource.
func step(typ string) string {
	urn := "urn:pulumi:s::p::" + typ + "::x"
	return fmt.Sprintf(`{"op":"create","urn":%q,"newState":{"urn":%q,"type":%q,"custom":true}}`, urn, urn, typ)
}

// with returns a step that creates a resource with inputs. ? stands for a value that is not known yet.
func with(typ, inputs string) string {
	inputs = strings.ReplaceAll(inputs, "?", `"04da6b54-80e4-46f7-96ec-b56ff0331ba9"`)
	return strings.Replace(step(typ), `"custom"`, `"inputs":{`+inputs+`},"custom"`, 1)
}

var (
	// priced is a preview with a NAT gateway, which costs $32.85 a month.
	priced = `{"config":{"aws:region":"us-east-1"},"steps":[` + step("aws:ec2/natGateway:NatGateway") + `]}`
	// partly also has a function, which has no price.
	partly = strings.Replace(priced, "[", "["+step(function)+",", 1)
	// both also has a state machine, which has none either.
	both = strings.Replace(partly, "[", "["+step(machine)+",", 1)
	// assuming has a public load balancer in subnets that are not known yet.
	assuming = `{"config":{"aws:region":"us-east-1"},"steps":[` + with(balancer, `"subnets":?`) + `]}`
	// open has a service with a number of tasks that is not known yet.
	open = strings.Replace(assuming, "[", "["+with(service, `"launchType":"EC2","desiredCount":?`)+",", 1)
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
		"both are allowed, with a space": {
			both, []string{"-max", "100", "-allow-unpriced", function + ", " + machine}, 0, "(2, ",
		},
		"allowed in two flags": {
			both, []string{"-max", "100", "-allow-unpriced", function, "-allow-unpriced", machine}, 0, "(2, ",
		},
		"one of two is allowed": {
			both, []string{"-max", "100", "-allow-unpriced", function}, 3, "accept it with -allow-unpriced " + machine,
		},
		"allowed, but not in the stack": {
			priced,
			[]string{"-max", "100", "-allow-unpriced", function},
			0,
			`"` + function + `": nothing of this type is unpriced`,
		},
		"allowed, but priced": {
			priced, []string{"-max", "100", "-allow-unpriced", "aws:ec2/natGateway:NatGateway"}, 0, "remove it",
		},
		"assumed":             {assuming, []string{"-max", "100"}, 0, "an assumption: LoadBalancer x: subnets is not"},
		"assumed, no limit":   {assuming, nil, 0, ""},
		"not known, no bound": {open, []string{"-max", "100"}, 3, "accept it with -allow-unpriced " + service},
		"not known, allowed":  {open, []string{"-max", "100", "-allow-unpriced", service}, 0, "(1, "},
		"prices of another region": {
			strings.Replace(priced, "us-east-1", "eu-west-1", 1),
			[]string{"-max", "100"},
			0,
			"relies on prices of another region: Prices of us-east-1",
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

func TestOnlyAllowedTypesOfWhichNothingIsUnpricedAreReported(t *testing.T) {
	_, _, stderr := ran(t, partly, "-max", "100", "-allow-unpriced", function+","+machine)
	if !strings.Contains(stderr, machine) || strings.Contains(stderr, function) {
		t.Errorf("it said %q, want a word about %s only", stderr, machine)
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
