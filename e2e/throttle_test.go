package e2e

import (
	"fmt"
	"testing"

	"github.com/knwl-platform/infra/e2e/emulator"
)

func TestThrottledUpSucceeds(t *testing.T) {
	t.Parallel()
	cloud := emulator.Start(t)
	throttled := cloud.Throttle(t)
	stack := newPlatform(t, dev, throttled.URL)
	report.took("throttled", "up", stack.Up(t).Took)
	report.add("throttled", "calls refused", fmt.Sprint(throttled.Refused()))
	stack.Preview(t).Expect(t, nil)
}
