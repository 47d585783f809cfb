// Command local runs the example on the real Pulumi engine without an AWS account. State and
// secrets stay on this machine, and an offline provider stands in for AWS. `make up`, `make preview`,
// `make cost` and `make down` call it.
//
//	go run ./examples/knwl-platform/local [-stack dev|prod] up|preview|cost|down
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
)

func main() {
	stack := flag.String("stack", "dev", "the stack, whose configuration is examples/knwl-platform/Pulumi.<stack>.yaml")
	flag.Parse()
	if err := run(context.Background(), *stack, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// commands has the functions of the commands.
var commands = map[string]func(*stack, context.Context, io.Writer) error{
	"up":      (*stack).up,
	"preview": (*stack).preview,
	"cost":    (*stack).cost,
	"down":    (*stack).down,
}

// run runs a command. The working directory must be the repository's root.
func run(ctx context.Context, stackName string, args []string) error {
	var command func(*stack, context.Context, io.Writer) error
	if len(args) == 1 {
		command = commands[args[0]]
	}
	if command == nil {
		return fmt.Errorf("command %q: must be one of up, preview, cost and down; flags go before it", args)
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	stack, err := openStack(ctx, ".", stackName)
	if err != nil {
		return err
	}
	return command(stack, ctx, os.Stdout)
}
