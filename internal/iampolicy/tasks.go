package iampolicy

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// PassToTasks allows to pass the roles to ECS tasks, and to nothing else.
func PassToTasks(roles ...pulumi.StringInput) Statement {
	return Statement{
		Actions:    []string{"iam:PassRole"},
		Resources:  roles,
		Conditions: Conditions{"StringEquals": {"iam:PassedToService": pulumi.String("ecs-tasks.amazonaws.com")}},
	}
}

// TagNewTasks allows RunTask to tag the tasks that it starts. ECS needs it because tasks get the tags
// of their task definition.
func TagNewTasks(tasks pulumi.StringInput) Statement {
	return Statement{
		Actions:    []string{"ecs:TagResource"},
		Resources:  []pulumi.StringInput{tasks},
		Conditions: Conditions{"StringEquals": {"ecs:CreateAction": pulumi.String("RunTask")}},
	}
}
