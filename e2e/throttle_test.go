package e2e

import (
	"fmt"
	"testing"

	"github.com/knwl-platform/infra/e2e/emulator"
)

// Throttling delays the listener until after the database, and what needs both must wait for both.
// A service that waits only for the database would be created before the listener, which the
// emulator rejects.
func TestThrottledUpSucceeds(t *testing.T) {
	t.Parallel()
	cloud := emulator.Start(t)
	throttled := cloud.Throttle(t, "elasticloadbalancing.CreateListener")
	stack := newPlatform(t, dev, throttled.URL)
	up := stack.Up(t)
	if listener := "knwl:ingress:Ingress$aws:lb/listener:Listener::knwl--http"; up.End(listener) < up.End(database) {
		t.Errorf("the listener was created before the database, after %s, so nothing is proven", up.End(listener))
	}
	report.took("throttled", "up", up.Took)
	report.add("throttled", "calls refused", fmt.Sprint(throttled.Refused()))
	stack.Preview(t).Expect(t, nil)
}
