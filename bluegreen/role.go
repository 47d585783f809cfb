package bluegreen

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/iampolicy"
	"github.com/knwl-platform/infra/internal/iamrole"
)

// createRole creates the role that CodeDeploy assumes for deployments of this application. It
// allows one service, its listeners and its roles, where AWS's managed policy allows every service
// and passing every role. Account and region come from the application's ARN, because that of the
// task definition is unknown in the preview of a new revision.
func (b *builder) createRole() (err error) {
	b.roleARN, err = iamrole.Settings{
		BoundaryARN: b.PermissionsBoundaryARN, Path: b.RolePath, Tags: b.Tags,
	}.NewWithPolicy(b.Parent, b.Name, iampolicy.AssumeRole(b.principal(), iampolicy.Conditions{
		"StringEquals": {"aws:SourceAccount": b.place.Expand("{account}")},
		"ArnLike": {"aws:SourceArn": pulumi.Sprintf("%s:deploymentgroup:%s/*",
			b.place.Expand("arn:{partition}:codedeploy:{region}:{account}"), b.app.Name)},
	}), iampolicy.Document(b.permissions()...), b.Transform.Role, b.Transform.RolePolicy)
	return err
}

// principal returns CodeDeploy's service principal. Unlike others in this library, it has another
// name in China.
func (b *builder) principal() pulumi.StringOutput {
	return b.place.Expand("{partition}").ApplyT(func(partition string) string {
		if partition == "aws-cn" {
			return "codedeploy.amazonaws.com.cn"
		}
		return "codedeploy.amazonaws.com"
	}).(pulumi.StringOutput)
}

func (b *builder) permissions() []iampolicy.Statement {
	ecs := b.place.Expand("arn:{partition}:ecs:{region}:{account}")
	cluster := pulumi.Sprintf("%s:cluster/%s", ecs, b.Service.ClusterName)
	service := pulumi.Sprintf("%s:service/%s/%s", ecs, b.Service.ClusterName, b.Service.Name)
	taskSets := pulumi.Sprintf("%s:task-set/%s/%s/*", ecs, b.Service.ClusterName, b.Service.Name)
	everything := []pulumi.StringInput{pulumi.String("*")}
	listeners, rules := b.listeners()
	return append([]iampolicy.Statement{
		{
			Actions:   []string{"ecs:DescribeServices", "ecs:UpdateServicePrimaryTaskSet"},
			Resources: []pulumi.StringInput{service},
		},
		{ // The task set does not exist yet, so only the conditions can name the cluster and the service.
			Actions:    []string{"ecs:CreateTaskSet"},
			Resources:  everything,
			Conditions: iampolicy.Conditions{"ArnEquals": {"ecs:cluster": cluster, "ecs:service": service}},
		},
		{ // CodeDeploy needs ecs:TagResource because the service propagates its tags to the task set.
			Actions:   []string{"ecs:DeleteTaskSet", "ecs:TagResource"},
			Resources: []pulumi.StringInput{taskSets},
		},
		{ // These actions support no resources, or not for all alarms.
			Actions:   b.describeActions(),
			Resources: everything,
		},
		{Actions: []string{"elasticloadbalancing:ModifyListener"}, Resources: listeners},
		{Actions: []string{"elasticloadbalancing:ModifyRule"}, Resources: rules},
		iampolicy.PassToTasks(b.Service.ExecutionRoleARN, b.Service.TaskRoleARN),
	}, b.publishing()...)
}

func (b *builder) describeActions() []string {
	actions := []string{
		"elasticloadbalancing:DescribeListeners",
		"elasticloadbalancing:DescribeRules",
		"elasticloadbalancing:DescribeTargetGroups",
	}
	if b.RollbackAlarms != nil {
		// This action supports alarms as resources, but then returns no composite alarms.
		actions = append(actions, "cloudwatch:DescribeAlarms")
	}
	return actions
}

// listeners returns the ARNs of the production and test listeners, and patterns for all of their
// rules.
func (b *builder) listeners() (listeners, rules []pulumi.StringInput) {
	for _, listener := range []pulumi.StringInput{b.Target.ListenerARN, b.Target.TestListenerARN} {
		if listener == nil {
			continue
		}
		listeners = append(listeners, listener)
		rules = append(rules, listener.ToStringOutput().ApplyT(func(arn string) string {
			return strings.Replace(arn, ":listener/", ":listener-rule/", 1) + "/*"
		}).(pulumi.StringOutput))
	}
	return listeners, rules
}
