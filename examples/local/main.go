// Command local runs the examples on the real Pulumi engine without an AWS account. State and secrets
// stay on this machine, and an offline provider stands in for AWS. `make up`, `make preview`,
// `make cost` and `make down` call it.
//
//	go run ./examples/local [-example web] [-stack dev] up|preview|cost|down
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
	example := flag.String("example", "web", "the example, a directory in examples")
	stack := flag.String("stack", defaultStack, "the stack, whose configuration is Pulumi.<stack>.yaml of the example")
	flag.Parse()
	if err := run(context.Background(), *example, *stack, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

const defaultStack = "dev"

// commands has the functions of the commands.
var commands = map[string]func(*stack, context.Context, io.Writer) error{
	"up":      (*stack).up,
	"preview": (*stack).preview,
	"cost":    (*stack).cost,
	"down":    (*stack).down,
}

// run runs a command. The working directory must be the repository's root.
func run(ctx context.Context, example, stackName string, args []string) error {
	var command func(*stack, context.Context, io.Writer) error
	if len(args) == 1 {
		command = commands[args[0]]
	}
	if command == nil {
		return fmt.Errorf("command %q: must be one of up, preview, cost and down; flags go before it", args)
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	list, err := members(example, stackName, args[0] == "down")
	if err != nil {
		return err
	}
	for _, member := range list {
		program, err := build(ctx, ".", member, os.Stderr)
		if err != nil {
			return err
		}
		stack, err := openStack(ctx, ".", member, program)
		if err != nil {
			return err
		}
		if err := command(stack, ctx, os.Stdout); err != nil {
			return err
		}
	}
	return nil
}
