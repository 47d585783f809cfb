package report

import (
	"fmt"
	"strings"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

// planLines says what a plan does and why.
func planLines(target rollout.Target, plan rollout.Plan, sym Symbols) []string {
	what := map[rollout.Action]string{
		rollout.Nothing: "nothing to deploy: " + plan.To + " already serves",
		rollout.Start:   "deploys " + plan.From + " " + sym.Arrow + " " + plan.To,
		rollout.Join:    "follows deployment " + plan.Deployment + ", which already runs",
		rollout.Blocked: "cannot deploy " + plan.To,
	}[plan.Action]
	if plan.Action == rollout.Start && plan.From == "" {
		what = "deploys " + plan.To
	}
	if plan.Action == rollout.Join && !target.BlueGreen() {
		what = "follows the rolling deployment of " + plan.To
	}
	if plan.Supersedes {
		what += "; ends deployment " + plan.Deployment + " first"
	}
	out := []string{fmt.Sprintf("%s/%s: %s", target.Cluster, target.Service, what)}
	for _, reason := range plan.Reasons {
		out = append(out, prefix("  - ", "    ", lines(reason))...)
	}
	return out
}

// statusLines shows a status as a table.
func statusLines(s rollout.Status) []string {
	rows := [][2]string{
		{"service", s.Target.Cluster + "/" + s.Target.Service},
		{"serves", s.Serving + ", tasks " + count(s.Blue)},
		{"wanted", s.Wanted},
	}
	if s.Green != nil {
		rows = append(rows, [2]string{"green", s.Green.TaskDefinition + ", tasks " + count(*s.Green)})
	}
	if s.Deployment != "" {
		text := sentence(s.Deployment, string(s.Phase))
		if s.Green != nil {
			text += fmt.Sprintf(", %d%% of the traffic on green", s.Percent)
		}
		rows = append(rows, [2]string{"deployment", text})
	}
	rows = append(rows, [2]string{"last", s.Last}, [2]string{"alarms", strings.Join(s.Alarms, ", ")})
	if s.ScalingSuspended {
		rows = append(rows, [2]string{"scaling", "suspended"})
	}
	var out []string
	for _, row := range rows {
		if row[1] != "" {
			out = append(out, fmt.Sprintf("%-11s %s", row[0], Clean(row[1])))
		}
	}
	return out
}
