package rollout

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func TestWaitRollingTellsWhyItWasRolledBack(t *testing.T) {
	breaker := record(41, ecstypes.ServiceDeploymentStatusRollbackSuccessful, 5)
	breaker.Rollback = &ecstypes.Rollback{Reason: aws.String("the circuit breaker tripped")}
	breaker.DeploymentCircuitBreaker = &ecstypes.ServiceDeploymentCircuitBreaker{FailureCount: 3, Threshold: 3}
	breaker.Alarms = &ecstypes.ServiceDeploymentAlarms{} // none fired
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
		"without a record": {now: gone, kind: ErrRolledBack, reason: "ECS gives no reason; the service runs api:40"},
		"without access to a record": {
			now: gone, noRecord: errors.New("denied"), kind: ErrRolledBack, evidence: "denied",
		},
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
					{
						TaskArn: aws.String("c"), StartedBy: aws.String("ecs-svc/41"),
						StopCode:      ecstypes.TaskStopCodeServiceSchedulerInitiated,
						StoppedReason: aws.String("Scaling activity initiated by deployment ecs-svc/41"),
					},
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
			want := []string{
				"task a stopped: Essential container in task exited; app: OutOfMemoryError (exit code 1)",
				"  panic: no database",
			}
			if !slices.Equal(f.Evidence, want) {
				t.Errorf("got evidence %q", f.Evidence)
			}
			if f.Serving != "api:40 on 2 tasks" {
				t.Errorf("the failure came before the rollback ended: %s", f.Serving)
			}
		})
	}
}

func TestAFailureHasTheLastThreeTasks(t *testing.T) {
	fake := &serviceFake{
		looks: []ecstypes.Service{rollingService(deployment(40, "PRIMARY", completed, 2))},
		stopped: func() (tasks []ecstypes.Task) {
			for i := range 5 {
				tasks = append(tasks, crashed(fmt.Sprint(i), "ecs-svc/41", 41))
			}
			return tasks
		},
	}
	_, err := waitRolling(t, fake)
	if f := wantFailure(t, err, ErrRolledBack); len(f.Evidence) != 3 || !strings.Contains(f.Evidence[2], "task 4 ") {
		t.Errorf("got %q", f.Evidence)
	}
}

// ECS describes the service as it was for a moment after an update.
func TestWaitRollingTrustsTheRecordOfARunningDeployment(t *testing.T) {
	for _, status := range []ecstypes.ServiceDeploymentStatus{"PENDING", "IN_PROGRESS", "STOP_REQUESTED"} {
		fake := &serviceFake{
			looks: []ecstypes.Service{
				rollingService(deployment(40, "PRIMARY", completed, 2)), rollingService(deployment(41, "PRIMARY", inProgress, 2)),
			},
			pages: [][]ecstypes.ServiceDeployment{{record(41, status, 5)}},
		}
		if _, err := waitRolling(t, fake); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: got %v", status, err)
		}
	}
}
