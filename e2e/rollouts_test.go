package e2e

import (
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	scalingtypes "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cloudwatchtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"

	"github.com/knwl-platform/infra/e2e/emulator"
)

// A client must be able to follow a deployment through AWS's own SDK: another shape, or another
// protocol, would be read as nothing.
func TestTheSDKReadsADeployment(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	clock := s.cloud.Clock(t).HoldAt(emulator.Shift)
	id := s.deploy(s.second)
	clock.AwaitPhase(t, emulator.Shift)

	target := only(s.account, "targets", answer(s.codedeploy.BatchGetDeploymentTargets(t.Context(),
		&codedeploy.BatchGetDeploymentTargetsInput{DeploymentId: &id, TargetIds: []string{"main:shop"}},
	))(s.account).DeploymentTargets).EcsTarget
	weights := map[types.TargetLabel]float64{}
	for _, set := range target.TaskSetsInfo {
		weights[set.TaskSetLabel] = set.TrafficWeight
	}
	if weights[types.TargetLabelBlue] != 90 || weights[types.TargetLabelGreen] != 10 {
		t.Errorf("the weights are %v", weights)
	}
	events := map[string]types.LifecycleEventStatus{}
	for _, event := range target.LifecycleEvents {
		events[aws.ToString(event.LifecycleEventName)] = event.Status
	}
	if events["Install"] != types.LifecycleEventStatusSucceeded ||
		events["AllowTraffic"] != types.LifecycleEventStatusInProgress {
		t.Errorf("the lifecycle events are %v", events)
	}
	service := s.service()
	green := service.TaskSets[slices.IndexFunc(service.TaskSets, func(set ecstypes.TaskSet) bool {
		return aws.ToString(set.ExternalId) == id
	})]
	if green.RunningCount != 2 || aws.ToString(green.Status) != "ACTIVE" {
		t.Errorf("the green task set is %+v", green)
	}
	tasks := answer(s.ecs.ListTasks(t.Context(),
		&ecs.ListTasksInput{Cluster: aws.String("main"), StartedBy: green.Id}))(s.account)
	if len(tasks.TaskArns) != 2 {
		t.Errorf("the green tasks are %q", tasks.TaskArns)
	}
	health := answer(s.elb.DescribeTargetHealth(t.Context(),
		&elasticloadbalancingv2.DescribeTargetHealthInput{TargetGroupArn: &s.green}))(s.account)
	if len(health.TargetHealthDescriptions) != 2 {
		t.Errorf("the green targets are %+v", health.TargetHealthDescriptions)
	}
	clock.Release()
	clock.AwaitPhase(t, emulator.Succeeded)
	info := s.info(id)
	if info.Status != types.DeploymentStatusSucceeded || info.CompleteTime == nil || info.ErrorInformation != nil {
		t.Errorf("the deployment is %+v", info)
	}
	if weights := forwards(only(s.account, "actions", s.listener(s.http).DefaultActions)); weights[s.green] != 100 {
		t.Errorf("the listener forwards to %v", weights)
	}
}

// CloudWatch's client speaks CBOR.
func TestTheSDKReadsAnAlarmThatStopsADeployment(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.cloud.Inject(t, emulator.Injection{Alarm: &emulator.Alarm{Name: "errors", Phase: emulator.TerminationWait}})
	id := s.deploy(s.second)
	clock := s.cloud.Clock(t)
	clock.AwaitPhase(t, emulator.Stopped)
	for i := 0; len(s.cloud.Deployments(t)) < 2 && i < 100; i++ {
		time.Sleep(20 * time.Millisecond)
	}
	back := clock.AwaitPhase(t, emulator.Succeeded)
	if back.Creator != "codeDeployRollback" || back.Phase != emulator.Succeeded {
		t.Errorf("the rollback is %+v", back)
	}
	info := s.info(id)
	if info.ErrorInformation.Code != types.ErrorCodeAlarmActive || info.RollbackInfo.RollbackDeploymentId == nil {
		t.Errorf("the deployment is %+v", info)
	}
	both := []cloudwatchtypes.AlarmType{cloudwatchtypes.AlarmTypeMetricAlarm, cloudwatchtypes.AlarmTypeCompositeAlarm}
	alarms := answer(s.cloudwatch.DescribeAlarms(t.Context(),
		&cloudwatch.DescribeAlarmsInput{AlarmNames: []string{"errors", "any"}, AlarmTypes: both}))(s.account)
	metric := only(s.account, "metric alarms", alarms.MetricAlarms)
	if metric.StateValue != cloudwatchtypes.StateValueAlarm || metric.StateUpdatedTimestamp == nil ||
		aws.ToFloat64(metric.Threshold) != 1 {
		t.Errorf("the alarm is %+v", metric)
	}
	composite := only(s.account, "composite alarms", alarms.CompositeAlarms)
	if composite.StateValue != cloudwatchtypes.StateValueAlarm || aws.ToString(composite.AlarmRule) == "" {
		t.Errorf("the composite alarm is %+v", composite)
	}
}

