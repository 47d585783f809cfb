package rollout

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cdtypes "github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
)

// span is a phase that has begun.
type span struct {
	phase    Phase
	from, to time.Time
	done     bool
}

// lifecycle assigns CodeDeploy's lifecycle events to phases.
var lifecycle = []struct {
	phase  Phase
	events []string
}{
	{PhaseInstall, []string{"BeforeInstall", "Install", "AfterInstall"}},
	{PhaseTest, []string{"AllowTestTraffic", "AfterAllowTestTraffic"}},
	{PhaseShift, []string{"BeforeAllowTraffic", "AllowTraffic", "AfterAllowTraffic"}},
}

// phases returns those that have begun, in their order. A phase is done when it is complete or a
// later one has begun; the phase in which a deployment fails is never done.
func phases(a attempt, events []cdtypes.LifecycleEvent) []span {
	spans := []span{{
		phase: PhaseQueued, from: aws.ToTime(a.CreateTime), to: aws.ToTime(a.StartTime),
		done: a.StartTime != nil,
	}}
	for _, part := range lifecycle {
		s := span{phase: part.phase, done: true}
		begun := false
		for _, e := range events {
			if !slices.Contains(part.events, aws.ToString(e.LifecycleEventName)) {
				continue
			}
			switch e.Status {
			case cdtypes.LifecycleEventStatusSucceeded, cdtypes.LifecycleEventStatusInProgress,
				cdtypes.LifecycleEventStatusFailed:
				begun = true
			}
			if e.Status != cdtypes.LifecycleEventStatusSucceeded && e.Status != cdtypes.LifecycleEventStatusSkipped {
				s.done = false
			}
			if at := aws.ToTime(e.StartTime); s.from.IsZero() || !at.IsZero() && at.Before(s.from) {
				s.from = at
			}
			if at := aws.ToTime(e.EndTime); at.After(s.to) {
				s.to = at
			}
		}
		if begun {
			spans = append(spans, s)
		}
	}
	last := spans[len(spans)-1]
	if a.Status == cdtypes.DeploymentStatusReady {
		spans = append(spans, span{phase: PhaseApproval, from: last.to})
	}
	succeeded := a.Status == cdtypes.DeploymentStatusSucceeded
	if a.InstanceTerminationWaitTimeStarted || last.phase == PhaseShift && last.done || succeeded {
		spans = append(spans, span{
			phase: PhaseTerminate, from: last.to, to: aws.ToTime(a.CompleteTime), done: succeeded,
		})
	}
	for i := range len(spans) - 1 {
		spans[i].done = true
	}
	return spans
}

func startOf(events []cdtypes.LifecycleEvent, name string) time.Time {
	for _, e := range events {
		if aws.ToString(e.LifecycleEventName) == name {
			return aws.ToTime(e.StartTime)
		}
	}
	return time.Time{}
}

// waiting returns what the deployment waits for, or nil.
func waiting(a attempt, current span) *Waiting {
	config := a.BlueGreenDeploymentConfiguration
	switch {
	case config == nil || a.ended():
	case current.phase == PhaseApproval && config.DeploymentReadyOption != nil:
		return waitFor(WaitApproval, current.from, config.DeploymentReadyOption.WaitTimeInMinutes)
	case current.phase == PhaseTerminate && config.TerminateBlueInstancesOnDeploymentSuccess != nil:
		minutes := config.TerminateBlueInstancesOnDeploymentSuccess.TerminationWaitTimeInMinutes
		if minutes > 0 {
			return waitFor(WaitTermination, current.from, minutes)
		}
	}
	return nil
}

func waitFor(what Wait, from time.Time, minutes int32) *Waiting {
	w := &Waiting{For: what}
	if !from.IsZero() {
		w.Until = from.Add(time.Duration(minutes) * time.Minute)
	}
	return w
}

// nextStep adds to the present percentage what the configuration does next.
func nextStep(percent int, began time.Time, config *cdtypes.TrafficRoutingConfig) TrafficShifted {
	shifted := TrafficShifted{Percent: percent}
	if config == nil || percent >= 100 {
		return shifted
	}
	switch {
	case config.TimeBasedCanary != nil:
		shifted.NextPercent = 100
		shifted.Next = began.Add(time.Duration(config.TimeBasedCanary.CanaryInterval) * time.Minute)
	case config.TimeBasedLinear != nil && config.TimeBasedLinear.LinearPercentage > 0:
		step := int(config.TimeBasedLinear.LinearPercentage)
		steps := percent / step
		shifted.NextPercent = min(100, (steps+1)*step)
		shifted.Next = began.Add(time.Duration(steps) * time.Duration(config.TimeBasedLinear.LinearInterval) * time.Minute)
	}
	return shifted
}
