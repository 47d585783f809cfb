package bluegreen

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/codedeploy"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/child"
)

// createShift finds or makes the deployment configuration. One of our own is told apart by its shift, as it can only be replaced: the new one first.
func (b *builder) createShift() error {
	if b.shift.predefined() {
		b.shiftName = pulumi.String("CodeDeployDefault.ECS" + string(b.shift))
		return nil
	}
	steps, _ := b.shift.parse() // resolve has refused what cannot be parsed
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
	own, err := child.New(b.Parent, codedeploy.NewDeploymentConfig, b.name, &codedeploy.DeploymentConfigArgs{
		DeploymentConfigName: pulumi.Sprintf("%s-%s", b.app.Name, b.shift),
		ComputePlatform:      pulumi.String("ECS"),
		TrafficRoutingConfig: routing,
	}, b.edit.DeploymentConfig)
	if err != nil {
		return err
	}
	b.shiftName = own.DeploymentConfigName
	return nil
}

func (b *builder) createGroup() (err error) {
	pair := codedeploy.DeploymentGroupLoadBalancerInfoTargetGroupPairInfoArgs{
		ProdTrafficRoute: codedeploy.DeploymentGroupLoadBalancerInfoTargetGroupPairInfoProdTrafficRouteArgs{
			ListenerArns: pulumi.StringArray{b.target.ListenerARN},
		},
		TargetGroups: codedeploy.DeploymentGroupLoadBalancerInfoTargetGroupPairInfoTargetGroupArray{
			codedeploy.DeploymentGroupLoadBalancerInfoTargetGroupPairInfoTargetGroupArgs{Name: b.target.BlueName},
			codedeploy.DeploymentGroupLoadBalancerInfoTargetGroupPairInfoTargetGroupArgs{Name: b.target.GreenName},
		},
	}
	if b.target.TestListenerARN != nil {
		pair.TestTrafficRoute = codedeploy.DeploymentGroupLoadBalancerInfoTargetGroupPairInfoTestTrafficRouteArgs{
			ListenerArns: pulumi.StringArray{b.target.TestListenerARN},
		}
	}
	ready := codedeploy.DeploymentGroupBlueGreenDeploymentConfigDeploymentReadyOptionArgs{ActionOnTimeout: pulumi.String("CONTINUE_DEPLOYMENT")}
	if b.approvalWait > 0 {
		ready.ActionOnTimeout = pulumi.String("STOP_DEPLOYMENT")
		ready.WaitTimeInMinutes = pulumi.Int(b.approvalWait)
	}
	args := &codedeploy.DeploymentGroupArgs{
		AppName:              b.app.Name,
		DeploymentGroupName:  pulumi.String(b.name),
		ServiceRoleArn:       b.roleARN,
		DeploymentConfigName: b.shiftName,
		EcsService:           codedeploy.DeploymentGroupEcsServiceArgs{ClusterName: b.service.ClusterName, ServiceName: b.service.Name},
		DeploymentStyle: codedeploy.DeploymentGroupDeploymentStyleArgs{
			DeploymentType: pulumi.String("BLUE_GREEN"), DeploymentOption: pulumi.String("WITH_TRAFFIC_CONTROL"),
		},
		LoadBalancerInfo: codedeploy.DeploymentGroupLoadBalancerInfoArgs{TargetGroupPairInfo: pair},
		BlueGreenDeploymentConfig: codedeploy.DeploymentGroupBlueGreenDeploymentConfigArgs{
			DeploymentReadyOption: ready,
			TerminateBlueInstancesOnDeploymentSuccess: codedeploy.DeploymentGroupBlueGreenDeploymentConfigTerminateBlueInstancesOnDeploymentSuccessArgs{
				Action: pulumi.String("TERMINATE"), TerminationWaitTimeInMinutes: pulumi.Int(b.terminationWait),
			},
		},
		AutoRollbackConfiguration: codedeploy.DeploymentGroupAutoRollbackConfigurationArgs{
			Enabled: pulumi.Bool(true), Events: pulumi.ToStringArray([]string{"DEPLOYMENT_FAILURE"}),
		},
		Tags: child.Tags(b.tags, b.name),
	}
	if b.alarms != nil {
		b.watch(args)
	}
	b.group, err = child.New(b.Parent, codedeploy.NewDeploymentGroup, b.name, args, b.edit.DeploymentGroup)
	return err
}

// watch rolls back on alarms. A deployment also stops when CodeDeploy cannot read them: it would be blind.
func (b *builder) watch(args *codedeploy.DeploymentGroupArgs) {
	alarms := check.AlarmNames("bluegreen", b.name, "RollbackAlarms", b.alarms, mostAlarms)
	args.AlarmConfiguration = codedeploy.DeploymentGroupAlarmConfigurationArgs{
		Enabled:                pulumi.Bool(true),
		Alarms:                 alarms,
		IgnorePollAlarmFailure: pulumi.Bool(false),
	}
	args.AutoRollbackConfiguration = codedeploy.DeploymentGroupAutoRollbackConfigurationArgs{
		Enabled: pulumi.Bool(true), Events: pulumi.ToStringArray([]string{"DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"}),
	}
}
