package rollout

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func ended(code ecstypes.TaskStopCode, reason string, exit *int32) ecstypes.Task {
	return ecstypes.Task{StopCode: code, StoppedReason: aws.String(reason), Containers: []ecstypes.Container{
		{Name: aws.String("proxy"), ExitCode: aws.Int32(9)}, {Name: aws.String("app"), ExitCode: exit},
	}}
}

func exited(exit int32) ecstypes.Task {
	return ended(ecstypes.TaskStopCodeEssentialContainerExited, "Essential container in task exited", &exit)
}

func runTask(t *testing.T, fake *taskFake, target Target, limit time.Duration) (code int, events *recorder, err error) {
	events = &recorder{}
	if fake.serviceFake == nil {
		fake.serviceFake = &serviceFake{looks: []ecstypes.Service{rollingService()}}
	}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		defer cancel()
		code, err = fake.client(target).RunTask(ctx, []string{"migrate", "--password=hunter2"}, events.add)
	})
	return code, events, err
}

func (r *recorder) lines() (lines []string) {
	for _, e := range eventsOf[LogLine](r) {
		lines = append(lines, e.Line)
	}
	return lines
}

var allLines = []string{"line 1", "line 2", "line 3", "line 4"}

func TestRunTaskFollowsTheLogToItsLastLine(t *testing.T) {
	for _, exit := range []int32{0, 3} {
		fake := &taskFake{
			end: exited(exit), errs: []error{throttle{}}, hiccups: []error{throttle{}, nil, unknownHost},
			logErr: []error{throttle{}},
		}
		code, events, err := runTask(t, fake, rollingTarget, time.Hour)
		if err != nil || code != int(exit) {
			t.Fatalf("got %d, %v", code, err)
		}
		if !slices.Equal(events.lines(), allLines) {
			t.Errorf("got lines %q", events.lines())
		}
		if n := len(eventsOf[TaskStopped](events)); n != min(1, int(exit)) {
			t.Errorf("exit code %d was reported %d times", exit, n)
		}
	}
}

// The answer of the first call is lost, so the second has to be recognizable.
func TestRunTaskRepeatsTheSameCall(t *testing.T) {
	fake := &taskFake{end: exited(0), errs: []error{unknownHost}}
	if _, _, err := runTask(t, fake, rollingTarget, time.Hour); err != nil {
		t.Fatal(err)
	}
	if len(fake.runs) != 2 || aws.ToString(fake.runs[0].ClientToken) == "" ||
		*fake.runs[0].ClientToken != *fake.runs[1].ClientToken {
		t.Errorf("got %+v", fake.runs)
	}
	again := &taskFake{end: exited(0)}
	if _, _, err := runTask(t, again, rollingTarget, time.Hour); err != nil {
		t.Fatal(err)
	}
	if *again.runs[0].ClientToken == *fake.runs[0].ClientToken {
		t.Error("a later run of the same command would get the result of this one")
	}
}

func TestRunTaskFollowsOneThatRuns(t *testing.T) {
	command := []string{"migrate", "--password=hunter2"}
	startedBy := NewFrom(Services{}, rollingTarget).startedBy(command)
	fake := &taskFake{end: exited(0), running: startedBy}
	if code, _, err := runTask(t, fake, rollingTarget, time.Hour); err != nil || code != 0 || len(fake.runs) > 0 {
		t.Errorf("got %d, %v after %d starts", code, err, len(fake.runs))
	}
	if in := fake.listed[0]; in.ServiceName != nil || in.Family != nil || in.DesiredStatus != "" {
		t.Errorf("AWS takes startedBy only alone; got %+v", in)
	}
	if len(startedBy) != len("rollout-")+12 || strings.Contains(startedBy, "hunter2") {
		t.Errorf("got %q", startedBy)
	}
	other := rollingTarget
	other.TaskDefinition = definitions + "api:42"
	for _, different := range []string{
		NewFrom(Services{}, other).startedBy(command),
		NewFrom(Services{}, rollingTarget).startedBy([]string{"migrate --password=hunter2"}),
	} {
		if different == startedBy {
			t.Error("another command or revision has the same mark")
		}
	}
}

