package rollout

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
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

func TestWaitRollingTellsWhyItWasRolledBack(t *testing.T) {
	breaker := record(41, ecstypes.ServiceDeploymentStatusRollbackSuccessful, 5)
	breaker.Rollback = &ecstypes.Rollback{Reason: aws.String("the circuit breaker tripped")}
	breaker.DeploymentCircuitBreaker = &ecstypes.ServiceDeploymentCircuitBreaker{FailureCount: 3, Threshold: 3}
	alarm := record(41, ecstypes.ServiceDeploymentStatusRollbackSuccessful, 5)
	alarm.StatusReason = aws.String("an alarm fired.")
	alarm.Alarms = &ecstypes.ServiceDeploymentAlarms{TriggeredAlarmNames: []string{"errors"}}
	broken := record(41, ecstypes.ServiceDeploymentStatusRollbackFailed, 5)
	broken.StatusReason = aws.String("no capacity")
	gone := rollingService(deployment(40, "PRIMARY", completed, 2))
	stuck := deployment(41, "PRIMARY", failed, 0)
	stuck.RolloutStateReason = aws.String("tasks failed to start")

	for name, test := range map[string]struct {
		now      ecstypes.Service
		pages    [][]ecstypes.ServiceDeployment
		noRecord error
		kind     error
		reason   string
		evidence string
	}{
		"by the circuit breaker": {
			now: gone, pages: [][]ecstypes.ServiceDeployment{{breaker}}, kind: ErrRolledBack,
			reason:   "api:41 does not serve: the circuit breaker tripped; the service runs api:40",
			evidence: "the circuit breaker counted 3 failed tasks; its threshold is 3",
		},
		"by an alarm": {
			now: gone, pages: [][]ecstypes.ServiceDeployment{{alarm}}, kind: ErrRolledBack,
			reason:   "api:41 does not serve: an alarm fired; the service runs api:40",
			evidence: "alarm errors fired: 7% of requests failed",
		},
		"on a later page": {
			now: gone, kind: ErrRolledBack, reason: "the circuit breaker tripped",
			pages: [][]ecstypes.ServiceDeployment{
				{record(40, ecstypes.ServiceDeploymentStatusSuccessful, 9)},
				{record(41, ecstypes.ServiceDeploymentStatusSuccessful, 1), breaker},
			},
		},
		"to the same revision with its earlier configuration": {
			now:   rollingService(deployment(41, "PRIMARY", completed, 2)),
			pages: [][]ecstypes.ServiceDeployment{{breaker}}, kind: ErrRolledBack,
			reason: "api:41 does not serve: the circuit breaker tripped",
		},
		"without success": {
			now: gone, pages: [][]ecstypes.ServiceDeployment{{broken}}, kind: ErrFailed, reason: "no capacity",
		},
		"by nobody": {
			now: rollingService(stuck), kind: ErrFailed, reason: "api:41 does not serve: tasks failed to start",
			pages: [][]ecstypes.ServiceDeployment{{record(41, ecstypes.ServiceDeploymentStatusStopped, 5)}},
		},
		"by a later deployment": {
			now: gone, kind: ErrRolledBack, reason: "a later deployment replaced it",
			pages: [][]ecstypes.ServiceDeployment{{record(41, ecstypes.ServiceDeploymentStatusSuccessful, 5)}},
		},
		"without a record":           {now: gone, kind: ErrRolledBack, reason: "ECS gives no reason; the service runs api:40"},
		"without access to a record": {now: gone, noRecord: errors.New("denied"), kind: ErrRolledBack, evidence: "denied"},
	} {
		t.Run(name, func(t *testing.T) {
			fake := &serviceFake{looks: []ecstypes.Service{test.now}, pages: test.pages, noRecord: test.noRecord}
			_, err := waitRolling(t, fake)
			f := wantFailure(t, err, test.kind)
			if !strings.Contains(f.Reason, test.reason) {
				t.Errorf("got reason %q, want %q", f.Reason, test.reason)
			}
			if !strings.Contains(strings.Join(f.Evidence, "\n"), test.evidence) {
				t.Errorf("got evidence %q, want %q", f.Evidence, test.evidence)
			}
			if f.Remedy == "" || f.Serving == "" || f.Console == "" {
				t.Errorf("the failure is not complete: %+v", f)
			}
		})
	}
}

func TestWaitRollingFollowsTheRollback(t *testing.T) {
	running := record(41, ecstypes.ServiceDeploymentStatusRollbackInProgress, 5)
	for name, pages := range map[string][][]ecstypes.ServiceDeployment{"recorded": {{running}}, "unrecorded": nil} {
		t.Run(name, func(t *testing.T) {
			fake := &serviceFake{pages: pages, stopped: func() []ecstypes.Task {
				return []ecstypes.Task{
					crashed("a", "ecs-svc/41", 41), crashed("b", "ecs-svc/40", 40),
					{TaskArn: aws.String("c"), StartedBy: aws.String("ecs-svc/41"), StopCode: ecstypes.TaskStopCodeServiceSchedulerInitiated,
						StoppedReason: aws.String("Scaling activity initiated by deployment ecs-svc/41")},
				}
			}}
			fake.lines = map[string][]string{"logs ecs/app/a": {"panic: no database\n"}}
			back := rollingService(deployment(40, "PRIMARY", inProgress, 1), deployment(41, "ACTIVE", failed, 0))
			fake.looks = []ecstypes.Service{
				rollingService(deployment(41, "PRIMARY", inProgress, 0), deployment(40, "ACTIVE", completed, 2)),
				back, back, rollingService(deployment(40, "PRIMARY", completed, 2)),
			}
			var events recorder
			var err error
			synctest.Test(t, func(t *testing.T) {
				err = fake.client(rollingTarget).WaitRolling(t.Context(), func(e Event) {
					events.add(e)
					if _, ok := e.(RollingBack); ok && pages != nil {
						ended := running
						ended.Status = ecstypes.ServiceDeploymentStatusRollbackSuccessful
						fake.pages = [][]ecstypes.ServiceDeployment{{ended}}
						fake.looked = 3
					}
				})
			})
			f := wantFailure(t, err, ErrRolledBack)
			if n := len(eventsOf[RollingBack](&events)); n != 1 {
				t.Errorf("the rollback was reported %d times", n)
			}
			stopped := eventsOf[TaskStopped](&events)
			if len(stopped) != 1 || stopped[0].Task != "a" || *stopped[0].ExitCode != 1 ||
				!slices.Equal(stopped[0].Log, []string{"panic: no database"}) {
				t.Errorf("got %+v", stopped)
			}
			want := []string{"task a stopped: Essential container in task exited; app: OutOfMemoryError (exit code 1)", "  panic: no database"}
			if !slices.Equal(f.Evidence, want) {
				t.Errorf("got evidence %q", f.Evidence)
			}
			if f.Serving != "api:40 on 2 tasks" {
				t.Errorf("the failure came before the rollback ended: %s", f.Serving)
			}
		})
	}
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
	if _, err := waitRolling(t, &serviceFake{}); err == nil || !strings.Contains(err.Error(), `service "api" does not exist`) {
		t.Errorf("got %v", err)
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
		{record(41, ecstypes.ServiceDeploymentStatusInProgress, 5), record(42, ecstypes.ServiceDeploymentStatusSuccessful, 7)},
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
