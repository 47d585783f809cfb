package rollout

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const (
	completed  = ecstypes.DeploymentRolloutStateCompleted
	inProgress = ecstypes.DeploymentRolloutStateInProgress
	failed     = ecstypes.DeploymentRolloutStateFailed
)

// waitRolling waits for at most ten minutes of the fake's time.
func waitRolling(t *testing.T, fake *serviceFake) (*recorder, error) {
	var events recorder
	var err error
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		err = fake.client(rollingTarget).WaitRolling(ctx, events.add)
	})
	return &events, err
}

func TestWaitRollingFollowsTheDeployment(t *testing.T) {
	fake := &serviceFake{looks: []ecstypes.Service{
		rollingService(deployment(41, "PRIMARY", inProgress, 0), deployment(40, "ACTIVE", completed, 2)),
		rollingService(deployment(41, "PRIMARY", inProgress, 2), deployment(40, "ACTIVE", completed, 1)),
		rollingService(deployment(41, "PRIMARY", completed, 2)),
	}}
	events, err := waitRolling(t, fake)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := events.all[1].(Started); !ok {
		t.Errorf("the wait does not say what it follows: %+v", events.all)
	}
	var phases []bool
	for _, e := range eventsOf[PhaseChanged](events) {
		phases = append(phases, e.Done)
	}
	if !slices.Equal(phases, []bool{false, true}) {
		t.Errorf("got phase ends %v", phases)
	}
	tasks := eventsOf[TasksChanged](events)
	if first := tasks[0]; first.Blue != (Tasks{TaskDefinition: "api:40", Running: 2, Desired: 2}) ||
		first.Green != (Tasks{TaskDefinition: "api:41", Desired: 2}) {
		t.Errorf("got %+v", first)
	}
	if last := tasks[len(tasks)-1]; last.Green.Running != 2 || last.Blue != (Tasks{}) {
		t.Errorf("the new tasks ended as %+v", last)
	}
}

func TestWaitRollingOfARevisionThatServes(t *testing.T) {
	fake := &serviceFake{looks: []ecstypes.Service{rollingService(deployment(41, "PRIMARY", completed, 2))}}
	if _, err := waitRolling(t, fake); err != nil {
		t.Error(err)
	}
	fake = &serviceFake{looks: []ecstypes.Service{rollingService(deployment(41, "PRIMARY", completed, 1))}}
	_, err := waitRolling(t, fake)
	wantFailure(t, err, ErrUnhealthy)
}

// A revision may have been deployed before: the tasks of that time are no evidence.
func TestWaitRollingLeavesOutTasksOfAnEarlierDeployment(t *testing.T) {
	fake := &serviceFake{
		looks: []ecstypes.Service{
			rollingService(deployment(41, "PRIMARY", inProgress, 0)), rollingService(deployment(41, "PRIMARY", completed, 2)),
		},
		stopped: func() []ecstypes.Task { return []ecstypes.Task{crashed("a", "ecs-svc/earlier", 41)} },
	}
	events, err := waitRolling(t, fake)
	if stopped := eventsOf[TaskStopped](events); err != nil || len(stopped) > 0 {
		t.Errorf("got %v with %+v", err, stopped)
	}
}

func TestWaitRollingSurvivesThrottlesAndTheNetwork(t *testing.T) {
	fake := &serviceFake{
		errs:  []error{throttle{}, serverError{}, unknownHost},
		looks: []ecstypes.Service{rollingService(deployment(41, "PRIMARY", completed, 2))},
	}
	events, err := waitRolling(t, fake)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(eventsOf[Retrying](events)); n != 3 {
		t.Errorf("got %d retries", n)
	}
	denied := errors.New("denied")
	if _, err := waitRolling(t, &serviceFake{errs: []error{denied}}); !errors.Is(err, denied) {
		t.Errorf("got %v", err)
	}
	for _, fake := range []*serviceFake{{}, {errs: []error{&ecstypes.ClusterNotFoundException{}}}} {
		_, err := waitRolling(t, fake)
		if err == nil || !strings.Contains(err.Error(), `service "api" does not exist in cluster "main"`) {
			t.Errorf("got %v", err)
		}
	}
}

func TestWaitRollingLeavesTheDeploymentRunning(t *testing.T) {
	fake := &serviceFake{looks: []ecstypes.Service{rollingService(deployment(41, "PRIMARY", inProgress, 0))}}
	if _, err := waitRolling(t, fake); !errors.Is(err, context.DeadlineExceeded) || len(fake.stops) > 0 {
		t.Errorf("got %v, %d stops", err, len(fake.stops))
	}
}

func TestStopRollingRollsBackTheNewest(t *testing.T) {
	fake := &serviceFake{pages: [][]ecstypes.ServiceDeployment{
		{record(39, ecstypes.ServiceDeploymentStatusInProgress, 1)},
		{
			record(41, ecstypes.ServiceDeploymentStatusInProgress, 5),
			record(42, ecstypes.ServiceDeploymentStatusSuccessful, 7),
		},
	}}
	if err := fake.client(rollingTarget).StopRolling(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(fake.stops) != 1 || *fake.stops[0].ServiceDeploymentArn != "deployment/41-5" ||
		fake.stops[0].StopType != ecstypes.StopServiceDeploymentStopTypeRollback {
		t.Errorf("got %+v", fake.stops)
	}
	if err := (&serviceFake{}).client(rollingTarget).StopRolling(t.Context()); err == nil {
		t.Error("stopping nothing succeeded")
	}
}

func TestARollingWaitRefusesABlueGreenService(t *testing.T) {
	target := rollingTarget
	target.Application = "api"
	client := (&serviceFake{}).client(target)
	for _, err := range []error{client.WaitRolling(t.Context(), nil), client.StopRolling(t.Context())} {
		if err == nil || !strings.Contains(err.Error(), "blue/green") {
			t.Errorf("got %v", err)
		}
	}
}
