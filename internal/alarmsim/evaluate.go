// Package alarmsim says which alarms fire in a simulated system. It evaluates them as the CloudWatch
// user guide describes, over metrics that have data when AWS documents that they do.
package alarmsim

import (
	"math"
	"slices"
)

// State is the state of an alarm.
type State string

// The states of an alarm.
const (
	OK           State = "OK"
	Firing       State = "ALARM"
	Insufficient State = "INSUFFICIENT_DATA"
)

// missing is a minute without data.
var missing = math.NaN()

// rule says when an alarm fires.
type rule struct {
	below          bool
	threshold      float64
	points, within int // so many of the last minutes must be breaching
	treatMissing   string
}

func (r rule) breaches(value float64) bool {
	return value > r.threshold && !r.below || value < r.threshold && r.below
}

// extra is how many minutes before those of the rule CloudWatch looks at to find data.
const extra = 2

// next returns the state after a minute. values has all minutes until then, the oldest first.
func (r rule) next(before State, values []float64) State {
	values = values[max(0, len(values)-r.within-extra):]
	known := slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	known = known[max(0, len(known)-r.within):]
	breaching := 0
	for _, v := range known {
		if r.breaches(v) {
			breaching++
		}
	}
	absent := r.within - len(known)
	switch {
	case r.treatMissing == "breaching":
		breaching += absent
	case r.treatMissing == "notBreaching" || absent == 0 || breaching < len(known):
	case len(known) == 0 && r.treatMissing == "missing":
		return Insufficient
	case r.treatMissing == "ignore" || len(values)-slices.IndexFunc(values, r.breaches) < r.points:
		return before
	default: // everything known is breaching, and the oldest of it is old enough
		return Firing
	}
	if breaching >= r.points {
		return Firing
	}
	return OK
}
