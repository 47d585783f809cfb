package rollout

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// quietLooks is the number of looks without a new line that end the log of a stopped task, whose last
// lines arrive some seconds late.
const quietLooks = 2

// taskRun is one RunTask.
type taskRun struct {
	*Client
	emit      func(Event)
	command   []string
	startedBy string
	token     string // lets AWS recognize a repeated call whose answer was lost

	task  string // its ARN
	last  *ecstypes.Task
	log   *taskLog
	quiet int
}

// start follows a running task of the same command, or starts one.
func (r *taskRun) start(ctx context.Context) (bool, error) {
	// AWS accepts no other filter beside startedBy, and lists only tasks that shall run.
	running, err := r.tasks(ctx, &ecs.ListTasksInput{StartedBy: aws.String(r.startedBy)})
	if err != nil {
		return false, err
	}
	if len(running) > 0 {
		r.task = aws.ToString(running[0].TaskArn)
		return true, nil
	}
	input, err := r.runTaskInput(ctx)
	if err != nil {
		return false, err
	}
	input.StartedBy, input.ClientToken = aws.String(r.startedBy), aws.String(r.token)
	input.Overrides = &ecstypes.TaskOverride{ContainerOverrides: []ecstypes.ContainerOverride{
		{Name: aws.String(r.target.Container), Command: r.command},
	}}
	out, err := r.aws.ECS.RunTask(ctx, input)
	switch {
	case err != nil:
		return false, err
	case len(out.Tasks) > 0:
		r.task = aws.ToString(out.Tasks[0].TaskArn)
		return true, nil
	case len(out.Failures) > 0:
		f := out.Failures[0]
		return false, fmt.Errorf("ECS has no place for it: %s %s; try again later",
			aws.ToString(f.Reason), aws.ToString(f.Detail))
	}
	return false, errors.New("ECS started no task and gives no reason; try again later")
}

// follow reports true once the task has stopped and its log has ended.
func (r *taskRun) follow(ctx context.Context) (bool, error) {
	out, err := r.aws.ECS.DescribeTasks(ctx, &ecs.DescribeTasksInput{
		Cluster: aws.String(r.target.Cluster), Tasks: []string{r.task},
	})
	if err != nil {
		return false, err
	}
	switch {
	case len(out.Tasks) > 0:
		r.last = &out.Tasks[0]
	case r.last != nil:
		return true, nil // ECS has forgotten it
	default:
		return false, nil // ECS does not list a new task at once
	}
	lines, err := r.readLog(ctx)
	if err != nil {
		return false, err
	}
	r.quiet++
	if !r.stopped() || lines > 0 {
		r.quiet = 0
		return false, nil
	}
	return r.quiet >= quietLooks, nil
}

// readLog reports the new lines. A log that may not be read does not end the wait for the task.
func (r *taskRun) readLog(ctx context.Context) (n int, err error) {
	if r.log == nil {
		if r.log, err = r.taskLog(ctx, r.target.TaskDefinition, r.task); err != nil {
			return 0, r.withoutLog(ctx, err)
		}
	}
	lines, err := r.log.read(ctx)
	for _, line := range lines {
		r.emit(LogLine{Line: line})
	}
	if err != nil {
		return len(lines), r.withoutLog(ctx, err)
	}
	return len(lines), nil
}

func (r *taskRun) withoutLog(ctx context.Context, err error) error {
	if passing(err) || ctx.Err() != nil {
		return err
	}
	r.log = &taskLog{}
	r.emit(Retrying{Reason: "the task's log cannot be read, and is not tried again: " + err.Error()})
	return nil
}

func (r *taskRun) mainCode() *int32 {
	for _, container := range r.last.Containers {
		if aws.ToString(container.Name) == r.target.Container {
			return container.ExitCode
		}
	}
	return nil
}

func (r *taskRun) stopped() bool { return aws.ToString(r.last.LastStatus) == "STOPPED" }

// result is the main container's exit code.
func (r *taskRun) result() (int, error) {
	if !r.stopped() {
		return -1, fmt.Errorf("task %s is unknown to ECS, which forgets a task an hour after its end; "+
			"look for its result in its log", shortName(r.task))
	}
	code := r.mainCode()
	if code == nil {
		return -1, fmt.Errorf("task %s did not run its command: %s; correct this and repeat the command",
			shortName(r.task), stopReason(*r.last))
	}
	exit := int(*code)
	if exit != 0 { // the reason may say what no log line does, such as OutOfMemoryError
		r.emit(TaskStopped{
			Task: shortName(r.task), StopCode: string(r.last.StopCode), Reason: stopReason(*r.last), ExitCode: &exit,
		})
	}
	return exit, nil
}
