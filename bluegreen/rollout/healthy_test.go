package rollout

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// blueGreenService has api:41 as its PRIMARY task set "green", in the target group "tg".
func blueGreenService(stability ecstypes.StabilityStatus, running, desired int32) ecstypes.Service {
	set := func(id, status string, revision int) ecstypes.TaskSet {
		return ecstypes.TaskSet{
			Id: aws.String(id), Status: aws.String(status), StabilityStatus: stability,
			TaskDefinition: aws.String(fmt.Sprint(definitions, "api:", revision)),
			RunningCount:   running, ComputedDesiredCount: desired,
			LoadBalancers: []ecstypes.LoadBalancer{{TargetGroupArn: aws.String("tg")}},
		}
	}
	return ecstypes.Service{
		Status: aws.String("ACTIVE"), TaskSets: []ecstypes.TaskSet{set("blue", "ACTIVE", 40), set("green", "PRIMARY", 41)},
	}
}

func target(ip string, state elbtypes.TargetHealthStateEnum) elbtypes.TargetHealthDescription {
	return elbtypes.TargetHealthDescription{
		Target: &elbtypes.TargetDescription{Id: aws.String(ip), Port: aws.Int32(80)},
		TargetHealth: &elbtypes.TargetHealth{
			State: state, Reason: "Target.Timeout", Description: aws.String("Request timed out"),
		},
	}
}

func TestAwaitHealthyDecides(t *testing.T) {
	const steady, stabilizing = ecstypes.StabilityStatusSteadyState, ecstypes.StabilityStatusStabilizing
	const healthy, initial = elbtypes.TargetHealthStateEnumHealthy, elbtypes.TargetHealthStateEnumInitial
	balanced := rollingService(deployment(41, "PRIMARY", inProgress, 2))
	balanced.LoadBalancers = []ecstypes.LoadBalancer{{TargetGroupArn: aws.String("tg")}}

	for name, test := range map[string]struct {
		service ecstypes.Service
		targets []elbtypes.TargetHealthDescription
		sick    string // empty: healthy
	}{
		"all run":        {service: blueGreenService(steady, 2, 2), targets: targetsOf(healthy, healthy)},
		"one is missing": {service: blueGreenService(steady, 1, 2), targets: targetsOf(healthy), sick: "1 of 2 tasks"},
		"still changing": {
			service: blueGreenService(stabilizing, 2, 2), targets: targetsOf(healthy, healthy), sick: "still changes",
		},
		"no target yet":       {service: blueGreenService(steady, 2, 2), sick: "0 of 2 tasks of api:41 healthy so far"},
		"a target is checked": {service: blueGreenService(steady, 2, 2), targets: targetsOf(healthy, initial), sick: "1 of"},
		"a target is unhealthy": {
			service: blueGreenService(steady, 2, 2),
			targets: targetsOf(healthy, healthy, elbtypes.TargetHealthStateEnumUnhealthy), sick: "finds 1 tasks of api:41",
		},
		"no listener": {
			service: blueGreenService(steady, 2, 2), sick: "unhealthy",
			targets: targetsOf(elbtypes.TargetHealthStateEnumUnused, elbtypes.TargetHealthStateEnumUnused),
		},
		"old targets drain": {
			service: blueGreenService(steady, 2, 2),
			targets: targetsOf(healthy, healthy, elbtypes.TargetHealthStateEnumDraining),
		},
		"no task is wanted":       {service: blueGreenService(steady, 0, 0)},
		"rolling":                 {service: balanced, targets: targetsOf(healthy, healthy)},
		"rolling without targets": {service: balanced, sick: "0 of 2"},
		"rolling, no balancer":    {service: rollingService(deployment(41, "PRIMARY", completed, 2))},
		"rolling, one is missing": {service: rollingService(deployment(41, "PRIMARY", completed, 1)), sick: "1 of 2"},
		"nothing serves":          {service: rollingService(), sick: "no primary deployment"},
	} {
		t.Run(name, func(t *testing.T) {
			fake := &serviceFake{looks: []ecstypes.Service{test.service}, targets: test.targets}
			_, err := awaitHealthy(t, fake)
			if test.sick == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if f := wantFailure(t, err, ErrUnhealthy); !strings.Contains(f.Reason, test.sick) {
				t.Errorf("got reason %q, want %q", f.Reason, test.sick)
			}
		})
	}
}

func targetsOf(states ...elbtypes.TargetHealthStateEnum) (all []elbtypes.TargetHealthDescription) {
	for i, state := range states {
		all = append(all, target(fmt.Sprintf("10.0.0.%d", i), state))
	}
	return all
}

func awaitHealthy(t *testing.T, fake *serviceFake) (*recorder, error) {
	var events recorder
	var err error
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		err = fake.client(rollingTarget).AwaitHealthy(ctx, events.add)
	})
	return &events, err
}

