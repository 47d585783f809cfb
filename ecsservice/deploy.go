package ecsservice

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/child"
)

// createService makes the service in one of two modes, which AWS cannot change: the engine is told to replace it.
func (b *builder) createService() (err error) {
	args := &ecs.ServiceArgs{
		Cluster:         b.clusterARN,
		TaskDefinition:  b.taskDefinition.Arn,
		DesiredCount:    pulumi.Int(*b.DesiredCount),
		PlatformVersion: pulumi.String("LATEST"),
		// Never a launch type: moving a service from one to capacity providers, which Spot needs,
		// replaces it.
		CapacityProviderStrategies: ecs.ServiceCapacityProviderStrategyArray{ecs.ServiceCapacityProviderStrategyArgs{
			CapacityProvider: pulumi.String(onDemand), Weight: pulumi.Int(1),
		}},
		NetworkConfiguration: ecs.ServiceNetworkConfigurationArgs{
			Subnets:        b.SubnetIDs,
			SecurityGroups: pulumi.StringArray{b.groupID()},
			AssignPublicIp: pulumi.Bool(b.PublicIP),
		},
		EnableEcsManagedTags: pulumi.Bool(true),
		PropagateTags:        pulumi.String("SERVICE"),
		// Scaling may raise the count again while the service is being emptied, and a primary task set cannot be emptied at all.
		ForceDelete: pulumi.Bool(true),
		Tags:        child.Tags(b.Tags, b.name),
	}
	if target := b.LoadBalancer; target != nil {
		args.HealthCheckGracePeriodSeconds = pulumi.Int(*target.GraceSeconds)
		args.LoadBalancers = ecs.ServiceLoadBalancerArray{ecs.ServiceLoadBalancerArgs{
			TargetGroupArn: target.TargetGroupARN.ToStringOutput(),
			ContainerName:  pulumi.String(b.name),
			ContainerPort:  pulumi.Int(b.Container.Port),
		}}
	}
	var ignored []string
	if b.blueGreen() {
		ignored = leaveToCodeDeploy(args)
	} else {
		b.deployRolling(args)
	}
	if b.Scaling != nil {
		ignored = append(ignored, "desiredCount") // only while something else counts: it must stay changeable here otherwise
	}
	b.service, err = child.New(b.Parent, ecs.NewService, b.name, args, b.edit.Service,
		pulumi.IgnoreChanges(ignored), pulumi.ReplaceOnChanges([]string{"deploymentController"}), pulumi.Timeouts(b.timeouts()))
	b.hasStrategy = args.CapacityProviderStrategies != nil
	return err
}

// deployRolling keeps all tasks until as many new ones are healthy, and goes back to the last version when they do not get so.
func (b *builder) deployRolling(args *ecs.ServiceArgs) {
	args.DeploymentController = ecs.ServiceDeploymentControllerArgs{Type: pulumi.String("ECS")}
	args.DeploymentMinimumHealthyPercent = pulumi.Int(100)
	args.DeploymentMaximumPercent = pulumi.Int(200)
	args.DeploymentCircuitBreaker = ecs.ServiceDeploymentCircuitBreakerArgs{Enable: pulumi.Bool(true), Rollback: pulumi.Bool(true)}
	args.AvailabilityZoneRebalancing = pulumi.String("ENABLED")
	args.WaitForSteadyState = pulumi.Bool(true)
	if b.RollbackAlarms != nil {
		args.Alarms = ecs.ServiceAlarmsArgs{
			AlarmNames: check.AlarmNames("ecsservice", b.name, "RollbackAlarms", b.RollbackAlarms, mostAlarms),
			Enable:     pulumi.Bool(true),
			Rollback:   pulumi.Bool(true),
		}
	}
}

// leaveToCodeDeploy returns what CodeDeploy changes from its AppSpec, and what ECS refuses to change from anywhere else. The wait for a steady state is off,
// as it waits for the one deployment of ECS's own, which such a service does not have.
func leaveToCodeDeploy(args *ecs.ServiceArgs) []string {
	args.DeploymentController = ecs.ServiceDeploymentControllerArgs{Type: pulumi.String("CODE_DEPLOY")}
	args.WaitForSteadyState = pulumi.Bool(false)
	return []string{"capacityProviderStrategies", "taskDefinition", "loadBalancers", "networkConfiguration", "platformVersion"}
}
