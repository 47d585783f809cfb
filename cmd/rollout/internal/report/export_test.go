package report

import (
	"time"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

// Screen returns the live block after some events.
func Screen(
	target rollout.Target, plan rollout.Plan, events []rollout.Event, began, now time.Time,
	width int, sym Symbols, ask bool,
) string {
	s := state{target: target, plan: plan}
	for _, e := range events {
		s.apply(e, now)
	}
	return block{state: s, sym: sym, began: began, now: now, width: width, ask: ask}.String()
}