func TestAwaitHealthyWaitsForTheLastTask(t *testing.T) {
	fake := &serviceFake{errs: []error{throttle{}}, looks: []ecstypes.Service{
		{},
		rollingService(deployment(41, "PRIMARY", completed, 1)),
		rollingService(deployment(41, "PRIMARY", completed, 1)),
		rollingService(deployment(41, "PRIMARY", completed, 2)),
	}}
	events, err := awaitHealthy(t, fake)
	if err != nil {
		t.Fatal(err)
	}
	var running []int
	for _, e := range eventsOf[TasksChanged](events) {
		running = append(running, e.Blue.Running)
	}
	if !slices.Equal(running, []int{1, 2}) {
		t.Errorf("got %v running", running)
	}
}

func TestAwaitHealthyReportsUnhealthyTargets(t *testing.T) {
	fake := &serviceFake{
		looks:   []ecstypes.Service{blueGreenService(ecstypes.StabilityStatusSteadyState, 2, 2)},
		targets: targetsOf(elbtypes.TargetHealthStateEnumHealthy, elbtypes.TargetHealthStateEnumUnhealthy),
	}
	events, err := awaitHealthy(t, fake)
	f := wantFailure(t, err, ErrUnhealthy)
	want := TargetUnhealthy{Target: "10.0.0.1:80", Reason: "Target.Timeout", Description: "Request timed out"}
	if got := eventsOf[TargetUnhealthy](events); !slices.Equal(got, []TargetUnhealthy{want}) {
		t.Errorf("got events %+v", got)
	}
	if !slices.Equal(f.Evidence, []string{"target 10.0.0.1:80 is unhealthy: Request timed out (Target.Timeout)"}) {
		t.Errorf("got evidence %q", f.Evidence)
	}
	if f.Serving != "api:41 on 2 tasks" {
		t.Errorf("got serving %q", f.Serving)
	}
}

// A task that stopped before the wait, or of the task set that does not serve, is no evidence.
func TestAwaitHealthyEndsAtTheThirdStoppedTask(t *testing.T) {
	var events recorder
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		fake := &serviceFake{
			looks: []ecstypes.Service{blueGreenService(ecstypes.StabilityStatusSteadyState, 1, 2)},
			lines: map[string][]string{"logs ecs/app/2": {"no database"}},
			stopped: func() (tasks []ecstypes.Task) {
				tasks = append(tasks, crashed("before", "green", 41))
				for i := range int(time.Since(start).Minutes()) {
					tasks = append(tasks, crashed(fmt.Sprint(i), "green", 41), crashed(fmt.Sprint("blue", i), "blue", 40))
				}
				return tasks
			},
		}
		err := fake.client(rollingTarget).AwaitHealthy(t.Context(), events.add)
		f := wantFailure(t, err, ErrUnhealthy)
		if waited := time.Since(start); waited != 3*time.Minute {
			t.Errorf("gave up after %v", waited)
		}
		if f.Reason != "3 tasks of api:41 stopped by themselves" || !slices.Contains(f.Evidence, "  no database") {
			t.Errorf("got %q with %q", f.Reason, f.Evidence)
		}
	})
	var ids []string
	for _, e := range eventsOf[TaskStopped](&events) {
		ids = append(ids, e.Task)
	}
	if !slices.Equal(ids, []string{"0", "1", "2"}) {
		t.Errorf("got %v", ids)
	}
}

// Between two crashes all tasks run.
func TestAwaitHealthyMistrustsTasksThatJustCrashed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		fake := &serviceFake{
			looks: []ecstypes.Service{rollingService(deployment(41, "PRIMARY", completed, 2))},
			stopped: func() (tasks []ecstypes.Task) {
				for i := range 3 {
					task := crashed(fmt.Sprint(i), "ecs-svc/41", 41)
					task.StoppedAt = aws.Time(start.Add(-time.Duration(i) * time.Minute))
					old := crashed(fmt.Sprint("old", i), "ecs-svc/40", 40)
					old.StoppedAt = aws.Time(start)
					tasks = append(tasks, task, old)
				}
				return tasks
			},
		}
		if err := fake.client(rollingTarget).AwaitHealthy(t.Context(), nil); err != nil {
			t.Error(err)
		}
		if waited := time.Since(start); waited != 3*time.Minute { // the first crash is then five minutes ago
			t.Errorf("waited %v", waited)
		}
	})
}

func TestAwaitHealthyWithoutAnswer(t *testing.T) {
	fake := &serviceFake{
		looks:     []ecstypes.Service{blueGreenService(ecstypes.StabilityStatusSteadyState, 0, 0)},
		noTargets: throttle{},
	}
	_, err := awaitHealthy(t, fake)
	if f := wantFailure(t, err, ErrUnhealthy); f.Reason != "AWS gave no answer in time" {
		t.Errorf("got %q", f.Reason)
	}
}
