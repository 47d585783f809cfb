// Command rollout brings a changed ECS service into production after `pulumi up`, and shows what
// happens. `rollout help` lists its commands; docs/deploying.md explains them.
package main

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"

	"github.com/knwl-platform/infra/cmd/rollout/internal/cli"
)

func main() {
	signal.Ignore(syscall.SIGPIPE) // a reader that goes away must not end the wait
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // nohup ignores it
		signal.Notify(signals, syscall.SIGHUP)
	}
	app := cli.App{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Terminal: term.IsTerminal(os.Stdout.Fd()), Env: os.Getenv, Clock: time.Now,
		Signals: signals, Connect: cli.Connect, Pulumi: cli.Pulumi,
	}
	os.Exit(app.Run(os.Args[1:]))
}
