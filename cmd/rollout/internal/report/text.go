package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

// meaning says what happens in a phase.
var meaning = map[rollout.Phase]string{
	rollout.PhaseQueued:    "CodeDeploy has accepted the deployment",
	rollout.PhaseInstall:   "new tasks start and become healthy",
	rollout.PhaseTest:      "the test listener shows the new tasks",
	rollout.PhaseApproval:  "the deployment waits for a person",
	rollout.PhaseShift:     "production traffic moves to the new tasks",
	rollout.PhaseTerminate: "all traffic has moved; the old tasks stay for a rollback, then stop",
	rollout.PhaseRollback:  "traffic returns to the old tasks",
	rollout.PhaseReplace:   "ECS replaces old tasks by new ones",
}

// describe returns the lines that tell of an event which s has already applied.
func (s *state) describe(e rollout.Event, now time.Time, sym Symbols) []string {
	switch e := e.(type) {
	case rollout.Started:
		return []string{started(e)}
	case rollout.PhaseChanged:
		if e.Done {
			return []string{fmt.Sprintf("%s: done after %s", e.Phase, short(s.lasted(e.Phase, now)))}
		}
		return []string{fmt.Sprintf("%s: %s", e.Phase, meaning[e.Phase])}
	case rollout.TasksChanged:
		return []string{"tasks: " + sides(e)}
	case rollout.TrafficShifted:
		text := fmt.Sprintf("traffic: %d%% blue, %d%% green", 100-e.Percent, e.Percent)
		if !e.Next.IsZero() {
			text += fmt.Sprintf("; %d%% green at %s", e.NextPercent, e.Next.Local().Format(time.TimeOnly))
		}
		return []string{text}
	case rollout.Waiting:
		return []string{waits(e)}
	case rollout.TargetUnhealthy:
		return []string{fmt.Sprintf("%s target %s is unhealthy: %s", sym.Fail, e.Target, sentence(e.Reason, e.Description))}
	case rollout.TaskStopped:
		return stopped(e, sym)
	case rollout.AlarmFired:
		return []string{fmt.Sprintf("%s alarm %s fires: %s", sym.Fail, e.Alarm, e.Reason)}
	case rollout.RollingBack:
		text := sym.Fail + " rolls back"
		if e.Deployment != "" {
			text += " by deployment " + e.Deployment
		}
		return []string{text + ": " + e.Reason}
	case rollout.LogLine:
		return []string{"| " + e.Line}
	case rollout.Retrying:
		return []string{"a look at AWS failed and is repeated: " + e.Reason}
	case rollout.Held:
		if e.Resumed {
			return []string{"scaling: resumed"}
		}
		return []string{"scaling: suspended while tasks are replaced and traffic shifts"}
	}
	return nil
}

func started(e rollout.Started) string {
	text := "deployment " + e.Deployment
	switch {
	case e.Deployment == "":
		text = "rolling deployment"
	case e.Joined:
		text += ", which already ran"
	}
	return strings.TrimSuffix(text+": "+e.Console, ": ")
}

func waits(e rollout.Waiting) string {
	text := "waits for approval: rollout approve"
	if e.For == rollout.WaitTermination {
		text = "the old tasks stay for a rollback: rollout finish stops them now"
	}
	if !e.Until.IsZero() {
		text += "; until " + e.Until.Local().Format(time.TimeOnly)
	}
	return text
}

func stopped(e rollout.TaskStopped, sym Symbols) []string {
	text := fmt.Sprintf("%s new task %s stopped: %s", sym.Fail, e.Task, sentence(e.StopCode, e.Reason))
	if e.ExitCode != nil {
		text += fmt.Sprintf(", exit code %d", *e.ExitCode)
	}
	out := []string{text}
	for _, line := range e.Log {
		out = append(out, "  | "+line)
	}
	return out
}

// sides counts the tasks of the sides that have some, or should.
func sides(e rollout.TasksChanged) string {
	var parts []string
	for _, side := range []struct {
		name  string
		tasks rollout.Tasks
	}{{"blue", e.Blue}, {"green", e.Green}} {
		if t := side.tasks; t.Running+t.Pending+t.Desired > 0 {
			parts = append(parts, side.name+" "+count(t))
		}
	}
	if parts == nil {
		return "none"
	}
	return strings.Join(parts, ", ")
}

func count(t rollout.Tasks) string {
	text := fmt.Sprintf("%d/%d", t.Running, t.Desired)
	if t.Pending > 0 {
		text += fmt.Sprintf(" (%d pending)", t.Pending)
	}
	return text
}

// sentence joins the parts that are not empty.
func sentence(parts ...string) string {
	var have []string
	for _, p := range parts {
		if p != "" {
			have = append(have, p)
		}
	}
	return strings.Join(have, ": ")
}

// short is a duration in seconds, minutes and hours, as people say it: 1h2m, 3m12s, 45s.
func short(d time.Duration) string {
	d = max(d, 0).Round(time.Second)
	if d >= time.Hour {
		return strings.TrimSuffix(d.Round(time.Minute).String(), "0s")
	}
	return d.String()
}
