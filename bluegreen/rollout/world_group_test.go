package rollout_test

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy"
	cdtypes "github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
)

func (c codeDeployWorld) GetDeploymentGroup(
	ctx context.Context, _ *codedeploy.GetDeploymentGroupInput, _ ...cdOpt,
) (out *codedeploy.GetDeploymentGroupOutput, err error) {
	leave, err := c.w.enter(ctx, "GetDeploymentGroup")
	if err != nil {
		return nil, err
	}
	defer leave(&err)
	group := &cdtypes.DeploymentGroupInfo{
		AlarmConfiguration: &cdtypes.AlarmConfiguration{Enabled: true},
		LoadBalancerInfo: &cdtypes.LoadBalancerInfo{TargetGroupPairInfoList: []cdtypes.TargetGroupPairInfo{{
			ProdTrafficRoute: &cdtypes.TrafficRoute{ListenerArns: []string{"listener/production"}},
			TestTrafficRoute: &cdtypes.TrafficRoute{ListenerArns: []string{"listener/test"}},
		}}},
	}
	for _, name := range c.w.groupAlarms {
		group.AlarmConfiguration.Alarms = append(group.AlarmConfiguration.Alarms, cdtypes.Alarm{Name: aws.String(name)})
	}
	if n := len(c.w.deployments); n > 0 {
		last := c.w.deployments[n-1].info
		group.LastAttemptedDeployment = &cdtypes.LastDeploymentInfo{DeploymentId: last.DeploymentId, Status: last.Status}
	}
	return &codedeploy.GetDeploymentGroupOutput{DeploymentGroupInfo: group}, nil
}

func (c codeDeployWorld) GetDeploymentConfig(
	ctx context.Context, _ *codedeploy.GetDeploymentConfigInput, _ ...cdOpt,
) (out *codedeploy.GetDeploymentConfigOutput, err error) {
	leave, err := c.w.enter(ctx, "GetDeploymentConfig")
	if err != nil {
		return nil, err
	}
	defer leave(&err)
	routing := &cdtypes.TrafficRoutingConfig{
		TimeBasedCanary: &cdtypes.TimeBasedCanary{CanaryInterval: 5, CanaryPercentage: 10},
	}
	if c.w.linear {
		routing = &cdtypes.TrafficRoutingConfig{
			TimeBasedLinear: &cdtypes.TimeBasedLinear{LinearInterval: 1, LinearPercentage: 25},
		}
	}
	return &codedeploy.GetDeploymentConfigOutput{
		DeploymentConfigInfo: &cdtypes.DeploymentConfigInfo{TrafficRoutingConfig: routing},
	}, nil
}
