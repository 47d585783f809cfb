package rollout

import (
	"context"
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// taskLog reads the log of a task's main container, from its start.
type taskLog struct {
	logs          Logs
	group, stream string // empty if the container does not log to CloudWatch
	next          *string
}

// taskLog finds the log stream of a task in its task definition.
func (c *Client) taskLog(ctx context.Context, taskDefinition, task string) (*taskLog, error) {
	out, err := c.aws.ECS.DescribeTaskDefinition(ctx, &ecs.DescribeTaskDefinitionInput{
		TaskDefinition: aws.String(taskDefinition),
	})
	if err != nil {
		return nil, err
	}
	log := &taskLog{logs: c.aws.Logs}
	for _, container := range out.TaskDefinition.ContainerDefinitions {
		driver := container.LogConfiguration
		if aws.ToString(container.Name) != c.target.Container || driver == nil ||
			driver.LogDriver != ecstypes.LogDriverAwslogs || driver.Options["awslogs-stream-prefix"] == "" {
			continue
		}
		log.group = driver.Options["awslogs-group"]
		log.stream = driver.Options["awslogs-stream-prefix"] + "/" + c.target.Container + "/" + shortName(task)
	}
	return log, nil
}

// read returns the lines that were written since the last read. A container that has not written
// yet has no stream.
func (l *taskLog) read(ctx context.Context) (lines []string, err error) {
	if l.stream == "" {
		return nil, nil
	}
	for {
		out, err := l.logs.GetLogEvents(ctx, &cloudwatchlogs.GetLogEventsInput{
			LogGroupName: aws.String(l.group), LogStreamName: aws.String(l.stream),
			StartFromHead: aws.Bool(true), NextToken: l.next,
		})
		var missing *logtypes.ResourceNotFoundException
		switch {
		case errors.As(err, &missing):
			return lines, nil
		case err != nil:
			return lines, err
		}
		lines = appendLines(lines, out.Events)
		end := aws.ToString(out.NextForwardToken) == aws.ToString(l.next)
		l.next = out.NextForwardToken
		if end { // AWS returns the token that it was given
			return lines, nil
		}
	}
}

// tail returns the last lines.
func (l *taskLog) tail(ctx context.Context, lines int32) []string {
	if l.stream == "" {
		return nil
	}
	out, err := l.logs.GetLogEvents(ctx, &cloudwatchlogs.GetLogEventsInput{
		LogGroupName: aws.String(l.group), LogStreamName: aws.String(l.stream), Limit: aws.Int32(lines),
	})
	if err != nil {
		return nil // the lines explain a failure, but are no part of it
	}
	return appendLines(nil, out.Events)
}

func appendLines(lines []string, events []logtypes.OutputLogEvent) []string {
	for _, e := range events {
		lines = append(lines, strings.TrimRight(aws.ToString(e.Message), "\r\n"))
	}
	return lines
}
