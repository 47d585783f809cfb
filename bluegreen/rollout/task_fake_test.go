package rollout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// taskFake runs one-off tasks for a minute. They write a line every twenty seconds, and CloudWatch
// shows the last one four seconds after their end.
type taskFake struct {
	*serviceFake
	runs    []*ecs.RunTaskInput
	errs    []error // of the first calls of RunTask; a lost answer starts the task
	failure string
	end     ecstypes.Task // as the task stops
	started time.Time
	running string // startedBy of a task that already runs
	listed  []*ecs.ListTasksInput
	logErr  []error
	hiccups []error // of the first looks at the task
	forget  bool
}

func (f *taskFake) client(target Target) *Client {
	return NewFrom(Services{ECS: f, Logs: f}, target)
}

func (f *taskFake) RunTask(_ context.Context, in *ecs.RunTaskInput, _ ...ecsOpt) (*ecs.RunTaskOutput, error) {
	f.runs = append(f.runs, in)
	if f.failure != "" {
		return &ecs.RunTaskOutput{Failures: []ecstypes.Failure{{Reason: aws.String(f.failure)}}}, nil
	}
	if n := len(f.runs); n <= len(f.errs) && f.errs[n-1] != nil {
		return nil, f.errs[n-1]
	}
	f.started = time.Now()
	return &ecs.RunTaskOutput{Tasks: []ecstypes.Task{{TaskArn: aws.String("task/main/one")}}}, nil
}

func (f *taskFake) ListTasks(_ context.Context, in *ecs.ListTasksInput, _ ...ecsOpt) (*ecs.ListTasksOutput, error) {
	f.listed = append(f.listed, in)
	out := &ecs.ListTasksOutput{}
	if f.running != "" && f.running == aws.ToString(in.StartedBy) {
		f.started = time.Now().Add(-10 * time.Second)
		out.TaskArns = []string{"task/main/running"}
	}
	return out, nil
}

func (f *taskFake) DescribeTasks(
	_ context.Context, in *ecs.DescribeTasksInput, _ ...ecsOpt,
) (*ecs.DescribeTasksOutput, error) {
	if len(f.hiccups) > 0 {
		err := f.hiccups[0]
		f.hiccups = f.hiccups[1:]
		if err != nil {
			return nil, err
		}
	}
	task := f.end
	task.TaskArn, task.LastStatus = aws.String(in.Tasks[0]), aws.String("STOPPED")
	switch age := time.Since(f.started); {
	case age < 5*time.Second, f.forget && age > 50*time.Second:
		return &ecs.DescribeTasksOutput{Failures: []ecstypes.Failure{{Reason: aws.String("MISSING")}}}, nil
	case age < time.Minute:
		task = ecstypes.Task{TaskArn: task.TaskArn, LastStatus: aws.String("RUNNING")}
	}
	return &ecs.DescribeTasksOutput{Tasks: []ecstypes.Task{task}}, nil
}

// GetLogEvents answers one line a page.
func (f *taskFake) GetLogEvents(
	_ context.Context, in *cloudwatchlogs.GetLogEventsInput, _ ...func(*cloudwatchlogs.Options),
) (*cloudwatchlogs.GetLogEventsOutput, error) {
	if !aws.ToBool(in.StartFromHead) {
		return nil, errors.New("the newest lines would come first")
	}
	if len(f.logErr) > 0 {
		err := f.logErr[0]
		f.logErr = f.logErr[1:]
		return nil, err
	}
	age := time.Since(f.started)
	if age < 20*time.Second || *in.LogGroupName+*in.LogStreamName != "logsecs/app/one" {
		return nil, &logtypes.ResourceNotFoundException{}
	}
	var lines []string
	for i, at := range []time.Duration{20, 40, 40, 64} {
		if age >= at*time.Second {
			lines = append(lines, fmt.Sprint("line ", i+1))
		}
	}
	next := 0
	fmt.Sscan(aws.ToString(in.NextToken), &next)
	out := &cloudwatchlogs.GetLogEventsOutput{}
	if next < len(lines) {
		out.Events = []logtypes.OutputLogEvent{{Message: aws.String(lines[next])}}
		next++
	}
	out.NextForwardToken = aws.String(fmt.Sprint(next))
	return out, nil
}
