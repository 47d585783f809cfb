package rollout

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// serviceDeployments lists the service's deployments of the last 90 days, the newest first, with one
// of these statuses or with any.
func (c *Client) serviceDeployments(
	ctx context.Context, statuses ...ecstypes.ServiceDeploymentStatus,
) (found []ecstypes.ServiceDeploymentBrief, err error) {
	input := &ecs.ListServiceDeploymentsInput{
		Cluster: aws.String(c.target.Cluster), Service: aws.String(c.target.Service), Status: statuses,
	}
	for {
		out, err := c.aws.ECS.ListServiceDeployments(ctx, input)
		if err != nil {
			return nil, err
		}
		found = append(found, out.ServiceDeployments...)
		if input.NextToken = out.NextToken; input.NextToken == nil {
			break
		}
	}
	slices.SortStableFunc(found, func(a, b ecstypes.ServiceDeploymentBrief) int {
		return aws.ToTime(b.CreatedAt).Compare(aws.ToTime(a.CreatedAt))
	})
	return found, nil
}

// newestOf returns the newest deployment of the target's revision, or nil.
func (c *Client) newestOf(ctx context.Context) (*ecstypes.ServiceDeployment, error) {
	all, err := c.serviceDeployments(ctx)
	if err != nil {
		return nil, err
	}
	for some := range slices.Chunk(all, 20) { // as many revisions as one call describes
		arns := make([]string, len(some))
		for i, d := range some {
			arns[i] = aws.ToString(d.TargetServiceRevisionArn)
		}
		out, err := c.aws.ECS.DescribeServiceRevisions(ctx, &ecs.DescribeServiceRevisionsInput{
			ServiceRevisionArns: slices.Compact(slices.Sorted(slices.Values(arns))),
		})
		if err != nil {
			return nil, err
		}
		ours := map[string]bool{}
		for _, r := range out.ServiceRevisions {
			ours[aws.ToString(r.ServiceRevisionArn)] = aws.ToString(r.TaskDefinition) == c.target.TaskDefinition
		}
		if i := slices.IndexFunc(arns, func(arn string) bool { return ours[arn] }); i >= 0 {
			return c.describeDeployment(ctx, some[i].ServiceDeploymentArn)
		}
	}
	return nil, nil
}

func (c *Client) describeDeployment(ctx context.Context, arn *string) (*ecstypes.ServiceDeployment, error) {
	out, err := c.aws.ECS.DescribeServiceDeployments(ctx, &ecs.DescribeServiceDeploymentsInput{
		ServiceDeploymentArns: []string{aws.ToString(arn)},
	})
	if err != nil || len(out.ServiceDeployments) == 0 {
		return nil, err
	}
	return &out.ServiceDeployments[0], nil
}

// lookAtRecord reads why the deployment ended. A record that cannot be read only costs the reason.
func (w *rollingWatch) lookAtRecord(ctx context.Context) (err error) {
	w.record, w.unread = nil, nil
	if w.record, err = w.newestOf(ctx); err != nil && (passing(err) || ctx.Err() != nil) {
		return err
	}
	w.unread = err
	return nil
}

// status is that of the record. Empty: there is none.
func (w *rollingWatch) status() ecstypes.ServiceDeploymentStatus {
	if w.record == nil {
		return ""
	}
	return w.record.Status
}

// lookAtAlarms reports the alarms that ended the deployment, once.
func (w *rollingWatch) lookAtAlarms(ctx context.Context) error {
	if w.fired != nil || w.record == nil || w.record.Alarms == nil {
		return nil
	}
	names := w.record.Alarms.TriggeredAlarmNames
	known, err := w.alarms(ctx, names, "")
	if err != nil && (passing(err) || ctx.Err() != nil) {
		return err
	}
	for _, name := range names {
		alarm := AlarmFired{Alarm: name, Reason: "CloudWatch gives no reason"}
		if i := slices.Index(alarmNames(known), name); i >= 0 {
			alarm = known[i]
		}
		w.fired = append(w.fired, alarm)
		w.emit(alarm)
	}
	return nil
}
