package rollout

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const tailLines = 10

// stoppedTasks returns the service's tasks that stopped by themselves, of those that AWS still
// remembers, which is about an hour.
func (c *Client) stoppedTasks(ctx context.Context) ([]ecstypes.Task, error) {
	tasks, err := c.tasks(ctx, &ecs.ListTasksInput{
		ServiceName: aws.String(c.target.Service), DesiredStatus: ecstypes.DesiredStatusStopped,
	})
	return slices.DeleteFunc(tasks, func(t ecstypes.Task) bool { return !stoppedByItself(t) }), err
}

// tasks describes what a ListTasks call in the target's cluster finds.
func (c *Client) tasks(ctx context.Context, input *ecs.ListTasksInput) ([]ecstypes.Task, error) {
	input.Cluster = aws.String(c.target.Cluster)
	var tasks []ecstypes.Task
	for pages := ecs.NewListTasksPaginator(c.aws.ECS, input); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for arns := range slices.Chunk(page.TaskArns, 100) { // as many as DescribeTasks takes
			out, err := c.aws.ECS.DescribeTasks(ctx, &ecs.DescribeTasksInput{Cluster: input.Cluster, Tasks: arns})
			if err != nil {
				return nil, err
			}
			tasks = append(tasks, out.Tasks...)
		}
	}
	return tasks, nil
}

// stoppedByItself leaves out tasks that a person, a deployment or scaling stopped, and those that
// lost their host. The scheduler's other reason is a task that failed its health checks.
func stoppedByItself(t ecstypes.Task) bool {
	switch t.StopCode {
	case ecstypes.TaskStopCodeEssentialContainerExited, ecstypes.TaskStopCodeTaskFailedToStart:
		return true
	case ecstypes.TaskStopCodeServiceSchedulerInitiated:
		return strings.Contains(aws.ToString(t.StoppedReason), "failed")
	}
	return false
}

// taskStopped says why a task stopped.
func (c *Client) taskStopped(ctx context.Context, t ecstypes.Task) TaskStopped {
	event := TaskStopped{
		Task: shortName(aws.ToString(t.TaskArn)), StopCode: string(t.StopCode), Reason: stopReason(t),
		ExitCode: c.exitCode(t),
	}
	if log, err := c.taskLog(ctx, aws.ToString(t.TaskDefinitionArn), aws.ToString(t.TaskArn)); err == nil {
		event.Log = log.tail(ctx, tailLines)
	}
	return event
}

// stopReason adds the containers' reasons, such as OutOfMemoryError, to the task's.
func stopReason(t ecstypes.Task) string {
	reasons := []string{aws.ToString(t.StoppedReason)}
	for _, container := range t.Containers {
		if reason := aws.ToString(container.Reason); reason != "" && !strings.Contains(reasons[0], reason) {
			reasons = append(reasons, aws.ToString(container.Name)+": "+reason)
		}
	}
	return strings.Join(reasons, "; ")
}

// exitCode returns the code of the container that made the task stop. AWS does not say which one did:
// it is one that failed otherwise than by the signals that end the others (143 and 137), or the main
// one.
func (c *Client) exitCode(t ecstypes.Task) *int {
	var code *int
	for _, container := range t.Containers {
		if container.ExitCode == nil {
			continue
		}
		exit := int(*container.ExitCode)
		if exit != 0 && exit != 143 && exit != 137 {
			return &exit
		}
		if aws.ToString(container.Name) == c.target.Container {
			code = &exit
		}
	}
	return code
}

// evidence is the event as lines of a [Failure].
func (e TaskStopped) evidence() []string {
	line := "task " + e.Task + " stopped: " + e.Reason
	if e.ExitCode != nil {
		line += fmt.Sprintf(" (exit code %d)", *e.ExitCode)
	}
	lines := []string{line}
	for _, l := range e.Log {
		lines = append(lines, "  "+l)
	}
	return lines
}
