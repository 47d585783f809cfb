package rollout

import (
	"context"
	"regexp"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	aastypes "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
)

// suspension says which parts of a service's scaling are suspended. A deployment's description keeps
// what was suspended before it, as three digits: scaling in, scaling out, scheduled scaling.
type suspension struct{ in, out, scheduled bool }

var allSuspended = suspension{true, true, true}

func (s suspension) mark() string {
	digit := map[bool]string{false: "0", true: "1"}
	return "scaling=" + digit[s.in] + digit[s.out] + digit[s.scheduled]
}

var markPattern = regexp.MustCompile(`\bscaling=([01])([01])([01])\b`)

// suspensionBefore reads the mark of a deployment. There is none if the service had no scaling, or if
// another program started the deployment.
func (a attempt) suspensionBefore() (s suspension, ok bool) {
	digits := markPattern.FindStringSubmatch(aws.ToString(a.Description))
	if digits == nil {
		return suspension{}, false
	}
	return suspension{digits[1] == "1", digits[2] == "1", digits[3] == "1"}, true
}

// suspended reads what is suspended now; ok is false if the service has no scaling.
func (c *Client) suspended(ctx context.Context) (s suspension, ok bool, err error) {
	out, err := c.aws.Scaling.DescribeScalableTargets(ctx, &applicationautoscaling.DescribeScalableTargetsInput{
		ServiceNamespace:  aastypes.ServiceNamespaceEcs,
		ScalableDimension: aastypes.ScalableDimensionECSServiceDesiredCount,
		ResourceIds:       []string{c.scalableTarget()},
	})
	if err != nil || len(out.ScalableTargets) == 0 {
		return suspension{}, false, err
	}
	if state := out.ScalableTargets[0].SuspendedState; state != nil {
		s = suspension{
			aws.ToBool(state.DynamicScalingInSuspended), aws.ToBool(state.DynamicScalingOutSuspended),
			aws.ToBool(state.ScheduledScalingSuspended),
		}
	}
	return s, true, nil
}

// suspend sets what is suspended. It sends no capacity, so AWS keeps the present one.
func (c *Client) suspend(ctx context.Context, s suspension) error {
	_, err := c.aws.Scaling.RegisterScalableTarget(ctx, &applicationautoscaling.RegisterScalableTargetInput{
		ServiceNamespace:  aastypes.ServiceNamespaceEcs,
		ScalableDimension: aastypes.ScalableDimensionECSServiceDesiredCount,
		ResourceId:        aws.String(c.scalableTarget()),
		SuspendedState: &aastypes.SuspendedState{
			DynamicScalingInSuspended: aws.Bool(s.in), DynamicScalingOutSuspended: aws.Bool(s.out),
			ScheduledScalingSuspended: aws.Bool(s.scheduled),
		},
	})
	return err
}

func (c *Client) scalableTarget() string {
	return "service/" + c.target.Cluster + "/" + c.target.Service
}

// restore resumes what a deployment suspended and reports whether there was anything to resume. A
// deployment suspends everything, so a state with less is a person's.
func (c *Client) restore(ctx context.Context, before suspension) (bool, error) {
	now, ok, err := c.suspended(ctx)
	if err != nil || !ok || now != allSuspended || before == allSuspended {
		return false, err
	}
	return true, c.suspend(ctx, before)
}

// ResumeScaling restores the service's scaling after a program that had suspended it died. It
// reports whether there was something to restore.
//
// It restores the state that the newest deployment recorded, once that deployment has ended or
// waits. It leaves alone a suspension without such a record, and one of only a part of the scaling,
// because a person made them. AWS does not say who suspended all of the scaling: a suspension of
// all of it that a person made after that deployment started ends too. Start calls ResumeScaling.
func (c *Client) ResumeScaling(ctx context.Context) (bool, error) {
	if !c.target.BlueGreen() {
		return false, nil
	}
	newest, ok, err := c.running(ctx)
	if err == nil && !ok {
		newest, ok, err = c.last(ctx)
	}
	if err != nil || !ok || !newest.ended() && !newest.waits() {
		return false, explained(err)
	}
	started, err := c.cause(ctx, newest)
	if err != nil {
		return false, explained(err)
	}
	before, ok := started.suspensionBefore()
	if !ok {
		return false, nil
	}
	resumed, err := c.restore(ctx, before)
	return resumed, explained(err)
}
