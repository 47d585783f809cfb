package rollouts

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/iampolicy"
)

// Policy returns the least IAM policy for a role that rolls out the service. It does not depend on
// the revision, so a policy made from it does not change with each new image.
func (s Service) Policy() pulumi.StringOutput {
	statements := append(s.tasks(), s.reads())
	if s.LogGroupName != nil {
		stream := pulumi.Sprintf("%s:log-group:%s:log-stream:*", s.in("logs"), s.LogGroupName)
		statements = append(statements, iampolicy.Statement{
			Actions: []string{"logs:GetLogEvents"}, Resources: []pulumi.StringInput{stream},
		})
	}
	if s.Application != nil {
		return iampolicy.Document(append(append(statements, s.scaling()), s.blueGreen()...)...)
	}
	return iampolicy.Document(append(statements, s.rolling())...)
}

// in returns the ARN prefix of the service's account and region in an AWS service.
func (s Service) in(service string) pulumi.StringOutput {
	return s.Place.Expand("arn:{partition}:" + service + ":{region}:{account}")
}

func (s Service) serviceARN() pulumi.StringOutput {
	return pulumi.Sprintf("%s:service/%s/%s", s.in("ecs"), s.ClusterName, s.Name)
}

// tasks allows to run one-off tasks of the cluster and to read tasks.
func (s Service) tasks() []iampolicy.Statement {
	cluster := pulumi.Sprintf("%s:cluster/%s", s.in("ecs"), s.ClusterName)
	tasks := pulumi.Sprintf("%s:task/%s/*", s.in("ecs"), s.ClusterName)
	return []iampolicy.Statement{
		{ // The revision changes with each image, so its ARN is not here. PassRole limits what can run.
			Actions:    []string{"ecs:RunTask"},
			Resources:  []pulumi.StringInput{pulumi.Sprintf("%s:task-definition/*", s.in("ecs"))},
			Conditions: iampolicy.Conditions{"ArnEquals": {"ecs:cluster": cluster}},
		},
		iampolicy.PassToTasks(s.Roles...),
		iampolicy.TagNewTasks(tasks),
		{Actions: []string{"ecs:DescribeTasks"}, Resources: []pulumi.StringInput{tasks}},
		{ // Its resources are container instances, which Fargate has none of.
			Actions:    []string{"ecs:ListTasks"},
			Resources:  []pulumi.StringInput{pulumi.String("*")},
			Conditions: iampolicy.Conditions{"ArnEquals": {"ecs:cluster": cluster}},
		},
	}
}

// reads has the actions that support no resources, or not for everything.
func (s Service) reads() iampolicy.Statement {
	return iampolicy.Statement{
		Actions: []string{
			"application-autoscaling:DescribeScalableTargets",
			"cloudwatch:DescribeAlarms",
			"ecs:DeregisterTaskDefinition",
			"ecs:DescribeTaskDefinition",
			"ecs:ListTaskDefinitions",
			"elasticloadbalancing:DescribeListeners",
			"elasticloadbalancing:DescribeRules",
			"elasticloadbalancing:DescribeTargetHealth",
		},
		Resources: []pulumi.StringInput{pulumi.String("*")},
	}
}

// scaling allows to suspend and resume the scaling of ECS services. Application Auto Scaling assigns
// the target's ARN an id of its own.
func (s Service) scaling() iampolicy.Statement {
	return iampolicy.Statement{
		Actions:   []string{"application-autoscaling:RegisterScalableTarget"},
		Resources: []pulumi.StringInput{pulumi.Sprintf("%s:scalable-target/*", s.in("application-autoscaling"))},
		Conditions: iampolicy.Conditions{"StringEquals": {
			"application-autoscaling:service-namespace":  pulumi.String("ecs"),
			"application-autoscaling:scalable-dimension": pulumi.String("ecs:service:DesiredCount"),
		}},
	}
}

// blueGreen allows deployments of one group. Three actions support no resources.
func (s Service) blueGreen() []iampolicy.Statement {
	codedeploy := s.in("codedeploy")
	group := pulumi.Sprintf("%s:deploymentgroup:%s/%s", codedeploy, s.Application, s.Group)
	return []iampolicy.Statement{
		{
			// Application Auto Scaling checks that whoever registers a target may update the service.
			Actions:   []string{"ecs:DescribeServices", "ecs:UpdateService"},
			Resources: []pulumi.StringInput{s.serviceARN()},
		},
		{
			Actions: []string{
				"codedeploy:CreateDeployment", "codedeploy:GetDeployment", "codedeploy:GetDeploymentGroup",
				"codedeploy:ListDeployments",
			},
			Resources: []pulumi.StringInput{group},
		},
		{
			Actions:   []string{"codedeploy:RegisterApplicationRevision"},
			Resources: []pulumi.StringInput{pulumi.Sprintf("%s:application:%s", codedeploy, s.Application)},
		},
		{
			Actions:   []string{"codedeploy:GetDeploymentConfig"},
			Resources: []pulumi.StringInput{pulumi.Sprintf("%s:deploymentconfig:*", codedeploy)},
		},
		{
			Actions: []string{
				"codedeploy:BatchGetDeploymentTargets", "codedeploy:ContinueDeployment", "codedeploy:StopDeployment",
			},
			Resources: []pulumi.StringInput{pulumi.String("*")},
		},
	}
}

// rolling allows to follow and stop the service's own deployments.
func (s Service) rolling() iampolicy.Statement {
	within := func(kind string) pulumi.StringOutput {
		return pulumi.Sprintf("%s:%s/%s/%s/*", s.in("ecs"), kind, s.ClusterName, s.Name)
	}
	return iampolicy.Statement{
		Actions: []string{
			"ecs:DescribeServiceDeployments", "ecs:DescribeServiceRevisions", "ecs:DescribeServices",
			"ecs:ListServiceDeployments", "ecs:StopServiceDeployment",
		},
		Resources: []pulumi.StringInput{s.serviceARN(), within("service-deployment"), within("service-revision")},
	}
}
