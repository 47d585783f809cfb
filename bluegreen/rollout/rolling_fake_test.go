package rollout

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

const definitions = "arn:aws:ecs:eu-west-1:111122223333:task-definition/"

// serviceFake is one service in an AWS that a test writes down. Each look takes the next service; the
// last one stays.
type serviceFake struct {
	ECS
	looks    []ecstypes.Service
	errs     []error // of the first looks at the service
	looked   int
	stopped  func() []ecstypes.Task // of the service
	pages    [][]ecstypes.ServiceDeployment
	noRecord error // of ListServiceDeployments
	stops    []*ecs.StopServiceDeploymentInput

	targets   []elbtypes.TargetHealthDescription
	noTargets error
	lines     map[string][]string // by log stream
}

// rollingTarget deploys api:41.
var rollingTarget = Target{
	Region: "eu-west-1", Cluster: "main", Service: "api", TaskDefinition: definitions + "api:41", Container: "app",
}

func (f *serviceFake) client(target Target) *Client {
	return NewFrom(Services{ECS: f, LoadBalancers: elbFake{f: f}, Logs: logsFake{f}, Alarms: alarmsFake{}}, target)
}

func (f *serviceFake) DescribeServices(
	context.Context, *ecs.DescribeServicesInput, ...ecsOpt,
) (*ecs.DescribeServicesOutput, error) {
	i := f.looked
	f.looked++
	if i < len(f.errs) && f.errs[i] != nil {
		return nil, f.errs[i]
	}
	if len(f.looks) == 0 {
		return &ecs.DescribeServicesOutput{}, nil
	}
	return &ecs.DescribeServicesOutput{Services: []ecstypes.Service{f.looks[min(i, len(f.looks)-1)]}}, nil
}

func (f *serviceFake) ListTasks(_ context.Context, in *ecs.ListTasksInput, _ ...ecsOpt) (*ecs.ListTasksOutput, error) {
	out := &ecs.ListTasksOutput{}
	if f.stopped != nil && in.DesiredStatus == ecstypes.DesiredStatusStopped && aws.ToString(in.ServiceName) == "api" {
		for _, t := range f.stopped() {
			out.TaskArns = append(out.TaskArns, *t.TaskArn)
		}
	}
	return out, nil
}

func (f *serviceFake) DescribeTasks(
	_ context.Context, in *ecs.DescribeTasksInput, _ ...ecsOpt,
) (*ecs.DescribeTasksOutput, error) {
	return &ecs.DescribeTasksOutput{Tasks: slices.DeleteFunc(f.stopped(), func(t ecstypes.Task) bool {
		return !slices.Contains(in.Tasks, *t.TaskArn)
	})}, nil
}

func (f *serviceFake) DescribeTaskDefinition(
	_ context.Context, in *ecs.DescribeTaskDefinitionInput, _ ...ecsOpt,
) (*ecs.DescribeTaskDefinitionOutput, error) {
	return &ecs.DescribeTaskDefinitionOutput{TaskDefinition: &ecstypes.TaskDefinition{
		TaskDefinitionArn: in.TaskDefinition,
		ContainerDefinitions: []ecstypes.ContainerDefinition{{Name: aws.String("proxy")}, {
			Name: aws.String("app"), LogConfiguration: &ecstypes.LogConfiguration{
				LogDriver: ecstypes.LogDriverAwslogs,
				Options:   map[string]string{"awslogs-group": "logs", "awslogs-stream-prefix": "ecs"},
			},
		}},
	}}, nil
}

func (f *serviceFake) ListServiceDeployments(
	_ context.Context, in *ecs.ListServiceDeploymentsInput, _ ...ecsOpt,
) (*ecs.ListServiceDeploymentsOutput, error) {
	if f.noRecord != nil {
		return nil, f.noRecord
	}
	out, page := &ecs.ListServiceDeploymentsOutput{}, 0
	fmt.Sscan(aws.ToString(in.NextToken), &page)
	if page < len(f.pages) {
		for _, d := range f.pages[page] {
			if len(in.Status) == 0 || slices.Contains(in.Status, d.Status) {
				out.ServiceDeployments = append(out.ServiceDeployments, ecstypes.ServiceDeploymentBrief{
					ServiceDeploymentArn: d.ServiceDeploymentArn, Status: d.Status, CreatedAt: d.CreatedAt,
					TargetServiceRevisionArn: d.TargetServiceRevision.Arn, FinishedAt: d.CreatedAt,
					StatusReason: aws.String("it is steady."),
				})
			}
		}
	}
	if page+1 < len(f.pages) {
		out.NextToken = aws.String(fmt.Sprint(page + 1))
	}
	return out, nil
}

