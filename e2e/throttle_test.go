package e2e

import (
	"fmt"
	"testing"

	"github.com/knwl-platform/infra/e2e/emulator"
)

// The listener comes late, after the database: what needs both must wait for both. A service that only waited for the database would be created first, which
// the emulator refuses.
func TestThrottledUpSucceeds(t *testing.T) {
	t.Parallel()
	cloud := emulator.Start(t)
	throttled := cloud.Throttle(t, "elasticloadbalancing.CreateListener")
	stack := newPlatform(t, dev, throttled.URL)
	up := stack.Up(t)
	if listener := "knwl:ingress:Ingress$aws:lb/listener:Listener::knwl--http"; up.End(listener) < up.End(database) {
		t.Errorf("the listener was there after %s, before the database, so nothing is proven", up.End(listener))
	}
	report.took("throttled", "up", up.Took)
	report.add("throttled", "calls refused", fmt.Sprint(throttled.Refused()))
	stack.Preview(t).Expect(t, nil)
}
