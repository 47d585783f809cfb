package rollouts

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/sns"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/bluegreen/rollout"
	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/graphtest"
)

const (
	place   = "cn-north-1:210987654321"
	appSpec = `{"version":0.0,"Resources":[{"TargetService":{"Type":"AWS::ECS::Service","Properties":{` +
		`"TaskDefinition":"arn:aws-cn:ecs:cn-north-1:210987654321:task-definition/api:7"}}}]}`
)

// service returns a rolling service.
func service() Service {
	role := "arn:aws-cn:iam::210987654321:role/"
	return Service{
		Place:       arn.PlaceOf("test", "cluster", pulumi.String("arn:aws-cn:ecs:"+place+":cluster/main")),
		ClusterName: pulumi.String("main"), Name: pulumi.String("api"), ContainerName: "web",
		TaskDefinitionARN: pulumi.String("arn:aws-cn:ecs:" + place + ":task-definition/api:7"),
		LogGroupName:      pulumi.String("/api"),
		Roles:             []pulumi.StringInput{pulumi.String(role + "execution"), pulumi.String(role + "task")},
	}
}

// blueGreen returns a service that CodeDeploy deploys.
func blueGreen() Service {
	s := service()
	s.Application, s.Group, s.AppSpec = pulumi.String("app"), pulumi.String("group"), pulumi.String(appSpec)
	return s
}

// known returns the value of an output.
func known(t *testing.T, value func() pulumi.StringOutput) string {
	t.Helper()
	return graphtest.Run(t, func(ctx *pulumi.Context) error {
		_, err := sns.NewTopic(ctx, "topic", &sns.TopicArgs{DisplayName: value()})
		return err
	}).Only("Topic").Text("displayName")
}

type statement struct {
	Action, Resource []string
	Condition        map[string]map[string]string
}

func policy(t *testing.T, s Service) map[string]statement {
	t.Helper()
	var document struct{ Statement []statement }
	if err := json.Unmarshal([]byte(known(t, s.Policy)), &document); err != nil {
		t.Fatal(err)
	}
	byAction := map[string]statement{}
	for _, s := range document.Statement {
		for _, action := range s.Action {
			if _, twice := byAction[action]; twice {
				t.Errorf("%s is allowed twice", action)
			}
			byAction[action] = s
		}
	}
	return byAction
}

// calls returns the actions that the package rollout calls, which are the methods of its interfaces.
func calls(services ...string) map[string]bool {
	actions := map[string]bool{}
	prefixes := map[string]string{
		"CodeDeploy": "codedeploy", "ECS": "ecs", "LoadBalancers": "elasticloadbalancing", "Alarms": "cloudwatch",
		"Logs": "logs", "Scaling": "application-autoscaling",
	}
	for _, name := range services {
		field, _ := reflect.TypeFor[rollout.Services]().FieldByName(name)
		for i := range field.Type.NumMethod() {
			actions[prefixes[name]+":"+field.Type.Method(i).Name] = true
		}
	}
	return actions
}

func TestPolicyAllowsWhatRolloutsCallAndNothingElse(t *testing.T) {
	// ECS passes the roles and tags the task for whoever runs it.
	besides := []string{"iam:PassRole", "ecs:TagResource"}
	for name, c := range map[string]struct {
		service Service
		calls   map[string]bool
		more    []string
	}{
		// CreateDeployment registers the AppSpec. Scaling is suspended by whoever may update the service.
		"blue/green": {
			blueGreen(),
			calls("CodeDeploy", "ECS", "LoadBalancers", "Alarms", "Logs", "Scaling"),
			[]string{"codedeploy:RegisterApplicationRevision", "ecs:UpdateService"},
		},
		"rolling": {
			service(),
			calls("ECS", "LoadBalancers", "Alarms", "Logs"),
			[]string{"application-autoscaling:DescribeScalableTargets"},
		},
	} {
		want := c.calls
		for _, action := range append(besides, c.more...) {
			want[action] = true
		}
		if name == "blue/green" {
			maps.DeleteFunc(want, func(action string, _ bool) bool {
				return strings.Contains(action, "ServiceDeployment") || strings.Contains(action, "ServiceRevision")
			})
		}
		got := policy(t, c.service)
		for _, action := range slices.Sorted(maps.Keys(got)) {
			if !want[action] {
				t.Errorf("%s: %s is allowed, but nothing calls it", name, action)
			}
		}
		for _, action := range slices.Sorted(maps.Keys(want)) {
			if _, ok := got[action]; !ok {
				t.Errorf("%s: %s is not allowed", name, action)
			}
		}
	}
}

