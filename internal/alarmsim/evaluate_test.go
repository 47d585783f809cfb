package alarmsim

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// The two tables of "Configuring how CloudWatch alarms treat missing data" in the CloudWatch user
// guide: three of three, and two of three minutes. 0 is within the threshold, X beyond it, - missing.
func TestMissingDataIsTreatedAsCloudWatchDocuments(t *testing.T) {
	const insufficient, retain = string(Insufficient), "retain"
	treatments := []string{"missing", "ignore", "breaching", "notBreaching"}
	for points, table := range map[int]map[string][]string{
		3: {
			"0 - X - X": {"OK", "OK", "OK", "OK"},
			"0 - - - -": {"OK", "OK", "OK", "OK"},
			"- - - - -": {insufficient, retain, "ALARM", "OK"},
			"0 X X - X": {"ALARM", "ALARM", "ALARM", "ALARM"},
			"- - X - -": {"ALARM", retain, "ALARM", "OK"},
		},
		2: {
			"0 - X - X": {"ALARM", "ALARM", "ALARM", "ALARM"},
			"0 0 X 0 X": {"ALARM", "ALARM", "ALARM", "ALARM"},
			"0 - X - -": {"OK", "OK", "ALARM", "OK"},
			"- - - - 0": {"OK", "OK", "ALARM", "OK"},
			"- - - X -": {"ALARM", retain, "ALARM", "OK"},
		},
	} {
		for data, want := range table {
			for i, treatment := range treatments {
				r := rule{threshold: 1, points: points, within: 3, treatMissing: treatment}
				for _, before := range []State{OK, Firing, Insufficient} {
					expected := State(want[i])
					if want[i] == retain {
						expected = before
					}
					if got := r.next(before, values(data)); got != expected {
						t.Errorf("%d of 3, %s, %s, from %s: %s, want %s", points, data, treatment, before, got, expected)
					}
				}
			}
		}
	}
}

// The guide says that an alarm fires with too little data if the oldest breaching minute is at least as
// old as the minutes that must breach, and all later ones are breaching or missing.
func TestYoungDataDoesNotFireAnAlarm(t *testing.T) {
	r := rule{threshold: 1, points: 3, within: 3, treatMissing: "missing"}
	for data, want := range map[string]State{"- - - - X": OK, "- - - X X": OK, "- - X X -": Firing, "- 0 - - X": OK} {
		if got := r.next(OK, values(data)); got != want {
			t.Errorf("%s: %s, want %s", data, got, want)
		}
	}
}

func values(data string) (all []float64) {
	for _, point := range strings.Fields(data) {
		all = append(all, map[string]float64{"0": 0, "X": 2, "-": missing}[point])
	}
	return all
}

func TestThresholdItselfIsWithinIt(t *testing.T) {
	for _, below := range []bool{false, true} {
		r := rule{threshold: 1, below: below, points: 1, within: 1, treatMissing: "missing"}
		if got := r.next(Firing, []float64{1}); got != OK {
			t.Errorf("at the threshold, the state is %s", got)
		}
	}
}

func TestExpressions(t *testing.T) {
	for expression, want := range map[string]string{
		"m2 - m1":                              "2",
		"100 * FILL(m1, 0) / m2":               "50",
		"FILL(none, 0) + m1":                   "2",
		"none + m1":                            "missing",
		"MAX([m1, none, m2])":                  "4",
		"MAX([none])":                          "missing",
		"IF(m2 >= 4, m1, 0)":                   "2",
		"IF(m2 >= 20, 100 * m1 / m2, 0)":       "0",
		"IF(none >= 20, 100 * m1 / none, 0)":   "missing",
		"IF(m2 >= 4, FILL(none, 0) / none, 0)": "missing",
	} {
		value, got := evaluate(expression, map[string]float64{"m1": 2, "m2": 4, "none": missing}), "missing"
		if !math.IsNaN(value) {
			got = fmt.Sprint(value)
		}
		if got != want {
			t.Errorf("%s is %s, want %s", expression, got, want)
		}
	}
}
