package rollout_test

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	scaling "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	aastypes "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

type (
	ecsOpt   = func(*ecs.Options)
	elbOpt   = func(*elb.Options)
	ecsWorld struct {
		rollout.ECS
		w *world
	}
	elbWorld struct {
		rollout.LoadBalancers
		w *world
	}
	alarmsWorld  struct{ w *world }
	logsWorld    struct{ w *world }
	scalingWorld struct{ w *world }
)

func (e ecsWorld) DescribeServices(
	ctx context.Context, in *ecs.DescribeServicesInput, _ ...ecsOpt,
) (out *ecs.DescribeServicesOutput, err error) {
	leave, err := e.w.enter(ctx, "DescribeServices")
	if err != nil {
		return nil, err
	}
	defer leave(&err)
	if *in.Cluster != "main" {
		return nil, &ecstypes.ClusterNotFoundException{}
	}
	if in.Services[0] != "api" {
		return &ecs.DescribeServicesOutput{}, nil
	}
	service := ecstypes.Service{
		Status: aws.String("ACTIVE"), DeploymentController: &ecstypes.DeploymentController{Type: e.w.controller},
	}
	for _, set := range e.w.sets {
		service.TaskSets = append(service.TaskSets, *set)
	}
	return &ecs.DescribeServicesOutput{Services: []ecstypes.Service{service}}, nil
}

func (e ecsWorld) ListTasks(
	ctx context.Context, _ *ecs.ListTasksInput, _ ...ecsOpt,
) (out *ecs.ListTasksOutput, err error) {
	leave, err := e.w.enter(ctx, "ListTasks")
	if err != nil {
		return nil, err
	}
	defer leave(&err)
	out = &ecs.ListTasksOutput{}
	for _, t := range e.w.stopped {
		out.TaskArns = append(out.TaskArns, *t.TaskArn)
	}
	return out, nil
}

func (e ecsWorld) DescribeTasks(
	ctx context.Context, in *ecs.DescribeTasksInput, _ ...ecsOpt,
) (out *ecs.DescribeTasksOutput, err error) {
	leave, err := e.w.enter(ctx, "DescribeTasks")
	if err != nil {
		return nil, err
	}
	defer leave(&err)
	out = &ecs.DescribeTasksOutput{}
	for _, t := range e.w.stopped {
		if slices.Contains(in.Tasks, *t.TaskArn) {
			out.Tasks = append(out.Tasks, t)
		}
	}
	return out, nil
}

func (e ecsWorld) DescribeTaskDefinition(
	_ context.Context, in *ecs.DescribeTaskDefinitionInput, _ ...ecsOpt,
) (*ecs.DescribeTaskDefinitionOutput, error) {
	return &ecs.DescribeTaskDefinitionOutput{TaskDefinition: &ecstypes.TaskDefinition{
		TaskDefinitionArn: in.TaskDefinition,
		ContainerDefinitions: []ecstypes.ContainerDefinition{{
			Name: aws.String("app"), LogConfiguration: &ecstypes.LogConfiguration{
				LogDriver: ecstypes.LogDriverAwslogs,
				Options:   map[string]string{"awslogs-group": "logs", "awslogs-stream-prefix": "app"},
			},
		}},
	}}, nil
}

func (e elbWorld) DescribeListeners(
	ctx context.Context, in *elb.DescribeListenersInput, _ ...elbOpt,
) (out *elb.DescribeListenersOutput, err error) {
	leave, err := e.w.enter(ctx, "DescribeListeners")
	if err != nil {
		return nil, err
	}
	defer leave(&err)
	group := "green" // of the test listener
	if strings.HasSuffix(in.ListenerArns[0], "production") {
		group = e.w.production
	}
	return &elb.DescribeListenersOutput{Listeners: []elbtypes.Listener{{
		DefaultActions: []elbtypes.Action{{ForwardConfig: &elbtypes.ForwardActionConfig{
			TargetGroups: []elbtypes.TargetGroupTuple{
				{TargetGroupArn: aws.String(group), Weight: aws.Int32(100)},
				{TargetGroupArn: aws.String("blue"), Weight: aws.Int32(0)},
			},
		}}},
	}}}, nil
}

