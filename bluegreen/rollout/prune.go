package rollout

import "context"

// Prune deregisters old revisions of the task definition's family and returns them. It keeps what a
// task or task set uses, the target's revision, and the newest keep others. AWS deletes nothing:
// deregistered revisions can still be read.
func (c *Client) Prune(ctx context.Context, keep int) ([]string, error) { panic("todo") }
