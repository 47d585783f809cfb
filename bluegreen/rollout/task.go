package rollout

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// RunTask runs the target's revision once, with another command in the main container, and returns
// the container's exit code. The task gets the network, the capacity and the platform version that
// the service gets with the target, and the tags of its task definition. Events get its log lines,
// and TaskStopped if it fails.
//
// A task with the same command and revision that already runs is followed instead of started again.
// If ctx ends, the task runs on. A task that never ran its command is an error, with the exit code -1.
// The command is part of the task, where everyone who may describe it can read it: pass secrets
// through the task definition.
func (c *Client) RunTask(ctx context.Context, command []string, events func(Event)) (int, error) {
	if len(command) == 0 {
		return -1, errors.New("command: is empty; give the command that the task shall run, such as migrate")
	}
	emit := orIgnore(events)
	r := &taskRun{Client: c, emit: emit, command: command, startedBy: c.startedBy(command), token: rand.Text()}
	if err := c.poll(ctx, emit, func() (bool, error) { return r.start(ctx) }); err != nil {
		return -1, fmt.Errorf("a task of %s was not started, as far as is known: %w", shortName(c.target.TaskDefinition), err)
	}
	if err := c.poll(ctx, emit, func() (bool, error) { return r.follow(ctx) }); err != nil {
		return -1, errors.Join(err, fmt.Errorf("task %s in cluster %s goes on; repeat the command to follow it, "+
			"or end it with aws ecs stop-task", shortName(r.task), c.target.Cluster))
	}
	return r.result()
}

// startedBy marks the tasks of a command and a revision. It contains no part of the command.
func (c *Client) startedBy(command []string) string {
	sum := sha256.Sum256([]byte(c.target.TaskDefinition + "\x00" + strings.Join(command, "\x00")))
	return "rollout-" + hex.EncodeToString(sum[:])[:12]
}

// runTaskInput takes what the service runs with: of a blue/green service, the AppSpec knows it, as ECS
// has only what the last deployment used.
func (c *Client) runTaskInput(ctx context.Context) (*ecs.RunTaskInput, error) {
	input := &ecs.RunTaskInput{
		Cluster: aws.String(c.target.Cluster), TaskDefinition: aws.String(c.target.TaskDefinition),
		PropagateTags: ecstypes.PropagateTagsTaskDefinition,
	}
	if c.target.BlueGreen() {
		spec, err := parseAppSpec(c.target.AppSpec)
		if err != nil {
			return nil, err
		}
		input.NetworkConfiguration = &ecstypes.NetworkConfiguration{
			AwsvpcConfiguration: &spec.NetworkConfiguration.AwsvpcConfiguration,
		}
		input.CapacityProviderStrategy = spec.CapacityProviderStrategy
		input.LaunchType = ecstypes.LaunchTypeFargate
		if spec.PlatformVersion != "" {
			input.PlatformVersion = aws.String(spec.PlatformVersion)
		}
	} else {
		service, err := c.service(ctx)
		if err != nil {
			return nil, err
		}
		input.NetworkConfiguration = service.NetworkConfiguration
		input.CapacityProviderStrategy = service.CapacityProviderStrategy
		input.LaunchType = service.LaunchType
		input.PlatformVersion = service.PlatformVersion
	}
	if len(input.CapacityProviderStrategy) > 0 {
		input.LaunchType = "" // AWS takes only one of them
	}
	return input, nil
}
