package fake

import (
	"time"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

// The outputs of a blue/green and of a rolling stack.
const (
	Target = `{` + service + `,"application":"web","deploymentGroup":"web","appSpec":"` +
		`{\"Resources\":[{\"TargetService\":{\"Properties\":{\"TaskDefinition\":\"` + revision + `\"}}}]}"}`
	Rolling = `{` + service + `}`

	service = `"region":"eu-west-1","cluster":"knwl-prod","service":"web","container":"app",` +
		`"taskDefinition":"` + revision + `"`
	revision = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:42"
)

// Starts is the plan of a changed stack.
var Starts = rollout.Plan{Action: rollout.Start, From: "web:41", To: "web:42"}

const console = "https://eu-west-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-FAKE"

// Install plays a deployment until the new tasks are healthy. A beat is the time between two events.
func Install(start time.Time, beat time.Duration) []Step {
	blue := rollout.Tasks{TaskDefinition: "web:41", Running: 2, Desired: 2}
	green := rollout.Tasks{TaskDefinition: "web:42", Pending: 2, Desired: 2}
	ready := rollout.Tasks{TaskDefinition: "web:42", Running: 2, Desired: 2}
	return []Step{
		{0, rollout.Started{Deployment: "d-FAKE", Console: console}},
		{0, rollout.PhaseChanged{Phase: rollout.PhaseQueued, At: start}},
		{0, rollout.Held{}},
		{beat, rollout.PhaseChanged{Phase: rollout.PhaseInstall, At: start.Add(beat)}},
		{0, rollout.TasksChanged{Blue: blue, Green: green}},
		{0, rollout.TrafficShifted{}},
		{beat, rollout.TasksChanged{Blue: blue, Green: ready}},
	}
}

// Approval is the wait for a person, until a time.
func Approval(at, until time.Time) []Step {
	return []Step{
		{0, rollout.Held{Resumed: true}},
		{0, rollout.PhaseChanged{Phase: rollout.PhaseApproval, At: at}},
		{0, rollout.Waiting{For: rollout.WaitApproval, Until: until}},
	}
}

// Shift plays the rest of a deployment that succeeds.
func Shift(start time.Time, beat time.Duration) []Step {
	return []Step{
		{0, rollout.PhaseChanged{Phase: rollout.PhaseShift, At: start}},
		{0, rollout.TrafficShifted{Percent: 10, NextPercent: 100, Next: start.Add(4 * beat)}},
		{4 * beat, rollout.TrafficShifted{Percent: 100}},
		{0, rollout.Held{Resumed: true}},
		{0, rollout.PhaseChanged{Phase: rollout.PhaseTerminate, At: start.Add(4 * beat)}},
		{0, rollout.Waiting{For: rollout.WaitTermination, Until: start.Add(8 * beat)}},
		{4 * beat, rollout.PhaseChanged{Phase: rollout.PhaseTerminate, Done: true, At: start.Add(8 * beat)}},
	}
}

// Crash plays new tasks that crash, and the rollback.
func Crash(start time.Time, beat time.Duration) []Step {
	one := 1
	return []Step{
		{0, rollout.TaskStopped{
			Task: "3f2a", StopCode: "EssentialContainerExited", Reason: "Essential container in task exited",
			ExitCode: &one, Log: []string{"panic: no \x1b[31mDATABASE_URL\x1b[0m", "goroutine 1 [running]:"},
		}},
		{beat, rollout.TargetUnhealthy{
			Target: "10.0.1.7:8000", Reason: "Target.FailedHealthChecks",
			Description: "Health checks failed with these codes: [503]",
		}},
		{beat, rollout.RollingBack{Deployment: "d-BACK", Reason: "three new tasks stopped"}},
		{0, rollout.PhaseChanged{Phase: rollout.PhaseRollback, At: start.Add(2 * beat)}},
		{beat, rollout.Held{Resumed: true}},
	}
}

// Crashed is how a deployment of [Crash] ends.
var Crashed = &rollout.Failure{
	Kind: rollout.ErrRolledBack, Code: "MANUAL_STOP", Reason: "three new tasks stopped by themselves",
	Evidence: []string{"task 3f2a: EssentialContainerExited, exit code 1\npanic: no \x1b[31m<DATABASE_URL>\x1b[0m"},
	Serving:  "web:41 on 2 tasks", Console: console, Remedy: "correct the new version, run pulumi up, then rollout",
}
