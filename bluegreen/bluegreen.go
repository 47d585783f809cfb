// Package bluegreen creates what CodeDeploy needs for blue/green deployments of an ECS service. A
// deployment starts the new version beside the old one, shows it on the test listener, and shifts
// production traffic to it in steps. If the deployment fails or an alarm fires, CodeDeploy shifts
// all traffic back.
//
// [New] creates a CodeDeploy application, a deployment group, their IAM role, and a deployment
// configuration if [Args.Shift] needs one. Cost: none, but during a deployment the tasks of both
// versions run.
//
// Creating or changing the component deploys nothing. Export [DeploymentGroup.Rollout] as "rollout",
// and start a deployment with the command rollout, or with the package bluegreen/rollout. See the
// package's example.
package bluegreen

import (
	"cmp"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/codedeploy"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/child"
	"github.com/knwl-platform/infra/internal/rollouts"
)

// Type is the component's type token. It is part of every child's URN and never changes.
const Type = "knwl:bluegreen:DeploymentGroup"

// DeploymentGroup is a deployment group for one service, created by [New].
type DeploymentGroup struct {
	pulumi.ResourceState

	// ApplicationName is the name of the CodeDeploy application. It resolves when the deployment group
	// exists.
	ApplicationName pulumi.StringOutput `pulumi:"applicationName"`
	// DeploymentGroupName is the name of the deployment group.
	DeploymentGroupName pulumi.StringOutput `pulumi:"deploymentGroupName"`
	// Rollout is what the command rollout and the package bluegreen/rollout need to deploy, as JSON:
	// the deployment group, the service, and the AppSpec document that tells CodeDeploy what to deploy.
	// It resolves when the deployment group exists.
	Rollout pulumi.StringOutput `pulumi:"rollout"`
	// RolloutPolicy is the least IAM policy for a role that runs the command rollout, such as that of a
	// CI job. It does not change with the revision.
	RolloutPolicy pulumi.StringOutput `pulumi:"rolloutPolicy"`
}

// New creates a deployment group. name is its logical and physical name, with at most 56 letters,
// digits and single hyphens between them. It must not start with "sg-". The names of the
// application, the role and a deployment configuration are derived from it.
//
// New checks args before it registers anything, and reports all mistakes in one error. Values that
// other resources compute are checked when they are known.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*DeploymentGroup, error) {
	cfg, err := resolve(name, *cmp.Or(args, &Args{}))
	if err != nil {
		return nil, err
	}
	out := &DeploymentGroup{}
	parent, err := child.Component(ctx, Type, name, out, opts...)
	if err != nil {
		return nil, err
	}
	b := &builder{Parent: parent, config: cfg, out: out}
	if err := parent.Build(b.publish,
		b.createApplication,
		b.createRole,
		b.createConfig,
		b.createGroup,
	); err != nil {
		return nil, err
	}
	return out, nil
}

// builder has the arguments, the children created so far and the outputs.
type builder struct {
	child.Parent
	config
	out *DeploymentGroup

	app        *codedeploy.Application
	place      arn.Place           // of the application
	roleARN    pulumi.StringOutput // resolves when the role has its policy
	configName pulumi.StringInput
	group      *codedeploy.DeploymentGroup
}

func (b *builder) createApplication() (err error) {
	b.app, err = child.New(b.Parent, codedeploy.NewApplication, b.Name, &codedeploy.ApplicationArgs{
		ComputePlatform: pulumi.String("ECS"),
		Tags:            child.Tags(b.Tags, b.Name),
	}, b.Transform.Application)
	if err != nil {
		return err
	}
	b.place = b.PlaceOf("the application", b.app.Arn)
	return nil
}

// publish sets the outputs. Each waits for what makes it usable.
func (b *builder) publish() {
	b.out.ApplicationName = child.After(b.app.Name, b.group)
	b.out.DeploymentGroupName = b.group.DeploymentGroupName
	rollout := rollouts.Service{
		Place:             b.place,
		ClusterName:       b.Service.ClusterName,
		Name:              b.Service.Name,
		TaskDefinitionARN: b.Service.TaskDefinitionARN,
		ContainerName:     b.Service.ContainerName,
		LogGroupName:      b.Service.LogGroupName,
		Roles:             []pulumi.StringInput{b.Service.ExecutionRoleARN, b.Service.TaskRoleARN},
		Application:       b.app.Name,
		Group:             b.group.DeploymentGroupName,
		AppSpec:           b.appSpec(),
	}
	b.out.Rollout, b.out.RolloutPolicy = rollout.Target(), rollout.Policy()
}