func (e elbWorld) DescribeRules(context.Context, *elb.DescribeRulesInput, ...elbOpt) (*elb.DescribeRulesOutput, error) {
	return &elb.DescribeRulesOutput{}, nil
}

func (e elbWorld) DescribeTargetHealth(
	ctx context.Context, in *elb.DescribeTargetHealthInput, _ ...elbOpt,
) (out *elb.DescribeTargetHealthOutput, err error) {
	leave, err := e.w.enter(ctx, "DescribeTargetHealth")
	if err != nil {
		return nil, err
	}
	defer leave(&err)
	health := elbtypes.TargetHealth{State: elbtypes.TargetHealthStateEnumUnused} // as before test traffic
	if e.w.sick == *in.TargetGroupArn {
		health = elbtypes.TargetHealth{
			State: elbtypes.TargetHealthStateEnumUnhealthy, Reason: elbtypes.TargetHealthReasonEnumTimeout,
			Description: aws.String("Request timed out"),
		}
	}
	return &elb.DescribeTargetHealthOutput{TargetHealthDescriptions: []elbtypes.TargetHealthDescription{{
		Target: &elbtypes.TargetDescription{Id: aws.String("10.0.0.7"), Port: aws.Int32(8000)}, TargetHealth: &health,
	}}}, nil
}

func (a alarmsWorld) DescribeAlarms(
	ctx context.Context, in *cloudwatch.DescribeAlarmsInput, _ ...func(*cloudwatch.Options),
) (out *cloudwatch.DescribeAlarmsOutput, err error) {
	leave, err := a.w.enter(ctx, "DescribeAlarms")
	if err != nil {
		return nil, err
	}
	defer leave(&err)
	out = &cloudwatch.DescribeAlarmsOutput{}
	for _, name := range in.AlarmNames {
		if reason := a.w.alarms[name]; reason != "" && slices.Contains(in.AlarmTypes, cwtypes.AlarmTypeCompositeAlarm) {
			out.CompositeAlarms = append(out.CompositeAlarms, cwtypes.CompositeAlarm{
				AlarmName: aws.String(name), StateReason: aws.String(reason), StateValue: cwtypes.StateValueAlarm,
			})
		}
	}
	return out, nil
}

func (l logsWorld) GetLogEvents(
	_ context.Context, in *cloudwatchlogs.GetLogEventsInput, _ ...func(*cloudwatchlogs.Options),
) (*cloudwatchlogs.GetLogEventsOutput, error) {
	return &cloudwatchlogs.GetLogEventsOutput{Events: []logtypes.OutputLogEvent{
		{Message: aws.String("panic: no database in " + *in.LogStreamName)},
	}}, nil
}

func (s scalingWorld) DescribeScalableTargets(
	ctx context.Context, _ *scaling.DescribeScalableTargetsInput, _ ...func(*scaling.Options),
) (out *scaling.DescribeScalableTargetsOutput, err error) {
	leave, err := s.w.enter(ctx, "DescribeScalableTargets")
	if err != nil {
		return nil, err
	}
	defer leave(&err)
	out = &scaling.DescribeScalableTargetsOutput{}
	if held := s.w.scaling; held != nil {
		out.ScalableTargets = []aastypes.ScalableTarget{{SuspendedState: &aastypes.SuspendedState{
			DynamicScalingInSuspended: aws.Bool(held[0]), DynamicScalingOutSuspended: aws.Bool(held[1]),
			ScheduledScalingSuspended: aws.Bool(held[2]),
		}}}
	}
	return out, nil
}

func (s scalingWorld) RegisterScalableTarget(
	ctx context.Context, in *scaling.RegisterScalableTargetInput, _ ...func(*scaling.Options),
) (out *scaling.RegisterScalableTargetOutput, err error) {
	leave, err := s.w.enter(ctx, "RegisterScalableTarget")
	if err != nil {
		return nil, err
	}
	defer leave(&err)
	state := in.SuspendedState
	s.w.scaling = &[3]bool{
		*state.DynamicScalingInSuspended, *state.DynamicScalingOutSuspended, *state.ScheduledScalingSuspended,
	}
	return &scaling.RegisterScalableTargetOutput{}, nil
}
