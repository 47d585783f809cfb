package rollout

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
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

// call is the shape of every method of an SDK client.
type (
	cdOpt  = func(*codedeploy.Options)
	ecsOpt = func(*ecs.Options)
	elbOpt = func(*elasticloadbalancingv2.Options)
)

// CodeDeploy is the part of CodeDeploy's API that a blue/green deployment needs.
type CodeDeploy interface {
	BatchGetDeploymentTargets(context.Context, *codedeploy.BatchGetDeploymentTargetsInput, ...cdOpt) (*codedeploy.BatchGetDeploymentTargetsOutput, error)
	ContinueDeployment(context.Context, *codedeploy.ContinueDeploymentInput, ...cdOpt) (*codedeploy.ContinueDeploymentOutput, error)
	CreateDeployment(context.Context, *codedeploy.CreateDeploymentInput, ...cdOpt) (*codedeploy.CreateDeploymentOutput, error)
	GetApplicationRevision(context.Context, *codedeploy.GetApplicationRevisionInput, ...cdOpt) (*codedeploy.GetApplicationRevisionOutput, error)
	GetDeployment(context.Context, *codedeploy.GetDeploymentInput, ...cdOpt) (*codedeploy.GetDeploymentOutput, error)
	GetDeploymentConfig(context.Context, *codedeploy.GetDeploymentConfigInput, ...cdOpt) (*codedeploy.GetDeploymentConfigOutput, error)
	GetDeploymentGroup(context.Context, *codedeploy.GetDeploymentGroupInput, ...cdOpt) (*codedeploy.GetDeploymentGroupOutput, error)
	ListDeployments(context.Context, *codedeploy.ListDeploymentsInput, ...cdOpt) (*codedeploy.ListDeploymentsOutput, error)
	StopDeployment(context.Context, *codedeploy.StopDeploymentInput, ...cdOpt) (*codedeploy.StopDeploymentOutput, error)
}

// ECS is the part of ECS's API that deployments and one-off tasks need.
type ECS interface {
	DeregisterTaskDefinition(context.Context, *ecs.DeregisterTaskDefinitionInput, ...ecsOpt) (*ecs.DeregisterTaskDefinitionOutput, error)
	DescribeServiceDeployments(context.Context, *ecs.DescribeServiceDeploymentsInput, ...ecsOpt) (*ecs.DescribeServiceDeploymentsOutput, error)
	DescribeServiceRevisions(context.Context, *ecs.DescribeServiceRevisionsInput, ...ecsOpt) (*ecs.DescribeServiceRevisionsOutput, error)
	DescribeServices(context.Context, *ecs.DescribeServicesInput, ...ecsOpt) (*ecs.DescribeServicesOutput, error)
	DescribeTaskDefinition(context.Context, *ecs.DescribeTaskDefinitionInput, ...ecsOpt) (*ecs.DescribeTaskDefinitionOutput, error)
	DescribeTasks(context.Context, *ecs.DescribeTasksInput, ...ecsOpt) (*ecs.DescribeTasksOutput, error)
	ListServiceDeployments(context.Context, *ecs.ListServiceDeploymentsInput, ...ecsOpt) (*ecs.ListServiceDeploymentsOutput, error)
	ListTaskDefinitions(context.Context, *ecs.ListTaskDefinitionsInput, ...ecsOpt) (*ecs.ListTaskDefinitionsOutput, error)
	ListTasks(context.Context, *ecs.ListTasksInput, ...ecsOpt) (*ecs.ListTasksOutput, error)
	RunTask(context.Context, *ecs.RunTaskInput, ...ecsOpt) (*ecs.RunTaskOutput, error)
	StopServiceDeployment(context.Context, *ecs.StopServiceDeploymentInput, ...ecsOpt) (*ecs.StopServiceDeploymentOutput, error)
	StopTask(context.Context, *ecs.StopTaskInput, ...ecsOpt) (*ecs.StopTaskOutput, error)
}

// LoadBalancers is the part of Elastic Load Balancing's API that shows where traffic goes.
type LoadBalancers interface {
	DescribeListeners(context.Context, *elasticloadbalancingv2.DescribeListenersInput, ...elbOpt) (*elasticloadbalancingv2.DescribeListenersOutput, error)
	DescribeRules(context.Context, *elasticloadbalancingv2.DescribeRulesInput, ...elbOpt) (*elasticloadbalancingv2.DescribeRulesOutput, error)
	DescribeTargetGroups(context.Context, *elasticloadbalancingv2.DescribeTargetGroupsInput, ...elbOpt) (*elasticloadbalancingv2.DescribeTargetGroupsOutput, error)
	DescribeTargetHealth(context.Context, *elasticloadbalancingv2.DescribeTargetHealthInput, ...elbOpt) (*elasticloadbalancingv2.DescribeTargetHealthOutput, error)
}

// Alarms reads CloudWatch alarms.
type Alarms interface {
	DescribeAlarms(context.Context, *cloudwatch.DescribeAlarmsInput, ...func(*cloudwatch.Options)) (*cloudwatch.DescribeAlarmsOutput, error)
}

// Logs reads the log streams of tasks.
type Logs interface {
	GetLogEvents(context.Context, *cloudwatchlogs.GetLogEventsInput, ...func(*cloudwatchlogs.Options)) (*cloudwatchlogs.GetLogEventsOutput, error)
}

// Scaling suspends and resumes a service's auto scaling.
type Scaling interface {
	DescribeScalableTargets(context.Context, *applicationautoscaling.DescribeScalableTargetsInput, ...func(*applicationautoscaling.Options)) (*applicationautoscaling.DescribeScalableTargetsOutput, error)
	RegisterScalableTarget(context.Context, *applicationautoscaling.RegisterScalableTargetInput, ...func(*applicationautoscaling.Options)) (*applicationautoscaling.RegisterScalableTargetOutput, error)
}
