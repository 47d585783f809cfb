package bluegreen

import (
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
	"github.com/knwl-platform/infra/internal/iampolicy"
)

// createRole makes the role that CodeDeploy takes on for deployments of this application. It may touch one service, its listeners and its roles; AWS's own
// policy for it would allow every service, and every role to be passed. Account and region come from the application's ARN, which stays the same when
// the task definition's changes: so no deployment shows a change of the policy.
func (b *builder) createRole() error {
	role, err := child.New(b.Parent, iam.NewRole, b.name, &iam.RoleArgs{
		AssumeRolePolicy: iampolicy.AssumeRole(b.principal(), iampolicy.Conditions{
			"StringEquals": {"aws:SourceAccount": b.place.Expand("{account}")},
			"ArnLike": {"aws:SourceArn": pulumi.Sprintf("%s:deploymentgroup:%s/*",
				b.place.Expand("arn:{partition}:codedeploy:{region}:{account}"), b.app.Name)},
		}),
		Tags: child.Tags(b.tags, b.name),
	}, b.edit.Role)
	if err != nil {
		return err
	}
	policy, err := child.New(b.Parent, iam.NewRolePolicy, b.name, &iam.RolePolicyArgs{
		Role:   role.Name,
		Policy: iampolicy.Document(b.permissions()...),
	}, b.edit.RolePolicy)
	if err != nil {
		return err
	}
	b.roleARN = child.After(role.Arn, policy)
	return nil
}

// principal is CodeDeploy's service principal. Unlike the others in this library it has a name of
// its own in China.
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
	service := pulumi.Sprintf("%s:service/%s/%s", ecs, b.service.ClusterName, b.service.Name)
	taskSets := pulumi.Sprintf("%s:task-set/%s/%s/*", ecs, b.service.ClusterName, b.service.Name)
	everything := []pulumi.StringInput{pulumi.String("*")}
	describe := []string{"elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTargetGroups"}
	if b.alarms != nil {
		describe = append(describe, "cloudwatch:DescribeAlarms") // knows alarms as resources, but on less than "*" it leaves out composite ones
	}
	listeners, rules := []pulumi.StringInput{}, []pulumi.StringInput{}
	for _, listener := range b.listeners() {
		listeners = append(listeners, listener)
		rules = append(rules, rulesOf(listener))
	}
	return []iampolicy.Statement{
		{Actions: []string{"ecs:DescribeServices", "ecs:UpdateServicePrimaryTaskSet"}, Resources: []pulumi.StringInput{service}},
		{ // The task set does not exist yet: IAM knows no resource of this call, but the cluster and the service.
			Actions:   []string{"ecs:CreateTaskSet"},
			Resources: everything,
			Conditions: iampolicy.Conditions{"ArnEquals": {
				"ecs:cluster": pulumi.Sprintf("%s:cluster/%s", ecs, b.service.ClusterName),
				"ecs:service": service,
			}},
		},
		// A task set is created with the tags that the service propagates, which takes a permission
		// of its own.
		{Actions: []string{"ecs:DeleteTaskSet", "ecs:TagResource"}, Resources: []pulumi.StringInput{taskSets}},
		{Actions: describe, Resources: everything}, // Elastic Load Balancing knows no narrower resource for these
		{Actions: []string{"elasticloadbalancing:ModifyListener"}, Resources: listeners},
		{Actions: []string{"elasticloadbalancing:ModifyRule"}, Resources: rules},
		{
			Actions:    []string{"iam:PassRole"},
			Resources:  []pulumi.StringInput{b.service.ExecutionRoleARN, b.service.TaskRoleARN},
			Conditions: iampolicy.Conditions{"StringEquals": {"iam:PassedToService": pulumi.String("ecs-tasks.amazonaws.com")}},
		},
	}
}

// rulesOf stands for every rule of a listener.
func rulesOf(listener pulumi.StringOutput) pulumi.StringOutput {
	return listener.ApplyT(func(s string) string { return strings.Replace(s, ":listener/", ":listener-rule/", 1) + "/*" }).(pulumi.StringOutput)
}
