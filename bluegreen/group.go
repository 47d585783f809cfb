package bluegreen

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/codedeploy"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// createConfig chooses CodeDeploy's deployment configuration for the shift, or creates one. A
// created one is immutable: its physical name contains the shift, so that its replacement can exist
// beside it.
func (b *builder) createConfig() error {
	if b.Shift.predefined() {
		b.configName = pulumi.String("CodeDeployDefault.ECS" + string(b.Shift))
		return nil
	}
	steps, _ := b.Shift.parse() // resolve has checked that it can be parsed
	routing := codedeploy.DeploymentConfigTrafficRoutingConfigArgs{
		Type: pulumi.String("TimeBasedCanary"),
		TimeBasedCanary: codedeploy.DeploymentConfigTrafficRoutingConfigTimeBasedCanaryArgs{
			Percentage: pulumi.Int(steps.percent), Interval: pulumi.Int(steps.minutes),
		},
	}
	if steps.linear {
		routing = codedeploy.DeploymentConfigTrafficRoutingConfigArgs{
			Type: pulumi.String("TimeBasedLinear"),
			TimeBasedLinear: codedeploy.DeploymentConfigTrafficRoutingConfigTimeBasedLinearArgs{
				Percentage: pulumi.Int(steps.percent), Interval: pulumi.Int(steps.minutes),
			},
		}
	}
	config, err := child.New(b.Parent, codedeploy.NewDeploymentConfig, b.Name, &codedeploy.DeploymentConfigArgs{
		DeploymentConfigName: pulumi.Sprintf("%s-%s", b.app.Name, b.Shift),
		ComputePlatform:      pulumi.String("ECS"),
		TrafficRoutingConfig: routing,
	}, b.Transform.DeploymentConfig)
	if err != nil {
		return err
	}
	b.configName = config.DeploymentConfigName
	return nil
}

func (b *builder) createGroup() (err error) {
	args := &codedeploy.DeploymentGroupArgs{
		AppName:              b.app.Name,
		DeploymentGroupName:  pulumi.String(b.Name),
		ServiceRoleArn:       b.roleARN,
		DeploymentConfigName: b.configName,
		EcsService: codedeploy.DeploymentGroupEcsServiceArgs{
			ClusterName: b.Service.ClusterName, ServiceName: b.Service.Name,
		},
		DeploymentStyle: codedeploy.DeploymentGroupDeploymentStyleArgs{
			DeploymentType: pulumi.String("BLUE_GREEN"), DeploymentOption: pulumi.String("WITH_TRAFFIC_CONTROL"),
		},
		LoadBalancerInfo: codedeploy.DeploymentGroupLoadBalancerInfoArgs{TargetGroupPairInfo: b.targetGroups()},
		BlueGreenDeploymentConfig: codedeploy.DeploymentGroupBlueGreenDeploymentConfigArgs{
			DeploymentReadyOption:                     b.approval(),
			TerminateBlueInstancesOnDeploymentSuccess: b.termination(),
		},
		// An approval that times out counts as a stop request.
		AutoRollbackConfiguration: rollbackOn("DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_REQUEST"),
		TriggerConfigurations:     b.triggers(),
		Tags:                      child.Tags(b.Tags, b.Name),
	}
	if b.RollbackAlarms != nil {
		args.AutoRollbackConfiguration = rollbackOn(
			"DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_REQUEST", "DEPLOYMENT_STOP_ON_ALARM")
		args.AlarmConfiguration = codedeploy.DeploymentGroupAlarmConfigurationArgs{
			Enabled:                pulumi.Bool(true),
			Alarms:                 b.AlarmNames("RollbackAlarms", b.RollbackAlarms, mostAlarms),
			IgnorePollAlarmFailure: pulumi.Bool(false), // stop if CodeDeploy cannot read the alarms
		}
	}
	b.group, err = child.New(b.Parent, codedeploy.NewDeploymentGroup, b.Name, args, b.Transform.DeploymentGroup)
	return err
}

func (b *builder) targetGroups() codedeploy.DeploymentGroupLoadBalancerInfoTargetGroupPairInfoArgs {
	pair := codedeploy.DeploymentGroupLoadBalancerInfoTargetGroupPairInfoArgs{
		ProdTrafficRoute: codedeploy.DeploymentGroupLoadBalancerInfoTargetGroupPairInfoProdTrafficRouteArgs{
			ListenerArns: pulumi.StringArray{b.Target.ListenerARN},
		},
		TargetGroups: codedeploy.DeploymentGroupLoadBalancerInfoTargetGroupPairInfoTargetGroupArray{
			codedeploy.DeploymentGroupLoadBalancerInfoTargetGroupPairInfoTargetGroupArgs{Name: b.Target.BlueName},
			codedeploy.DeploymentGroupLoadBalancerInfoTargetGroupPairInfoTargetGroupArgs{Name: b.Target.GreenName},
		},
	}
	if b.Target.TestListenerARN != nil {
		pair.TestTrafficRoute = codedeploy.DeploymentGroupLoadBalancerInfoTargetGroupPairInfoTestTrafficRouteArgs{
			ListenerArns: pulumi.StringArray{b.Target.TestListenerARN},
		}
	}
	return pair
}

func (b *builder) approval() codedeploy.DeploymentGroupBlueGreenDeploymentConfigDeploymentReadyOptionArgs {
	if b.ApprovalWaitMinutes == 0 {
		return codedeploy.DeploymentGroupBlueGreenDeploymentConfigDeploymentReadyOptionArgs{
			ActionOnTimeout: pulumi.String("CONTINUE_DEPLOYMENT"),
		}
	}
	return codedeploy.DeploymentGroupBlueGreenDeploymentConfigDeploymentReadyOptionArgs{
		ActionOnTimeout:   pulumi.String("STOP_DEPLOYMENT"),
		WaitTimeInMinutes: pulumi.Int(b.ApprovalWaitMinutes),
	}
}

type terminationArgs = codedeploy.DeploymentGroupBlueGreenDeploymentConfigTerminateBlueInstancesOnDeploymentSuccessArgs

func (b *builder) termination() terminationArgs {
	return terminationArgs{
		Action:                       pulumi.String("TERMINATE"),
		TerminationWaitTimeInMinutes: pulumi.Int(*b.TerminationWaitMinutes),
	}
}

func rollbackOn(events ...string) codedeploy.DeploymentGroupAutoRollbackConfigurationArgs {
	return codedeploy.DeploymentGroupAutoRollbackConfigurationArgs{
		Enabled: pulumi.Bool(true), Events: pulumi.ToStringArray(events),
	}
}
