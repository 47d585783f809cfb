package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// options is the command line.
type options struct {
	command string   // one of commands
	args    []string // of run: what follows "--"

	stack, cwd, outputs, output string
	timeout, poll               time.Duration
	until, approve, onInterrupt string
	force, supersede            bool
	before                      []string
	keep                        int
	plain, json                 bool
}

// parse reads the command line. The command may stand before, between or after the flags.
func parse(args []string) (options, error) {
	var o options
	if i := slices.Index(args, "--"); i >= 0 {
		args, o.args = args[:i], args[i+1:]
	}
	var before *string // an empty one, perhaps of an unset variable, must not skip the task
	f := flag.NewFlagSet("rollout", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&o.stack, "stack", "", "")
	f.StringVar(&o.cwd, "cwd", ".", "")
	f.StringVar(&o.outputs, "outputs", "", "")
	f.StringVar(&o.output, "output", "rollout", "")
	f.DurationVar(&o.timeout, "timeout", 90*time.Minute, "")
	f.DurationVar(&o.poll, "poll", 0, "")
	f.StringVar(&o.until, "until", "done", "")
	f.StringVar(&o.approve, "approve", "wait", "")
	f.StringVar(&o.onInterrupt, "on-interrupt", "leave", "")
	f.BoolVar(&o.force, "force", false, "")
	f.BoolVar(&o.supersede, "supersede", false, "")
	f.Func("before", "", func(line string) error { before = &line; return nil })
	f.IntVar(&o.keep, "keep", 10, "")
	f.BoolVar(&o.plain, "plain", false, "")
	f.BoolVar(&o.json, "json", false, "")
	var plain []string
	for {
		if err := f.Parse(args); err != nil {
			return o, err
		}
		if f.NArg() == 0 {
			break
		}
		plain, args = append(plain, f.Arg(0)), f.Args()[1:]
	}
	o.command = "deploy"
	if len(plain) > 0 {
		o.command, plain = plain[0], plain[1:]
	}
	if o.command == "help" {
		return o, flag.ErrHelp
	}
	var err error
	if before != nil {
		o.before, err = words(*before)
	}
	return o, errors.Join(err, o.check(plain))
}

func (o options) check(rest []string) error {
	var errs []error
	wrong := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	oneOf := func(name, value string, allowed ...string) {
		wrong(!slices.Contains(allowed, value), "--%s %q: must be %s", name, value, strings.Join(allowed, " or "))
	}
	wrong(commands[o.command] == nil, "command %q: does not exist", o.command)
	wrong(len(rest) > 0, "argument %q: is not expected; the command of a task comes after --", strings.Join(rest, " "))
	wrong(o.command == "run" && len(o.args) == 0, "run: has no command; write it after --: `rollout run -- migrate up`")
	wrong(o.command != "run" && len(o.args) > 0, "%s: takes no command after --; only run does", o.command)
	wrong((o.stack == "") == (o.outputs == ""), "--stack, --outputs: give exactly one of them to say what to deploy")
	wrong(o.timeout <= 0, "--timeout %s: must be positive", o.timeout)
	wrong(o.poll < 0, "--poll %s: must be positive", o.poll)
	wrong(o.keep < 0, "--keep %d: must be 0, which keeps all, or more", o.keep)
	wrong(o.plain && o.json, "--plain, --json: exclude each other")
	oneOf("until", o.until, "done", "shifted")
	oneOf("approve", o.approve, "wait", "exit", "now")
	oneOf("on-interrupt", o.onInterrupt, "leave", "stop")
	return errors.Join(errs...)
}
