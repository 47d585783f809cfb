package ecsjob

import (
	"path"
	"regexp"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/iampolicy"
	"github.com/knwl-platform/infra/internal/iamrole"
)

// createRole creates the role that EventBridge Scheduler assumes for schedules of the group. It allows
// one family of task definitions in one cluster.
func (b *builder) createRole() (err error) {
	b.roleARN, err = iamrole.Settings{
		BoundaryARN: b.PermissionsBoundaryARN, Path: b.RolePath, Tags: b.Tags,
	}.NewWithPolicy(b.Parent, b.Name, iampolicy.AssumeRole(pulumi.String("scheduler.amazonaws.com"), iampolicy.Conditions{
		"StringEquals": {"aws:SourceAccount": b.PlaceOf("the schedule group", b.group.Arn).Expand("{account}")},
		"ArnEquals":    {"aws:SourceArn": b.group.Arn}, // Scheduler sends the group's ARN, not the schedule's
	}), iampolicy.Document(b.permissions()...), b.Transform.Role, b.Transform.RolePolicy)
	return err
}

func (b *builder) permissions() []iampolicy.Statement {
	cluster := b.Job.ClusterARN.ToStringOutput()
	ecs := b.PlaceOf("Job.ClusterARN", cluster).Expand("arn:{partition}:ecs:{region}:{account}")
	family := pulumi.Sprintf("%s:task-definition/%s", ecs, b.family())
	statements := []iampolicy.Statement{
		{ // All revisions, so that a deployment changes no role. A run without a revision asks for the family alone.
			Actions:    []string{"ecs:RunTask"},
			Resources:  []pulumi.StringInput{family, pulumi.Sprintf("%s:*", family)},
			Conditions: iampolicy.Conditions{"ArnEquals": {"ecs:cluster": cluster}},
		},
		iampolicy.TagNewTasks(pulumi.Sprintf("%s:task/%s/*", ecs, cluster.ApplyT(path.Base))),
		iampolicy.PassToTasks(b.Job.ExecutionRoleARN, b.Job.TaskRoleARN),
		{Actions: []string{"sqs:SendMessage"}, Resources: []pulumi.StringInput{b.queueARN}},
	}
	if key := b.DeadLetters.KMSKeyARN; key != nil {
		statements = append(statements, iampolicy.Statement{
			Actions: []string{"kms:Decrypt", "kms:GenerateDataKey"}, Resources: []pulumi.StringInput{key},
		})
	}
	return statements
}

var revision = regexp.MustCompile(`:[0-9]+$`)

// family returns the name of the task definition without a revision.
func (b *builder) family() pulumi.StringInput {
	if b.Job.Family != nil {
		return b.Job.Family
	}
	return b.Job.TaskDefinitionARN.ToStringOutput().ApplyT(func(arn string) string {
		return revision.ReplaceAllString(path.Base(arn), "")
	}).(pulumi.StringOutput)
}
