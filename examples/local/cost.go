package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/events"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"

	"github.com/knwl-platform/infra/cost"
)

// cost previews the stack and prints what it would cost.
func (s *stack) cost(ctx context.Context, out io.Writer) error {
	var messages, lines bytes.Buffer
	stream, done := make(chan events.EngineEvent), make(chan error, 1)
	go func() { done <- encode(&lines, stream) }()
	_, err := s.Preview(ctx, optpreview.EventStreams(stream), optpreview.ProgressStreams(&messages),
		optpreview.ErrorProgressStreams(&messages), optpreview.Color(color(out)))
	if err != nil {
		fmt.Fprint(out, messages.String())
		return s.failed(ctx, err)
	}
	if err := <-done; err != nil {
		return err
	}
	preview, err := cost.Read(&lines)
	if err != nil {
		return err
	}
	return preview.Estimate().Write(out)
}

// encode writes engine events as the engine itself does.
func encode(w io.Writer, stream <-chan events.EngineEvent) (err error) {
	encoder := json.NewEncoder(w)
	for event := range stream { // to its end, because the engine waits for the reader
		if err == nil {
			err = encoder.Encode(event.EngineEvent)
		}
	}
	return err
}
