package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// outputs returns the stack's outputs, from Pulumi, a file or standard input.
func (a *App) outputs(ctx context.Context, o options) (map[string]json.RawMessage, error) {
	var data []byte
	var err error
	switch {
	case o.stack != "":
		data, err = a.Pulumi(ctx, o.cwd, o.stack)
	case o.outputs == "-":
		data, err = readAll(ctx, a.Stdin)
	default:
		data, err = os.ReadFile(o.outputs)
	}
	if err != nil {
		return nil, err
	}
	var outputs map[string]json.RawMessage
	if err := json.Unmarshal(data, &outputs); err != nil {
		return nil, fmt.Errorf("the stack outputs are not a JSON object: %w; "+
			"pass what `pulumi stack output --json` prints", err)
	}
	return outputs, nil
}

// readAll stops waiting when ctx ends: standard input may be a pipe that nobody closes.
func readAll(ctx context.Context, r io.Reader) ([]byte, error) {
	type answer struct {
		data []byte
		err  error
	}
	read := make(chan answer, 1)
	go func() {
		data, err := io.ReadAll(r)
		read <- answer{data, err}
	}()
	select {
	case got := <-read:
		return got.data, got.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// pick returns the text of one output. Pulumi prints a JSON document as a string.
func pick(outputs map[string]json.RawMessage, name string) (string, error) {
	raw, ok := outputs[name]
	switch have := slices.Sorted(maps.Keys(outputs)); {
	case len(have) == 0:
		return "", errors.New("the stack has no outputs; run pulumi up first, or name another stack")
	case !ok:
		return "", fmt.Errorf("the stack has no output %q, only %s; export the component's output under this name, "+
			"or name another one with --output", name, strings.Join(have, ", "))
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text, nil
	}
	return string(raw), nil
}

// Pulumi runs `pulumi stack output`.
func Pulumi(ctx context.Context, dir, stack string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "pulumi", "stack", "output", "--json", "--non-interactive", "--stack", stack)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if errors.Is(err, exec.ErrNotFound) {
		return nil, errors.New("there is no pulumi on PATH; install it, or pass the stack's outputs with --outputs")
	}
	if err != nil {
		return nil, fmt.Errorf("pulumi stack output --stack %s: %w: %s", stack, err, strings.TrimSpace(stderr.String()))
	}
	return out, nil
}
