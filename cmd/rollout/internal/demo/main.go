// Command demo shows the screen of a rollout without AWS: `go run ./internal/demo good|crash|rolling`.
// Further arguments are rollout's.
package main

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"

	"github.com/knwl-platform/infra/bluegreen/rollout"
	"github.com/knwl-platform/infra/cmd/rollout/internal/cli"
	"github.com/knwl-platform/infra/cmd/rollout/internal/fake"
)

const beat = 3 * time.Second

func main() {
	now, target := time.Now(), fake.Target
	client := &fake.Client{ThePlan: fake.Starts, OnStop: &rollout.Failure{
		Kind: rollout.ErrStopped, Code: "MANUAL_STOP", Reason: "a person stopped deployment d-FAKE",
		Serving: "web:41 on 2 tasks", Remedy: "run rollout again to deploy",
	}}
	name := "good"
	args := os.Args[1:]
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		name, args = args[0], args[1:]
	}
	switch name {
	case "good":
		client.Script = slices.Concat(fake.Install(now, beat), fake.Approval(now.Add(2*beat), now.Add(time.Hour)),
			fake.Shift(now.Add(5*beat), beat))
	case "crash":
		client.Script, client.Err = slices.Concat(fake.Install(now, beat), fake.Crash(now.Add(2*beat), beat)), fake.Crashed
	case "rolling":
		target = fake.Rolling
		for i := range 4 {
			client.Script = append(client.Script, fake.Step{After: beat, Event: rollout.TasksChanged{
				Blue:  rollout.Tasks{TaskDefinition: "web:41", Running: 3 - i, Desired: 3 - i},
				Green: rollout.Tasks{TaskDefinition: "web:42", Running: i, Desired: 3},
			}})
		}
	}
	signals := make(chan os.Signal, 4)
	signal.Ignore(syscall.SIGPIPE)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	app := cli.App{
		Stdin: strings.NewReader(`{"rollout":` + target + `}`), Stdout: os.Stdout, Stderr: os.Stderr,
		Terminal: term.IsTerminal(os.Stdout.Fd()), Env: os.Getenv, Clock: time.Now, Signals: signals,
		Connect: func(context.Context, rollout.Target, time.Duration) (cli.Client, error) { return client, nil },
	}
	os.Exit(app.Run(append(args, "--outputs", "-")))
}
