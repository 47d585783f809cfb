// Package bluegreen deploys an ECS service beside what runs: CodeDeploy starts the new version, shows it on the test listener, shifts production traffic to it
// step by step, and back at once when it fails or an alarm fires.
//
// [New] creates the CodeDeploy application and deployment group, the role that CodeDeploy uses, and a deployment configuration if [Args.Shift] needs one.
// It costs nothing; during a deployment twice the tasks run. Creating or changing it deploys nothing. Its outputs are what starts a deployment:
//
//	aws deploy create-deployment --application-name ApplicationName --deployment-group-name DeploymentGroupName \
//	  --revision '{"revisionType": "AppSpecContent", "appSpecContent": {"content": AppSpec as a JSON string}}'
package bluegreen

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/codedeploy"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/child"
)

// Type is the component's type token. It is part of the URN of every child and never changes.
const Type = "knwl:bluegreen:DeploymentGroup"

// DeploymentGroup is what deploys one service, made by [New].
type DeploymentGroup struct {
	pulumi.ResourceState

	// ApplicationName is the CodeDeploy application, known once the deployment group exists.
	ApplicationName pulumi.StringOutput `pulumi:"applicationName"`
	// DeploymentGroupName is the deployment group in it.
	DeploymentGroupName pulumi.StringOutput `pulumi:"deploymentGroupName"`
	// AppSpec is the JSON document that tells CodeDeploy what to deploy: task definition, container and port, network and platform version. It is
	// known once the deployment group exists, and changes when there is something to deploy.
	AppSpec pulumi.StringOutput `pulumi:"appSpec"`
}

// New creates what deploys a service. The name is that of the deployment group, and with a suffix of the application and the role: at most 56 letters,
// digits and single hyphens between them.
//
// All mistakes in args are reported in one error before anything is registered. A service or target that is not made for blue/green is one of them.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*DeploymentGroup, error) {
	if args == nil {
		args = &Args{}
	}
	cfg, err := resolve(name, *args)
	if err != nil {
		return nil, err
	}
	out := &DeploymentGroup{}
	parent, err := child.Component(ctx, Type, name, out, opts...)
	if err != nil {
		return nil, err
	}
	b := &builder{Parent: parent, config: cfg, name: name, edit: args.Transform}
	for _, create := range []func() error{
		b.createApplication,
		b.createRole,
		b.createShift,
		b.createGroup,
	} {
		if err := create(); err != nil {
			return nil, err
		}
	}
	out.ApplicationName = child.After(b.app.Name, b.group)
	out.DeploymentGroupName = b.group.DeploymentGroupName
	out.AppSpec = child.After(b.appSpec(), b.group)
	return out, ctx.RegisterResourceOutputs(out, child.Outputs(out))
}

// builder is the component while it takes form.
type builder struct {
	child.Parent
	config
	name string
	edit Transform

	app       *codedeploy.Application
	place     arn.Place
	roleARN   pulumi.StringOutput // once the role has its policy
	shiftName pulumi.StringInput
	group     *codedeploy.DeploymentGroup
}

// listeners are the production listener, and the test listener if there is one.
func (b *builder) listeners() []pulumi.StringOutput {
	all := []pulumi.StringOutput{b.target.ListenerARN.ToStringOutput()}
	if b.target.TestListenerARN != nil {
		all = append(all, b.target.TestListenerARN.ToStringOutput())
	}
	return all
}

func (b *builder) createApplication() (err error) {
	b.app, err = child.New(b.Parent, codedeploy.NewApplication, b.name, &codedeploy.ApplicationArgs{
		ComputePlatform: pulumi.String("ECS"),
		Tags:            child.Tags(b.tags, b.name),
	}, b.edit.Application)
	if err != nil {
		return err
	}
	b.place = arn.PlaceOf("bluegreen", b.name, "the application", b.app.Arn)
	return nil
}
