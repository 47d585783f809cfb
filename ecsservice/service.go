package ecsservice

import (
	"time"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// mostAlarms is how many alarms ECS accepts for a deployment.
const mostAlarms = 10

// createService replaces the service if its deployment controller changes, which AWS cannot do in
// place.
func (b *builder) createService() (err error) {
	args := &ecs.ServiceArgs{
		Cluster:         b.clusterARN,
		TaskDefinition:  b.taskDefinition.Arn,
		DesiredCount:    pulumi.Int(*b.DesiredCount),
		PlatformVersion: pulumi.String("LATEST"),
		NetworkConfiguration: ecs.ServiceNetworkConfigurationArgs{
			Subnets:        b.Network.SubnetIDs,
			SecurityGroups: pulumi.StringArray{b.usableSecurityGroupID()},
			AssignPublicIp: pulumi.Bool(b.PublicIP),
		},
		EnableEcsManagedTags: pulumi.Bool(true),
		PropagateTags:        pulumi.String("SERVICE"),
		// Without force, the provider first scales the service to zero. Scaling may raise the number
		// again, and a primary task set of CodeDeploy cannot be scaled.
		ForceDelete: pulumi.Bool(true),
		Tags:        child.Tags(b.Tags, b.Name),
	}
	b.runOn(args)
	if b.Exec {
		args.EnableExecuteCommand = pulumi.Bool(true)
	}
	b.connect(args)
	if b.LoadBalancer != nil {
		args.HealthCheckGracePeriodSeconds = pulumi.Int(*b.HealthCheckGraceSeconds)
	}
	var registered ecs.ServiceLoadBalancerArray
	for _, l := range b.loadBalancers() {
		registered = append(registered, ecs.ServiceLoadBalancerArgs{
			TargetGroupArn: l.TargetGroupARN.ToStringOutput(),
			ContainerName:  pulumi.String(b.Name),
			ContainerPort:  pulumi.Int(b.Container.Port),
		})
	}
	if len(registered) > 0 {
		args.LoadBalancers = registered
	}
	var ignored []string
	if b.blueGreen() {
		ignored = leaveToCodeDeploy(args)
	} else {
		b.deployRolling(args)
	}
	if b.IgnoreTaskDefinition {
		ignored = append(ignored, "taskDefinition")
	}
	if b.Scaling != nil || b.IgnoreDesiredCount {
		ignored = append(ignored, "desiredCount") // others change it
	}
	b.service, err = child.New(b.Parent, ecs.NewService, b.Name, args, b.Transform.Service,
		pulumi.IgnoreChanges(ignored),
		pulumi.ReplaceOnChanges([]string{"deploymentController"}),
		pulumi.Timeouts(b.timeouts()),
	)
	b.hasCapacityProviders = args.CapacityProviderStrategies != nil
	return err
}

// deployRolling keeps all old tasks until as many new ones are healthy, and rolls back if they
// fail.
func (b *builder) deployRolling(args *ecs.ServiceArgs) {
	args.DeploymentController = ecs.ServiceDeploymentControllerArgs{Type: pulumi.String("ECS")}
	args.DeploymentMinimumHealthyPercent = pulumi.Int(100)
	args.DeploymentMaximumPercent = pulumi.Int(200)
	args.DeploymentCircuitBreaker = ecs.ServiceDeploymentCircuitBreakerArgs{
		Enable: pulumi.Bool(true), Rollback: pulumi.Bool(true),
	}
	args.AvailabilityZoneRebalancing = pulumi.String("ENABLED")
	args.WaitForSteadyState = pulumi.Bool(true)
	if b.RollbackAlarms != nil {
		args.Alarms = ecs.ServiceAlarmsArgs{
			AlarmNames: b.AlarmNames("RollbackAlarms", b.RollbackAlarms, mostAlarms),
			Enable:     pulumi.Bool(true),
			Rollback:   pulumi.Bool(true),
		}
	}
}

// leaveToCodeDeploy returns the properties that CodeDeploy changes and that ECS rejects changes of
// from anyone else. Blue/green services are not awaited: only CodeDeploy knows when a deployment
// has finished.
func leaveToCodeDeploy(args *ecs.ServiceArgs) []string {
	args.DeploymentController = ecs.ServiceDeploymentControllerArgs{Type: pulumi.String("CODE_DEPLOY")}
	args.WaitForSteadyState = pulumi.Bool(false)
	return []string{
		"capacityProviderStrategies", "taskDefinition", "loadBalancers", "networkConfiguration", "platformVersion",
	}
}

// startTime is how long a task may take to become healthy, including the pull of its image.
func (c config) startTime() time.Duration {
	start := 5 * time.Minute
	if c.LoadBalancer != nil {
		start += time.Duration(*c.HealthCheckGraceSeconds) * time.Second
	}
	return start
}

// stopTime is how long a task may take to stop: a target group's default deregistration delay, and
// then the time that its slowest container has.
func (c config) stopTime() time.Duration {
	stop := 30
	for _, container := range c.containers {
		stop = max(stop, container.StopSeconds)
	}
	return 5*time.Minute + time.Duration(stop)*time.Second
}

// timeouts are longer than the circuit breaker takes in the slowest case. It ends a deployment
// after a number of failed tasks in a row: half of the desired count, rounded up, at least 3 and at
// most 200. A single task takes longest: three fail in turn, and then ECS rolls back. Services with
// more tasks start several at once.
func (c config) timeouts() *pulumi.CustomTimeouts {
	deploy := 4*c.startTime() + c.stopTime()
	return &pulumi.CustomTimeouts{
		Create: deploy.String(), Update: deploy.String(), Delete: (20*time.Minute + c.stopTime()).String(),
	}
}
