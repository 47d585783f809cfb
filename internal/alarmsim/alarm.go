package alarmsim

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/knwl-platform/infra/internal/graphtest"
)

// metric is a metric with its statistic.
type metric struct {
	namespace, name, statistic string
	dimensions                 map[string]string
}

// alarm is what a metric alarm watches and when it fires.
type alarm struct {
	rule
	metrics    map[string]metric // by id in the expression; the one without an expression has the id ""
	expression string
}

// read returns the alarm of a resource.
func read(n *graphtest.Node) alarm {
	number := func(path string) float64 { v, _ := n.Get(path).(float64); return v }
	a := alarm{
		rule: rule{
			below: n.Text("comparisonOperator") == "LessThanThreshold", threshold: number("threshold"),
			points: int(number("datapointsToAlarm")), within: int(number("evaluationPeriods")),
			treatMissing: n.Text("treatMissingData"),
		},
		metrics: map[string]metric{},
	}
	queries, _ := n.Get("metricQueries").([]any)
	if len(queries) == 0 {
		a.metrics[""] = metric{
			n.Text("namespace"), n.Text("metricName"), n.Choice("statistic", "extendedStatistic"),
			texts(n.Get("dimensions")),
		}
	}
	for _, query := range queries {
		q := query.(map[string]any)
		if expression, ok := q["expression"].(string); ok {
			a.expression = expression
			continue
		}
		m := q["metric"].(map[string]any)
		a.metrics[fmt.Sprint(q["id"])] = metric{
			fmt.Sprint(m["namespace"]), fmt.Sprint(m["metricName"]), fmt.Sprint(m["stat"]), texts(m["dimensions"]),
		}
	}
	return a
}

func texts(dimensions any) map[string]string {
	all := map[string]string{}
	known, _ := dimensions.(map[string]any)
	for name, value := range known {
		all[name] = fmt.Sprint(value)
	}
	return all
}

// Metrics returns the number of metrics that an alarm watches. Each costs $0.10 a month.
func Metrics(n *graphtest.Node) int { return len(read(n).metrics) }

// value returns what the alarm compares with its threshold, in a minute of the system.
func (a alarm) value(m minute) float64 {
	if a.expression == "" {
		return m.value(a.metrics[""])
	}
	values := map[string]float64{}
	for id, of := range a.metrics {
		values[id] = m.value(of)
	}
	return evaluate(a.expression, values)
}

// Fired returns the names of the alarms that fire in a scenario, sorted. A scenario begins with half
// an hour in which the system is quiet.
func Fired(g *graphtest.Graph, scenario string) (names []string) {
	rolling := !slices.ContainsFunc(g.All("MetricAlarm"), func(n *graphtest.Node) bool {
		return inGreen(texts(n.Get("dimensions")))
	})
	for _, n := range g.All("MetricAlarm") {
		a, state, values := read(n), Insufficient, []float64{}
		for t := range duration {
			values = append(values, a.value(system(scenario, rolling, t)))
			if state = a.next(state, values); state == Firing {
				names = append(names, n.Name)
				break
			}
		}
	}
	slices.Sort(names)
	return names
}

// inGreen reports whether a metric is about a green target group.
func inGreen(dimensions map[string]string) bool {
	return strings.Contains(dimensions["TargetGroup"], "green")
}

// Faults lists the metrics of alarms that AWS does not publish with such dimensions.
func Faults(g *graphtest.Graph) (faults []string) {
	for _, n := range g.All("MetricAlarm") {
		for _, m := range read(n).metrics {
			if !m.exists() {
				faults = append(faults, fmt.Sprintf("%s: AWS has no metric %s %s with the dimensions %q",
					n.Name, m.namespace, m.name, slices.Sorted(maps.Keys(m.dimensions))))
			}
		}
	}
	return faults
}

// exists reports whether AWS documents the metric with these dimensions.
func (m metric) exists() bool {
	dimensions := strings.Join(slices.Sorted(maps.Keys(m.dimensions)), " ")
	if m.namespace == logErrors {
		return m.name != "" && dimensions == ""
	}
	return slices.Contains(documented[m.namespace+" "+m.name], dimensions)
}
