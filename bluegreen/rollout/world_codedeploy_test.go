package rollout_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy"
	cdtypes "github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

type (
	cdOpt           = func(*codedeploy.Options)
	codeDeployWorld struct {
		rollout.CodeDeploy
		w *world
	}
)

func (c codeDeployWorld) CreateDeployment(
	ctx context.Context, in *codedeploy.CreateDeploymentInput, _ ...cdOpt,
) (out *codedeploy.CreateDeploymentOutput, err error) {
	leave, err := c.w.enter(ctx, "CreateDeployment")
	if err != nil {
		return nil, err
	}
	defer leave(&err)
	if running := c.w.current(); running != nil {
		return nil, &cdtypes.DeploymentLimitExceededException{Message: aws.String(*running.info.DeploymentId + " runs")}
	}
	var spec struct {
		Resources []struct {
			TargetService struct {
				Properties struct{ TaskDefinition string }
			}
		}
	}
	if err := json.Unmarshal([]byte(*in.Revision.AppSpecContent.Content), &spec); err != nil {
		return nil, err
	}
	arn := spec.Resources[0].TargetService.Properties.TaskDefinition
	d := c.w.begin(cdtypes.DeploymentInfo{
		ApplicationName: in.ApplicationName, DeploymentGroupName: in.DeploymentGroupName, Description: in.Description,
		Creator: cdtypes.DeploymentCreatorUser, Revision: revisionOf(*in.Revision.AppSpecContent.Sha256),
		DeploymentConfigName: aws.String("config"), ExternalId: aws.String(arn[strings.LastIndex(arn, "/")+1:]),
		BlueGreenDeploymentConfiguration: c.w.waits(),
	}, time.Now())
	return &codedeploy.CreateDeploymentOutput{DeploymentId: d.info.DeploymentId}, nil
}

func (w *world) waits() *cdtypes.BlueGreenDeploymentConfiguration {
	config := &cdtypes.BlueGreenDeploymentConfiguration{
		DeploymentReadyOption: &cdtypes.DeploymentReadyOption{
			ActionOnTimeout: cdtypes.DeploymentReadyActionContinueDeployment,
		},
		TerminateBlueInstancesOnDeploymentSuccess: &cdtypes.BlueInstanceTerminationOption{
			TerminationWaitTimeInMinutes: int32(w.termination.Minutes()),
		},
	}
	if w.approval > 0 {
		config.DeploymentReadyOption.ActionOnTimeout = cdtypes.DeploymentReadyActionStopDeployment
		config.DeploymentReadyOption.WaitTimeInMinutes = int32(w.approval.Minutes())
	}
	return config
}

func (c codeDeployWorld) GetDeployment(
	ctx context.Context, in *codedeploy.GetDeploymentInput, _ ...cdOpt,
) (out *codedeploy.GetDeploymentOutput, err error) {
	leave, err := c.w.enter(ctx, "GetDeployment")
	if err != nil {
		return nil, err
	}
	defer leave(&err)
	d := c.w.find(*in.DeploymentId)
	if d == nil {
		return nil, &cdtypes.DeploymentDoesNotExistException{}
	}
	info := d.info
	return &codedeploy.GetDeploymentOutput{DeploymentInfo: &info}, nil
}

func (c codeDeployWorld) BatchGetDeploymentTargets(
	ctx context.Context, in *codedeploy.BatchGetDeploymentTargetsInput, _ ...cdOpt,
) (out *codedeploy.BatchGetDeploymentTargetsOutput, err error) {
	leave, err := c.w.enter(ctx, "BatchGetDeploymentTargets")
	if err != nil {
		return nil, err
	}
	defer leave(&err)
	d := c.w.find(*in.DeploymentId)
	if d.info.StartTime == nil {
		return nil, &cdtypes.DeploymentNotStartedException{}
	}
	target := &cdtypes.ECSTarget{}
	for _, e := range d.events {
		target.LifecycleEvents = append(target.LifecycleEvents, *e)
	}
	if d.green != nil {
		target.TaskSetsInfo = []cdtypes.ECSTaskSet{
			taskSet(d.blue, cdtypes.TargetLabelBlue, 100-d.weight), taskSet(d.green, cdtypes.TargetLabelGreen, d.weight),
		}
	}
	return &codedeploy.BatchGetDeploymentTargetsOutput{DeploymentTargets: []cdtypes.DeploymentTarget{
		{EcsTarget: target},
	}}, nil
}

func taskSet(set *ecstypes.TaskSet, label cdtypes.TargetLabel, weight float64) cdtypes.ECSTaskSet {
	return cdtypes.ECSTaskSet{Identifer: set.Id, TaskSetLabel: label, TrafficWeight: weight} //nolint:misspell // AWS's
}

func (c codeDeployWorld) ContinueDeployment(
	ctx context.Context, in *codedeploy.ContinueDeploymentInput, _ ...cdOpt,
) (out *codedeploy.ContinueDeploymentOutput, err error) {
	leave, err := c.w.enter(ctx, "ContinueDeployment")
	if err != nil {
		return nil, err
	}
	defer leave(&err)
	d := c.w.find(*in.DeploymentId)
	wanted := map[cdtypes.DeploymentWaitType]string{
		cdtypes.DeploymentWaitTypeReadyWait: "ready", cdtypes.DeploymentWaitTypeTerminationWait: "terminate",
	}[in.DeploymentWaitType]
	if d.ended() {
		return nil, &cdtypes.DeploymentAlreadyCompletedException{}
	}
	if d.stage() != wanted {
		return nil, &cdtypes.DeploymentIsNotInReadyStateException{}
	}
	c.w.enterStage(d, d.now+1, time.Now())
	return &codedeploy.ContinueDeploymentOutput{}, nil
}

func (c codeDeployWorld) StopDeployment(
	ctx context.Context, in *codedeploy.StopDeploymentInput, _ ...cdOpt,
) (out *codedeploy.StopDeploymentOutput, err error) {
	leave, err := c.w.enter(ctx, "StopDeployment")
	if err != nil {
		return nil, err
	}
	defer leave(&err)
	d := c.w.find(*in.DeploymentId)
	if d.ended() {
		return nil, &cdtypes.DeploymentAlreadyCompletedException{}
	}
	c.w.noAutoRollback = !*in.AutoRollbackEnabled
	if d.stopAt.IsZero() {
		d.stopAt = time.Now().Add(12 * time.Second) // stopping takes a while
	}
	return &codedeploy.StopDeploymentOutput{}, nil
}

func (c codeDeployWorld) ListDeployments(
	ctx context.Context, in *codedeploy.ListDeploymentsInput, _ ...cdOpt,
) (out *codedeploy.ListDeploymentsOutput, err error) {
	leave, err := c.w.enter(ctx, "ListDeployments")
	if err != nil {
		return nil, err
	}
	defer leave(&err)
	out = &codedeploy.ListDeploymentsOutput{}
	for _, d := range c.w.deployments {
		if slices.Contains(in.IncludeOnlyStatuses, d.info.Status) {
			out.Deployments = append(out.Deployments, *d.info.DeploymentId)
		}
	}
	return out, nil
}
