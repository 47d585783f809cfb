package bluegreen

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
)

// Shift is how production traffic moves to the new version: AllAtOnce, in two steps as
// Canary<percent>Percent<minutes>Minutes, or in equal steps as
// Linear<percent>PercentEvery<minutes>Minutes, with 1 to 99 percent. Examples are
// "Canary20Percent30Minutes" and "Linear25PercentEvery10Minutes". The first and the last step may be
// at most 2880 minutes apart.
type Shift string

// The shifts that CodeDeploy predefines.
const (
	// AllAtOnce moves all traffic in one step.
	AllAtOnce Shift = "AllAtOnce"
	// Canary10Percent5Minutes moves 10% of the traffic, and the rest 5 minutes later.
	Canary10Percent5Minutes Shift = "Canary10Percent5Minutes"
	// Canary10Percent15Minutes moves 10% of the traffic, and the rest 15 minutes later.
	Canary10Percent15Minutes Shift = "Canary10Percent15Minutes"
	// Linear10PercentEvery1Minutes moves 10% of the traffic every minute.
	Linear10PercentEvery1Minutes Shift = "Linear10PercentEvery1Minutes"
	// Linear10PercentEvery3Minutes moves 10% of the traffic every 3 minutes.
	Linear10PercentEvery3Minutes Shift = "Linear10PercentEvery3Minutes"
)

// longestShift is how long a shift may last, in minutes.
const longestShift = 2880

var (
	canary = regexp.MustCompile(`^Canary([1-9][0-9]?)Percent([1-9][0-9]{0,3})Minutes$`)
	linear = regexp.MustCompile(`^Linear([1-9][0-9]?)PercentEvery([1-9][0-9]{0,3})Minutes$`)
)

// Check returns an error if CodeDeploy does not support the shift. As in [Args], an empty one is the
// default and valid. [New] checks Args.Shift itself; call Check to report a mistake earlier, such as
// when you read the shift from configuration.
func (s Shift) Check() error {
	steps, ok := s.parse()
	switch {
	case s == "" || s == AllAtOnce:
		return nil
	case !ok:
		return errors.New("must be AllAtOnce, Canary<1 to 99>Percent<minutes>Minutes or " +
			"Linear<1 to 99>PercentEvery<minutes>Minutes; write it like " + string(Canary10Percent5Minutes))
	case steps.lasts() > longestShift:
		return fmt.Errorf("takes %d minutes, but the first and the last step may be at most %d minutes apart; "+
			"use fewer or shorter steps", steps.lasts(), longestShift)
	default:
		return nil
	}
}

// steps is a parsed shift.
type steps struct {
	linear           bool
	percent, minutes int
}

// parse parses all shifts except AllAtOnce.
func (s Shift) parse() (steps, bool) {
	for _, form := range []*regexp.Regexp{canary, linear} {
		if parts := form.FindStringSubmatch(string(s)); parts != nil {
			percent, _ := strconv.Atoi(parts[1]) // the pattern matches only numbers
			minutes, _ := strconv.Atoi(parts[2])
			return steps{form == linear, percent, minutes}, true
		}
	}
	return steps{}, false
}

// lasts returns the time from the first step to the last, in minutes.
func (s steps) lasts() int {
	if !s.linear {
		return s.minutes
	}
	return (99 / s.percent) * s.minutes
}

// predefined reports whether CodeDeploy has a deployment configuration for the shift.
func (s Shift) predefined() bool {
	switch s {
	case AllAtOnce, Canary10Percent5Minutes, Canary10Percent15Minutes,
		Linear10PercentEvery1Minutes, Linear10PercentEvery3Minutes:
		return true
	default:
		return false
	}
}
