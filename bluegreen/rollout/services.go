package rollout

import (
	"context"

	scaling "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
)

// Services are the AWS clients that a [Client] calls. The SDK's clients implement the interfaces.
type Services struct {
	CodeDeploy    CodeDeploy
	ECS           ECS
	LoadBalancers LoadBalancers
	Alarms        Alarms
	Logs          Logs
	Scaling       Scaling
}

// The last parameter of every method of an SDK client.
type (
	cdOpt    = func(*codedeploy.Options)
	ecsOpt   = func(*ecs.Options)
	elbOpt   = func(*elb.Options)
	scaleOpt = func(*scaling.Options)
	alarmOpt = func(*cloudwatch.Options)
	logOpt   = func(*cloudwatchlogs.Options)
)

// CodeDeploy is the part of CodeDeploy's API that a blue/green deployment needs.
type CodeDeploy interface {
	BatchGetDeploymentTargets(context.Context, *codedeploy.BatchGetDeploymentTargetsInput, ...cdOpt) (
		*codedeploy.BatchGetDeploymentTargetsOutput, error)
	ContinueDeployment(context.Context, *codedeploy.ContinueDeploymentInput, ...cdOpt) (
		*codedeploy.ContinueDeploymentOutput, error)
	CreateDeployment(context.Context, *codedeploy.CreateDeploymentInput, ...cdOpt) (
		*codedeploy.CreateDeploymentOutput, error)
	GetDeployment(context.Context, *codedeploy.GetDeploymentInput, ...cdOpt) (*codedeploy.GetDeploymentOutput, error)
	GetDeploymentConfig(context.Context, *codedeploy.GetDeploymentConfigInput, ...cdOpt) (
		*codedeploy.GetDeploymentConfigOutput, error)
	GetDeploymentGroup(context.Context, *codedeploy.GetDeploymentGroupInput, ...cdOpt) (
		*codedeploy.GetDeploymentGroupOutput, error)
	ListDeployments(context.Context, *codedeploy.ListDeploymentsInput, ...cdOpt) (
		*codedeploy.ListDeploymentsOutput, error)
	StopDeployment(context.Context, *codedeploy.StopDeploymentInput, ...cdOpt) (
		*codedeploy.StopDeploymentOutput, error)
}

// ECS is the part of ECS's API that deployments and one-off tasks need.
type ECS interface {
	DeregisterTaskDefinition(context.Context, *ecs.DeregisterTaskDefinitionInput, ...ecsOpt) (
		*ecs.DeregisterTaskDefinitionOutput, error)
	DescribeServiceDeployments(context.Context, *ecs.DescribeServiceDeploymentsInput, ...ecsOpt) (
		*ecs.DescribeServiceDeploymentsOutput, error)
	DescribeServiceRevisions(context.Context, *ecs.DescribeServiceRevisionsInput, ...ecsOpt) (
		*ecs.DescribeServiceRevisionsOutput, error)
	DescribeServices(context.Context, *ecs.DescribeServicesInput, ...ecsOpt) (*ecs.DescribeServicesOutput, error)
	DescribeTaskDefinition(context.Context, *ecs.DescribeTaskDefinitionInput, ...ecsOpt) (
		*ecs.DescribeTaskDefinitionOutput, error)
	DescribeTasks(context.Context, *ecs.DescribeTasksInput, ...ecsOpt) (*ecs.DescribeTasksOutput, error)
	ListServiceDeployments(context.Context, *ecs.ListServiceDeploymentsInput, ...ecsOpt) (
		*ecs.ListServiceDeploymentsOutput, error)
	ListTaskDefinitions(context.Context, *ecs.ListTaskDefinitionsInput, ...ecsOpt) (
		*ecs.ListTaskDefinitionsOutput, error)
	ListTasks(context.Context, *ecs.ListTasksInput, ...ecsOpt) (*ecs.ListTasksOutput, error)
	RunTask(context.Context, *ecs.RunTaskInput, ...ecsOpt) (*ecs.RunTaskOutput, error)
	StopServiceDeployment(context.Context, *ecs.StopServiceDeploymentInput, ...ecsOpt) (
		*ecs.StopServiceDeploymentOutput, error)
}

// LoadBalancers is the part of Elastic Load Balancing's API that shows where traffic goes.
type LoadBalancers interface {
	DescribeListeners(context.Context, *elb.DescribeListenersInput, ...elbOpt) (*elb.DescribeListenersOutput, error)
	DescribeRules(context.Context, *elb.DescribeRulesInput, ...elbOpt) (*elb.DescribeRulesOutput, error)
	DescribeTargetHealth(context.Context, *elb.DescribeTargetHealthInput, ...elbOpt) (
		*elb.DescribeTargetHealthOutput, error)
}

// Alarms reads CloudWatch alarms.
type Alarms interface {
	DescribeAlarms(context.Context, *cloudwatch.DescribeAlarmsInput, ...alarmOpt) (
		*cloudwatch.DescribeAlarmsOutput, error)
}

// Logs reads the log streams of tasks.
type Logs interface {
	GetLogEvents(context.Context, *cloudwatchlogs.GetLogEventsInput, ...logOpt) (
		*cloudwatchlogs.GetLogEventsOutput, error)
}

// Scaling suspends and resumes a service's auto scaling.
type Scaling interface {
	DescribeScalableTargets(context.Context, *scaling.DescribeScalableTargetsInput, ...scaleOpt) (
		*scaling.DescribeScalableTargetsOutput, error)
	RegisterScalableTarget(context.Context, *scaling.RegisterScalableTargetInput, ...scaleOpt) (
		*scaling.RegisterScalableTargetOutput, error)
}
