package ecsjob_test

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsjob"
	"github.com/knwl-platform/infra/internal/graphtest"
)

type statement struct {
	Action, Resource []string
	Principal        struct{ Service string }
	Condition        map[string]map[string]string
}

func statements(t *testing.T, n *graphtest.Node, path string) []statement {
	t.Helper()
	var document struct{ Statement []statement }
	n.JSON(path, &document)
	return document.Statement
}

// allowed returns the only statement that allows an action.
func allowed(t *testing.T, g *graphtest.Graph, action string) statement {
	t.Helper()
	var found []statement
	for _, s := range statements(t, g.Only("RolePolicy"), "policy") {
		if slices.Contains(s.Action, action) {
			found = append(found, s)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d statements allow %s, want one", len(found), action)
	}
	return found[0]
}

// A role on ":*" alone does not match a run without a revision, and one on a revision does not match
// the next deployment.
func TestRoleAllowsTheFamilyWithAndWithoutARevision(t *testing.T) {
	want := []string{ecsARN + "task-definition/web", ecsARN + "task-definition/web:*"}
	for name, change := range map[string]func(*ecsjob.Args){
		"a revision": func(*ecsjob.Args) {},
		"none": func(a *ecsjob.Args) {
			a.Job.TaskDefinitionARN = pulumi.String(ecsARN + "task-definition/web")
		},
		"a revision that is not known yet": func(a *ecsjob.Args) {
			a.Job.TaskDefinitionARN, a.Job.Family = pulumi.String(ecsARN+"task-definition/other:1"), pulumi.String("web")
		},
	} {
		t.Run(name, func(t *testing.T) {
			run := allowed(t, graphtest.Run(t, nightly(change)), "ecs:RunTask")
			if !slices.Equal(run.Resource, want) {
				t.Errorf("it may run %q, want %q", run.Resource, want)
			}
			if cluster := run.Condition["ArnEquals"]["ecs:cluster"]; cluster != ecsARN+"cluster/main" {
				t.Errorf("in the cluster %q", cluster)
			}
		})
	}
}

// ECS rejects a task with tags without it.
func TestRoleMayTagTasksThatItStarts(t *testing.T) {
	tag := allowed(t, graphtest.Run(t, nightly()), "ecs:TagResource")
	if !slices.Equal(tag.Resource, []string{ecsARN + "task/main/*"}) ||
		tag.Condition["StringEquals"]["ecs:CreateAction"] != "RunTask" {
		t.Errorf("it may tag %q under %q", tag.Resource, tag.Condition)
	}
}

func TestRolePassesTheRolesOfTheTaskOnly(t *testing.T) {
	pass := allowed(t, graphtest.Run(t, nightly()), "iam:PassRole")
	if !slices.Equal(pass.Resource, []string{iamARN + "role/execution", iamARN + "role/task"}) ||
		pass.Condition["StringEquals"]["iam:PassedToService"] != "ecs-tasks.amazonaws.com" {
		t.Errorf("it may pass %q under %q", pass.Resource, pass.Condition)
	}
}

func TestOnlyTheGroupsSchedulesAssumeTheRole(t *testing.T) {
	g := graphtest.Run(t, nightly())
	trust := statements(t, g.Only("iam/role:Role"), "assumeRolePolicy")[0]
	if trust.Principal.Service != "scheduler.amazonaws.com" ||
		trust.Condition["StringEquals"]["aws:SourceAccount"] != "123456789012" ||
		trust.Condition["ArnEquals"]["aws:SourceArn"] != g.Only("ScheduleGroup").Output("arn") {
		t.Errorf("it trusts %+v", trust)
	}
	if group := g.Only("scheduler/schedule:Schedule").Get("groupName"); group != g.Only("ScheduleGroup").Output("name") {
		t.Errorf("the schedule is in the group %v", group)
	}
}
