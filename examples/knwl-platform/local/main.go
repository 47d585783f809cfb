// Command local runs the example on the real Pulumi engine without an AWS account: state and secrets stay on this machine and an offline
// provider answers for AWS. It is what `make up`, `make preview` and `make down` call.
//
//	go run ./examples/knwl-platform/local [-stack dev|prod] up|preview|down
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	stack := flag.String("stack", "dev", "the stack, whose configuration is examples/knwl-platform/Pulumi.<stack>.yaml")
	flag.Parse()
	if err := run(context.Background(), *stack, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run carries out a command in the repository's root.
func run(ctx context.Context, stackName, command string) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	stack, err := openStack(ctx, ".", stackName)
	if err != nil {
		return err
	}
	switch command {
	case "up":
		return stack.up(ctx, os.Stdout)
	case "preview":
		return stack.preview(ctx, os.Stdout)
	case "down":
		return stack.down(ctx, os.Stdout)
	default:
		return fmt.Errorf("command %q: must be up, preview or down", command)
	}
}
