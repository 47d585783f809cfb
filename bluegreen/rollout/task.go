package rollout

import "context"

// RunTask runs the target's revision once, with another command in the main container, and returns
// its exit code. Events get its log lines. A task with the same command and revision that already
// runs is followed instead of started again.
func (c *Client) RunTask(ctx context.Context, command []string, events func(Event)) (int, error) {
	panic("todo")
}
