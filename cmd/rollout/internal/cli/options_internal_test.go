package cli

import (
	"strings"
	"testing"
	"time"
)

func TestTheCommandStandsAnywhere(t *testing.T) {
	for _, line := range []string{
		"plan --stack a --timeout 5m", "--stack a plan --timeout 5m", "--stack a --timeout 5m plan",
	} {
		o, err := parse(strings.Fields(line))
		if err != nil || o.command != "plan" || o.stack != "a" || o.timeout != 5*time.Minute {
			t.Errorf("%s: %+v, %v", line, o, err)
		}
	}
}
