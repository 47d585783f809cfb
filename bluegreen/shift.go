package bluegreen

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
)

// Shift is how production traffic moves from the old version to the new one: all at once, in two steps (canary) or in equal ones (linear).
//
// Any percentage from 1 to 99 and any minutes may be written the same way, such as "Canary20Percent30Minutes" or
// "Linear25PercentEvery10Minutes", as long as the last step comes within 2880 minutes.
type Shift string

// The shifts that CodeDeploy has a configuration for.
const (
	// AllAtOnce moves all traffic in one step.
	AllAtOnce Shift = "AllAtOnce"
	// Canary10Percent5Minutes moves a tenth of the traffic, and the rest five minutes later.
	Canary10Percent5Minutes Shift = "Canary10Percent5Minutes"
	// Canary10Percent15Minutes moves a tenth of the traffic, and the rest a quarter of an hour later.
	Canary10Percent15Minutes Shift = "Canary10Percent15Minutes"
	// Linear10PercentEvery1Minutes moves a tenth of the traffic every minute.
	Linear10PercentEvery1Minutes Shift = "Linear10PercentEvery1Minutes"
	// Linear10PercentEvery3Minutes moves a tenth of the traffic every three minutes.
	Linear10PercentEvery3Minutes Shift = "Linear10PercentEvery3Minutes"
)

// longestShift is the time from the first step to the last at most, in minutes.
const longestShift = 2880

var (
	canary = regexp.MustCompile(`^Canary([1-9][0-9]?)Percent([1-9][0-9]{0,3})Minutes$`)
	linear = regexp.MustCompile(`^Linear([1-9][0-9]?)PercentEvery([1-9][0-9]{0,3})Minutes$`)
)

// Check says in words why CodeDeploy cannot shift traffic like this; nil when it can. Configuration code can use it to report a mistake where it was made.
func (s Shift) Check() error {
	steps, ok := s.parse()
	switch {
	case s == AllAtOnce:
		return nil
	case !ok:
		return errors.New("must be AllAtOnce, Canary<1 to 99>Percent<minutes>Minutes or Linear<1 to 99>PercentEvery<minutes>Minutes; write it like " + string(Canary10Percent5Minutes))
	case steps.lasts() > longestShift:
		return fmt.Errorf("takes %d minutes, but the last step must come within %d; take fewer or faster steps", steps.lasts(), longestShift)
	default:
		return nil
	}
}

// steps is a shift taken apart.
type steps struct {
	linear           bool
	percent, minutes int
}

// parse takes apart any shift but [AllAtOnce].
func (s Shift) parse() (steps, bool) {
	for _, form := range []*regexp.Regexp{canary, linear} {
		if parts := form.FindStringSubmatch(string(s)); parts != nil {
			percent, _ := strconv.Atoi(parts[1]) // the pattern has let only numbers through
			minutes, _ := strconv.Atoi(parts[2])
			return steps{form == linear, percent, minutes}, true
		}
	}
	return steps{}, false
}

// lasts is the time from the first step to the last, in minutes.
func (s steps) lasts() int {
	if !s.linear {
		return s.minutes
	}
	return (99 / s.percent) * s.minutes
}

// predefined reports whether CodeDeploy has a configuration for the shift.
func (s Shift) predefined() bool {
	switch s {
	case AllAtOnce, Canary10Percent5Minutes, Canary10Percent15Minutes, Linear10PercentEvery1Minutes, Linear10PercentEvery3Minutes:
		return true
	}
	return false
}