func TestTheSDKReadsATaskThatFailed(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.cloud.Inject(t, emulator.Injection{Of: s.second, OneOff: &emulator.Exit{Code: 2, Lines: []string{"no database"}}})
	run := answer(s.ecs.RunTask(t.Context(), &ecs.RunTaskInput{
		Cluster: aws.String("main"), TaskDefinition: &s.second, NetworkConfiguration: s.network,
	}))(s.account)
	arn := only(s.account, "tasks", run.Tasks).TaskArn
	waiter := ecs.NewTasksStoppedWaiter(s.ecs, func(o *ecs.TasksStoppedWaiterOptions) {
		o.MinDelay, o.MaxDelay = 20*time.Millisecond, 20*time.Millisecond
	})
	described := answer(waiter.WaitForOutput(t.Context(),
		&ecs.DescribeTasksInput{Cluster: aws.String("main"), Tasks: []string{*arn}}, time.Minute))(s.account)
	task := only(s.account, "tasks", described.Tasks)
	if code := task.Containers[0].ExitCode; aws.ToInt32(code) != 2 || task.StopCode != "EssentialContainerExited" {
		t.Errorf("the task is %+v", task)
	}
	events := answer(s.logs.FilterLogEvents(t.Context(),
		&cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String("shop")}))(s.account).Events
	if message := aws.ToString(only(s.account, "lines", events).Message); message != "no database" {
		t.Errorf("the log says %q", message)
	}
}

// A client whose answer gets lost cannot know whether its deployment started: its retry is refused
// by the deployment that did. A throttled call only takes longer.
func TestLostAndThrottledCalls(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.cloud.Clock(t).HoldAt(emulator.Install)
	s.cloud.Inject(t, emulator.Injection{LoseAnswer: "CreateDeployment"})
	_, err := s.tryDeploy(s.second)
	if want := "already has an active Deployment '" + s.cloud.Deployments(t)[0].ID + "'"; !errorContains(err, want) {
		t.Errorf("the retry ended with %v, want %q", err, want)
	}
	for call, make := range map[string]func() error{
		"DescribeServices": func() error { s.service(); return nil },
		"DescribeAlarms": func() error {
			_, err := s.cloudwatch.DescribeAlarms(t.Context(), &cloudwatch.DescribeAlarmsInput{})
			return err
		},
		"DescribeListeners": func() error { s.listener(s.http); return nil },
	} {
		s.cloud.Inject(t, emulator.Injection{Throttle: &emulator.Throttle{Call: call, Times: 1}})
		if err := make(); err != nil {
			t.Errorf("%s is not repeated: %v", call, err)
		}
		s.cloud.Inject(t, emulator.Injection{Throttle: &emulator.Throttle{Call: call, Times: 3}})
		if call == "DescribeAlarms" {
			if err := make(); !errorContains(err, "Throttling") {
				t.Errorf("three throttled calls of %s end with %v", call, err)
			}
		}
		s.cloud.Heal(t)
	}
}

func TestTheSDKReadsSuspendedScaling(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	scaling := applicationautoscaling.NewFromConfig(s.Config)
	resource := "service/main/shop"
	for _, suspended := range []bool{true, false} {
		answer(scaling.RegisterScalableTarget(t.Context(), &applicationautoscaling.RegisterScalableTargetInput{
			ServiceNamespace: scalingtypes.ServiceNamespaceEcs, ResourceId: &resource,
			ScalableDimension: scalingtypes.ScalableDimensionECSServiceDesiredCount,
			MinCapacity:       aws.Int32(1), MaxCapacity: aws.Int32(4),
			SuspendedState: &scalingtypes.SuspendedState{DynamicScalingInSuspended: &suspended},
		}))(s.account)
		targets := answer(scaling.DescribeScalableTargets(t.Context(), &applicationautoscaling.DescribeScalableTargetsInput{
			ServiceNamespace: scalingtypes.ServiceNamespaceEcs, ResourceIds: []string{resource},
		}))(s.account).ScalableTargets
		state := only(s.account, "scalable targets", targets).SuspendedState
		if state == nil || aws.ToBool(state.DynamicScalingInSuspended) != suspended {
			t.Errorf("suspended is %+v, want %t", state, suspended)
		}
	}
}