func (f *serviceFake) DescribeServiceDeployments(
	_ context.Context, in *ecs.DescribeServiceDeploymentsInput, _ ...ecsOpt,
) (*ecs.DescribeServiceDeploymentsOutput, error) {
	out := &ecs.DescribeServiceDeploymentsOutput{}
	for _, d := range slices.Concat(f.pages...) {
		if slices.Contains(in.ServiceDeploymentArns, *d.ServiceDeploymentArn) {
			out.ServiceDeployments = append(out.ServiceDeployments, d)
		}
	}
	return out, nil
}

// DescribeServiceRevisions takes the ARN of a revision for its task definition.
func (f *serviceFake) DescribeServiceRevisions(
	_ context.Context, in *ecs.DescribeServiceRevisionsInput, _ ...ecsOpt,
) (*ecs.DescribeServiceRevisionsOutput, error) {
	out := &ecs.DescribeServiceRevisionsOutput{}
	for _, arn := range in.ServiceRevisionArns {
		out.ServiceRevisions = append(out.ServiceRevisions, ecstypes.ServiceRevision{
			ServiceRevisionArn: aws.String(arn), TaskDefinition: aws.String(arn),
		})
	}
	return out, nil
}

func (f *serviceFake) StopServiceDeployment(
	_ context.Context, in *ecs.StopServiceDeploymentInput, _ ...ecsOpt,
) (*ecs.StopServiceDeploymentOutput, error) {
	f.stops = append(f.stops, in)
	return &ecs.StopServiceDeploymentOutput{}, nil
}

type elbFake struct {
	LoadBalancers
	f *serviceFake
}

func (e elbFake) DescribeTargetHealth(
	context.Context, *elasticloadbalancingv2.DescribeTargetHealthInput, ...elbOpt,
) (*elasticloadbalancingv2.DescribeTargetHealthOutput, error) {
	return &elasticloadbalancingv2.DescribeTargetHealthOutput{TargetHealthDescriptions: e.f.targets}, e.f.noTargets
}

type logsFake struct{ f *serviceFake }

func (l logsFake) GetLogEvents(
	_ context.Context, in *cloudwatchlogs.GetLogEventsInput, _ ...func(*cloudwatchlogs.Options),
) (*cloudwatchlogs.GetLogEventsOutput, error) {
	lines, ok := l.f.lines[*in.LogGroupName+" "+*in.LogStreamName]
	if !ok {
		return nil, &logtypes.ResourceNotFoundException{}
	}
	out := &cloudwatchlogs.GetLogEventsOutput{}
	for _, line := range lines {
		out.Events = append(out.Events, logtypes.OutputLogEvent{Message: aws.String(line)})
	}
	return out, nil
}

type alarmsFake struct{}

func (alarmsFake) DescribeAlarms(
	_ context.Context, in *cloudwatch.DescribeAlarmsInput, _ ...func(*cloudwatch.Options),
) (*cloudwatch.DescribeAlarmsOutput, error) {
	out := &cloudwatch.DescribeAlarmsOutput{}
	if len(in.AlarmNames) == 0 {
		return nil, errors.New("AWS takes that for all alarms of the account")
	}
	if len(in.AlarmTypes) != 2 {
		return nil, errors.New("AWS leaves out composite alarms unless asked")
	}
	for _, name := range in.AlarmNames {
		out.MetricAlarms = append(out.MetricAlarms, cwtypes.MetricAlarm{
			AlarmName: aws.String(name), StateReason: aws.String("7% of requests failed"),
		})
	}
	return out, nil
}