func TestRunTaskRunsAsTheServiceDoes(t *testing.T) {
	service := rollingService()
	service.LaunchType = ecstypes.LaunchTypeFargate
	service.PlatformVersion = aws.String("1.4.0")
	service.NetworkConfiguration = &ecstypes.NetworkConfiguration{
		AwsvpcConfiguration: &ecstypes.AwsVpcConfiguration{Subnets: []string{"subnet-rolling"}},
	}
	spot := service
	spot.CapacityProviderStrategy = []ecstypes.CapacityProviderStrategyItem{
		{CapacityProvider: aws.String("FARGATE_SPOT"), Weight: 1},
	}
	blueGreen := rollingTarget
	blueGreen.Application, blueGreen.DeploymentGroup = "api", "api"
	blueGreen.AppSpec = `{"version":0.0,"Resources":[{"TargetService":{"Type":"AWS::ECS::Service","Properties":{
		"TaskDefinition":"` + rollingTarget.TaskDefinition + `","PlatformVersion":"LATEST","NetworkConfiguration":
		{"AwsvpcConfiguration":{"Subnets":["subnet-a"],"SecurityGroups":["sg-1"],"AssignPublicIp":"DISABLED"}}}}}]}`
	blueGreenSpot := blueGreen
	blueGreenSpot.AppSpec = strings.Replace(blueGreen.AppSpec, `"PlatformVersion"`,
		`"CapacityProviderStrategy":[{"CapacityProvider":"FARGATE_SPOT","Weight":1}],"PlatformVersion"`, 1)

	for name, test := range map[string]struct {
		service               ecstypes.Service
		target                Target
		subnet, version, spot string
		launch                ecstypes.LaunchType
	}{
		"rolling": {
			service: service, target: rollingTarget, subnet: "subnet-rolling", version: "1.4.0", launch: "FARGATE",
		},
		"rolling, spot": {
			service: spot, target: rollingTarget, subnet: "subnet-rolling", version: "1.4.0", spot: "FARGATE_SPOT",
		},
		"blue/green":       {target: blueGreen, subnet: "subnet-a", version: "LATEST", launch: "FARGATE"},
		"blue/green, spot": {target: blueGreenSpot, subnet: "subnet-a", version: "LATEST", spot: "FARGATE_SPOT"},
	} {
		t.Run(name, func(t *testing.T) {
			fake := &taskFake{serviceFake: &serviceFake{looks: []ecstypes.Service{test.service}}, end: exited(0)}
			if _, _, err := runTask(t, fake, test.target, time.Hour); err != nil {
				t.Fatal(err)
			}
			in, spot := fake.runs[0], ""
			for _, item := range in.CapacityProviderStrategy {
				spot = *item.CapacityProvider
			}
			if got := in.NetworkConfiguration.AwsvpcConfiguration.Subnets; !slices.Equal(got, []string{test.subnet}) {
				t.Errorf("got subnets %v", got)
			}
			if *in.PlatformVersion != test.version || in.LaunchType != test.launch || spot != test.spot {
				t.Errorf("got version %s, launch type %q, provider %q", *in.PlatformVersion, in.LaunchType, spot)
			}
			override := in.Overrides.ContainerOverrides
			if len(override) != 1 || *override[0].Name != "app" || override[0].Command[0] != "migrate" {
				t.Errorf("got overrides %+v", override)
			}
			if in.PropagateTags != ecstypes.PropagateTagsTaskDefinition || *in.TaskDefinition != rollingTarget.TaskDefinition {
				t.Errorf("got %+v", in)
			}
		})
	}
}

func TestRunTaskErrors(t *testing.T) {
	denied := errors.New("denied")
	notFound := "CannotPullContainerError: not found"
	for name, test := range map[string]struct {
		fake  *taskFake
		limit time.Duration
		want  string
		is    error
	}{
		"may not be started": {fake: &taskFake{errs: []error{denied}}, want: "was not started", is: denied},
		"has no place":       {fake: &taskFake{failure: "RESOURCE:MEMORY"}, want: "RESOURCE:MEMORY"},
		"never ran": {
			fake: &taskFake{end: ended(ecstypes.TaskStopCodeTaskFailedToStart, notFound, nil)},
			want: "task one did not run its command: " + notFound,
		},
		"is still running": {
			fake: &taskFake{}, limit: 30 * time.Second, is: context.DeadlineExceeded,
			want: "deadline exceeded\ntask one in cluster main goes on", // two errors
		},
		"was forgotten": {fake: &taskFake{forget: true}, want: "task one is unknown to ECS"},
	} {
		t.Run(name, func(t *testing.T) {
			if test.limit == 0 {
				test.limit = time.Hour
			}
			code, events, err := runTask(t, test.fake, rollingTarget, test.limit)
			if code != -1 || err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %d, %v", code, err)
			}
			if test.is != nil && !errors.Is(err, test.is) {
				t.Errorf("got %v, want it to wrap %v", err, test.is)
			}
			if text := fmt.Sprint(err, events.all); strings.Contains(text, "hunter2") {
				t.Errorf("the command is shown: %s", text)
			}
		})
	}
	if code, err := (&taskFake{}).client(rollingTarget).RunTask(t.Context(), nil, nil); code != -1 || err == nil {
		t.Errorf("an empty command gave %d, %v", code, err)
	}
}

func TestRunTaskWithoutAccessToItsLog(t *testing.T) {
	fake := &taskFake{end: exited(0), logErr: []error{errors.New("denied")}}
	code, events, err := runTask(t, fake, rollingTarget, time.Hour)
	if err != nil || code != 0 || len(events.lines()) > 0 {
		t.Errorf("got %d, %v, lines %q", code, err, events.lines())
	}
	if n := len(eventsOf[Retrying](events)); n != 1 {
		t.Errorf("the missing log was reported %d times", n)
	}
}
