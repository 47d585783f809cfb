package ecsservice

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/child"
	"github.com/knwl-platform/infra/internal/iampolicy"
	"github.com/knwl-platform/infra/internal/iamrole"
)

// createExecutionRole creates the role with which ECS starts tasks. It may write to the log group,
// pull the images and read the secrets of the containers, and nothing else.
func (b *builder) createExecutionRole() (err error) {
	name := b.Role("execution")
	if b.executionRole, err = b.createRole(name, b.Transform.ExecutionRole); err != nil {
		return err
	}
	statements := []iampolicy.Statement{{
		Actions:   []string{"logs:CreateLogStream", "logs:PutLogEvents"}, // without CreateLogGroup: a deleted group stays so
		Resources: []pulumi.StringInput{pulumi.Sprintf("%s:*", b.logGroup.Arn)},
	}}
	var images, cached pulumi.StringArray
	var secrets []secretRef
	for _, c := range b.containers {
		images = append(images, c.Image)
		if c.PullThroughCache {
			cached = append(cached, c.Image)
		}
		secrets = append(secrets, c.secrets()...)
	}
	statements = append(statements, pullStatements(images, cached, b.place.Expand("{partition}"))...)
	statements = append(statements, readStatements(secrets)...)
	policy, err := child.New(b.Parent, iam.NewRolePolicy, name, &iam.RolePolicyArgs{
		Role:   b.executionRole.Name,
		Policy: iampolicy.Document(statements...),
	}, b.Transform.ExecutionPolicy)
	if err != nil {
		return err
	}
	b.executionRoleARN = child.After(b.executionRole.Arn, policy)
	return nil
}

// createTaskRole creates the role of the program.
func (b *builder) createTaskRole() (err error) {
	name := b.Role("task")
	if b.taskRole, err = b.createRole(name, b.Transform.TaskRole); err != nil {
		return err
	}
	var policies []pulumi.Resource
	if statements := b.taskStatements(); len(b.readSecrets)+len(b.Permissions)+len(b.Volumes) > 0 || b.Exec {
		policy, err := child.New(b.Parent, iam.NewRolePolicy, name, &iam.RolePolicyArgs{
			Role:   b.taskRole.Name,
			Policy: iampolicy.Document(statements...),
		}, b.Transform.TaskPolicy)
		if err != nil {
			return err
		}
		policies = append(policies, policy)
	}
	for _, key := range slices.Sorted(maps.Keys(b.ManagedPolicyARNs)) {
		attachment, err := child.New(b.Parent, iam.NewRolePolicyAttachment, name+"-"+key, &iam.RolePolicyAttachmentArgs{
			Role:      b.taskRole.Name,
			PolicyArn: b.ManagedPolicyARNs[key],
		}, b.Transform.TaskPolicyAttachment)
		if err != nil {
			return err
		}
		policies = append(policies, attachment)
	}
	b.taskRoleARN = child.After(b.taskRole.Arn, policies...)
	return nil
}

func (b *builder) taskStatements() []iampolicy.Statement {
	statements := readStatements(b.readSecrets)
	for _, p := range b.Permissions {
		resources := p.Resources
		if p.AnyResource {
			resources = []pulumi.StringInput{pulumi.String("*")}
		}
		statements = append(statements, iampolicy.Statement{Actions: p.Actions, Resources: resources})
	}
	return slices.Concat(statements, b.volumeStatements(), b.execStatements())
}

// createRole creates a role that only ECS tasks of this account and region can assume.
func (b *builder) createRole(name string, edit infra.Edit[iam.RoleArgs]) (*iam.Role, error) {
	return iamrole.Settings{
		BoundaryARN: b.PermissionsBoundaryARN, Path: b.RolePath, Tags: b.Tags,
	}.New(b.Parent, name, iampolicy.AssumeRole(pulumi.String("ecs-tasks.amazonaws.com"), iampolicy.Conditions{
		"StringEquals": {"aws:SourceAccount": b.place.Expand("{account}")},
		"ArnLike":      {"aws:SourceArn": b.place.Expand("arn:{partition}:ecs:{region}:{account}:*")},
	}), edit)
}
