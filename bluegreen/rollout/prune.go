package rollout

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Prune deregisters old revisions of the task definition's family and returns them as
// family:revision. It keeps what a deployment, a task set or a task of the cluster uses, the target's
// revision and all newer ones, and of the others the newest keep. AWS deletes nothing: deregistered
// revisions can still be read, but no service can be updated to them.
//
// Call it after a deployment has succeeded. An error comes with the revisions deregistered until then.
func (c *Client) Prune(ctx context.Context, keep int) (pruned []string, err error) {
	if keep < 0 {
		return nil, fmt.Errorf("keep: is %d; give the number of unused old revisions to keep, 0 or more", keep)
	}
	ignore := orIgnore(nil)
	old, err := persist(ctx, ignore, func() ([]string, error) { return c.oldRevisions(ctx) })
	if err != nil {
		return nil, err
	}
	used, err := persist(ctx, ignore, func() ([]string, error) { return c.usedRevisions(ctx) })
	if err != nil {
		return nil, err
	}
	old = slices.DeleteFunc(old, func(arn string) bool { return slices.Contains(used, arn) })
	for _, arn := range old[min(keep, len(old)):] {
		_, err := persist(ctx, ignore, func() (*ecs.DeregisterTaskDefinitionOutput, error) {
			return c.aws.ECS.DeregisterTaskDefinition(ctx, &ecs.DeregisterTaskDefinitionInput{
				TaskDefinition: aws.String(arn),
			})
		})
		if err != nil {
			return pruned, fmt.Errorf("deregister %s: %w", shortName(arn), err)
		}
		pruned = append(pruned, shortName(arn))
	}
	return pruned, nil
}

func (c *Client) family() string {
	family, _, _ := strings.Cut(shortName(c.target.TaskDefinition), ":")
	return family
}

// oldRevisions returns the active revisions before the target's, the newest first. Newer ones belong
// to an update that has not been deployed yet.
func (c *Client) oldRevisions(ctx context.Context) (old []string, err error) {
	target := revision(c.target.TaskDefinition)
	pages := ecs.NewListTaskDefinitionsPaginator(c.aws.ECS, &ecs.ListTaskDefinitionsInput{
		FamilyPrefix: aws.String(c.family()), Status: ecstypes.TaskDefinitionStatusActive,
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, arn := range page.TaskDefinitionArns {
			ours := strings.HasPrefix(shortName(arn), c.family()+":") // AWS calls its filter a prefix
			if n := revision(arn); ours && n > 0 && n < target {
				old = append(old, arn)
			}
		}
	}
	slices.SortFunc(old, func(a, b string) int { return revision(b) - revision(a) })
	return old, nil
}

// revision returns the number of a task definition's revision, or 0.
func revision(arn string) int {
	_, number, _ := strings.Cut(shortName(arn), ":")
	n, _ := strconv.Atoi(number)
	return n
}

// usedRevisions returns those of the service, its task sets and deployments, and of all tasks of the
// family, one-off tasks included.
func (c *Client) usedRevisions(ctx context.Context) (used []string, err error) {
	service, err := c.service(ctx)
	if err != nil {
		return nil, err
	}
	used = append(used, aws.ToString(service.TaskDefinition))
	for _, set := range service.TaskSets {
		used = append(used, aws.ToString(set.TaskDefinition))
	}
	for _, d := range service.Deployments {
		used = append(used, aws.ToString(d.TaskDefinition))
	}
	tasks, err := c.tasks(ctx, &ecs.ListTasksInput{Family: aws.String(c.family())})
	for _, t := range tasks {
		used = append(used, aws.ToString(t.TaskDefinitionArn))
	}
	return used, err
}
