package bluegreen_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/internal/graphtest"
)

type statement struct {
	Action    []string
	Resource  []string
	Principal map[string]string
	Condition map[string]map[string]string
}

func statements(g *graphtest.Graph, typ, property string) []statement {
	var document struct{ Statement []statement }
	g.Only(typ).JSON(property, &document)
	return document.Statement
}

func TestRoleServesThisApplicationOnly(t *testing.T) {
	g := run(t)
	got := statements(g, "Role", "assumeRolePolicy")[0]
	source := "arn:aws-cn:codedeploy:" + place + ":deploymentgroup:" + g.Only("Application").Output("name").(string) + "/*"
	if got.Principal["Service"] != "codedeploy.amazonaws.com.cn" ||
		got.Condition["StringEquals"]["aws:SourceAccount"] != "210987654321" ||
		got.Condition["ArnLike"]["aws:SourceArn"] != source {
		t.Errorf("the role trusts %+v", got)
	}
}

// IAM.1, IAM.21.
func TestRoleHasLeastPrivilege(t *testing.T) {
	g := run(t, func(a *bluegreen.Args) { a.RollbackAlarms = pulumi.ToStringArray([]string{"errors"}) })
	allowed := map[string][]string{}
	for _, s := range statements(g, "RolePolicy", "policy") {
		for _, action := range s.Action {
			allowed[action] = s.Resource
		}
	}
	const listener, rule = elb + ":listener/app/main/1/", elb + ":listener-rule/app/main/1/"
	want := map[string][]string{
		"ecs:DescribeServices":                      {"arn:aws-cn:ecs:" + place + ":service/main/api"},
		"ecs:UpdateServicePrimaryTaskSet":           {"arn:aws-cn:ecs:" + place + ":service/main/api"},
		"ecs:CreateTaskSet":                         {"*"},
		"ecs:DeleteTaskSet":                         {"arn:aws-cn:ecs:" + place + ":task-set/main/api/*"},
		"ecs:TagResource":                           {"arn:aws-cn:ecs:" + place + ":task-set/main/api/*"},
		"elasticloadbalancing:DescribeListeners":    {"*"},
		"elasticloadbalancing:DescribeRules":        {"*"},
		"elasticloadbalancing:DescribeTargetGroups": {"*"},
		"cloudwatch:DescribeAlarms":                 {"*"},
		"elasticloadbalancing:ModifyListener":       {listener + "2", listener + "3"},
		"elasticloadbalancing:ModifyRule":           {rule + "2/*", rule + "3/*"},
		"iam:PassRole":                              {roles + "execution", roles + "task"},
	}
	for action, resources := range want {
		if !slices.Equal(allowed[action], resources) {
			t.Errorf("%s is allowed on %q, want %q", action, allowed[action], resources)
		}
		delete(allowed, action)
	}
	if len(allowed) > 0 {
		t.Errorf("the role may do more: %v", allowed)
	}
}

// A task set has no ARN before it exists, so the policy needs conditions.
func TestTaskSetsAreCreatedInTheServiceOnly(t *testing.T) {
	for _, s := range statements(run(t), "RolePolicy", "policy") {
		if slices.Contains(s.Action, "ecs:CreateTaskSet") && (len(s.Action) != 1 ||
			s.Condition["ArnEquals"]["ecs:cluster"] != "arn:aws-cn:ecs:"+place+":cluster/main" ||
			s.Condition["ArnEquals"]["ecs:service"] != "arn:aws-cn:ecs:"+place+":service/main/api") {
			t.Errorf("task sets are created by %+v", s)
		}
	}
}

func TestRolesArePassedToTasksOnly(t *testing.T) {
	for _, s := range statements(run(t), "RolePolicy", "policy") {
		if slices.Contains(s.Action, "iam:PassRole") &&
			s.Condition["StringEquals"]["iam:PassedToService"] != "ecs-tasks.amazonaws.com" {
			t.Errorf("roles are passed to %v", s.Condition)
		}
	}
}

func TestRoleReadsAlarmsOnlyIfThereAreAny(t *testing.T) {
	if policy := run(t).Only("RolePolicy").Text("policy"); strings.Contains(policy, "cloudwatch:") {
		t.Errorf("the policy is %s", policy)
	}
}

// A new revision must not make the role's policy unknown in every preview.
func TestPolicyDoesNotDependOnTheRevision(t *testing.T) {
	g := run(t)
	other := run(t, func(a *bluegreen.Args) {
		a.Service.TaskDefinitionARN = pulumi.String(strings.Replace(revision, place, "cn-northwest-1:1", 1))
	})
	for typ, property := range map[string]string{"Role": "assumeRolePolicy", "RolePolicy": "policy"} {
		if g.Only(typ).Text(property) != other.Only(typ).Text(property) {
			t.Errorf("the %s changes with the revision", typ)
		}
	}
}