// Writes are restricted to this service wherever AWS supports that.
func TestPolicyIsRestrictedToTheService(t *testing.T) {
	const ecs, codedeploy = "arn:aws-cn:ecs:" + place, "arn:aws-cn:codedeploy:" + place
	role := "arn:aws-cn:iam::210987654321:role/"
	for action, want := range map[string]statement{
		"ecs:RunTask": {
			Resource:  []string{ecs + ":task-definition/*"},
			Condition: map[string]map[string]string{"ArnEquals": {"ecs:cluster": ecs + ":cluster/main"}},
		},
		"iam:PassRole": {
			Resource:  []string{role + "execution", role + "task"},
			Condition: map[string]map[string]string{"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
		},
		"ecs:TagResource": {
			Resource:  []string{ecs + ":task/main/*"},
			Condition: map[string]map[string]string{"StringEquals": {"ecs:CreateAction": "RunTask"}},
		},
		"ecs:UpdateService":           {Resource: []string{ecs + ":service/main/api"}},
		"codedeploy:CreateDeployment": {Resource: []string{codedeploy + ":deploymentgroup:app/group"}},
		"logs:GetLogEvents":           {Resource: []string{"arn:aws-cn:logs:" + place + ":log-group:/api:log-stream:*"}},
		"application-autoscaling:RegisterScalableTarget": {
			Resource: []string{"arn:aws-cn:application-autoscaling:" + place + ":scalable-target/*"},
			Condition: map[string]map[string]string{"StringEquals": {
				"application-autoscaling:service-namespace":  "ecs",
				"application-autoscaling:scalable-dimension": "ecs:service:DesiredCount",
			}},
		},
	} {
		got := policy(t, blueGreen())[action]
		if !slices.Equal(got.Resource, want.Resource) || !reflect.DeepEqual(got.Condition, want.Condition) {
			t.Errorf("%s is allowed by %+v, want %+v", action, got, want)
		}
	}
	stop := policy(t, service())["ecs:StopServiceDeployment"].Resource
	if want := []string{
		ecs + ":service/main/api", ecs + ":service-deployment/main/api/*", ecs + ":service-revision/main/api/*",
	}; !slices.Equal(stop, want) {
		t.Errorf("rolling deployments are stopped on %q, want %q", stop, want)
	}
}

// A policy that depended on the revision would change with each image.
func TestPolicyDoesNotDependOnTheRevision(t *testing.T) {
	for _, s := range []Service{service(), blueGreen()} {
		if text := known(t, s.Policy); strings.Contains(text, "api:7") {
			t.Errorf("the policy is %s", text)
		}
	}
}

func TestTargetIsWhatRolloutReads(t *testing.T) {
	for name, s := range map[string]Service{"rolling": service(), "blue/green": blueGreen()} {
		target, err := rollout.ParseTarget(known(t, s.Target))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		want := rollout.Target{
			Region: "cn-north-1", Cluster: "main", Service: "api", Container: "web",
			TaskDefinition: "arn:aws-cn:ecs:" + place + ":task-definition/api:7",
		}
		if s.Application != nil {
			want.Application, want.DeploymentGroup, want.AppSpec = "app", "group", appSpec
		}
		if target != want {
			t.Errorf("%s: the target is %+v, want %+v", name, target, want)
		}
	}
}
