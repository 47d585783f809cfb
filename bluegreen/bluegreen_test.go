package bluegreen_test

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/codedeploy"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/sns"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/internal/offline"
)

// Partition, region and account differ from those of the mocks, so that a test fails if the code
// has them as constants.
const (
	place    = "cn-north-1:210987654321"
	elb      = "arn:aws-cn:elasticloadbalancing:" + place
	revision = "arn:aws-cn:ecs:" + place + ":task-definition/api:7"
	roles    = "arn:aws-cn:iam::210987654321:role/"
)

var cloud = offline.Cloud{Region: "cn-north-1", Account: "210987654321"}

// args returns valid arguments after changes.
func args(changes ...func(*bluegreen.Args)) *bluegreen.Args {
	a := &bluegreen.Args{
		Service: infra.BlueGreenService{
			BlueGreen:         true,
			Name:              pulumi.String("api"),
			ClusterName:       pulumi.String("main"),
			TaskDefinitionARN: pulumi.String(revision),
			ContainerName:     "web",
			ContainerPort:     8000,
			SubnetIDs:         pulumi.ToStringArray([]string{"subnet-b", "subnet-a"}),
			SecurityGroupIDs:  pulumi.ToStringArray([]string{"sg-a"}),
			ExecutionRoleARN:  pulumi.String(roles + "execution"),
			TaskRoleARN:       pulumi.String(roles + "task"),
		},
		Target: infra.BlueGreenTarget{
			BlueGreen:       true,
			ListenerARN:     pulumi.String(elb + ":listener/app/main/1/2"),
			TestListenerARN: pulumi.String(elb + ":listener/app/main/1/3"),
			BlueName:        pulumi.String("main--api"),
			GreenName:       pulumi.String("main--api-green"),
		},
	}
	for _, change := range changes {
		change(a)
	}
	return a
}

// groupType distinguishes the deployment group from the component.
const groupType = "codedeploy/deploymentGroup:DeploymentGroup"

// run creates a deployment group, and for each of its outputs a topic that depends on it.
func run(t testing.TB, changes ...func(*bluegreen.Args)) *graphtest.Graph {
	t.Helper()
	return graphtest.RunIn(t, cloud, nil, func(ctx *pulumi.Context) error {
		deploy, err := bluegreen.New(ctx, "main", args(changes...))
		if err != nil {
			return err
		}
		for name, value := range map[string]pulumi.StringOutput{
			"application": deploy.ApplicationName, "group": deploy.DeploymentGroupName,
			"rollout": deploy.Rollout, "policy": deploy.RolloutPolicy,
		} {
			topic := &sns.TopicArgs{DisplayName: value}
			if _, err := sns.NewTopic(ctx, name, topic, pulumi.Parent(deploy)); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestARNsOfAnotherKindAreRefusedWhenTheyBecomeKnown(t *testing.T) {
	wrong := pulumi.String(elb + ":loadbalancer/app/main/1").ToStringOutput()
	for field, change := range map[string]func(*bluegreen.Args){
		"Service.TaskDefinitionARN": func(a *bluegreen.Args) { a.Service.TaskDefinitionARN = wrong },
		"Service.ExecutionRoleARN":  func(a *bluegreen.Args) { a.Service.ExecutionRoleARN = wrong },
		"Service.TaskRoleARN":       func(a *bluegreen.Args) { a.Service.TaskRoleARN = wrong },
		"Target.ListenerARN":        func(a *bluegreen.Args) { a.Target.ListenerARN = wrong },
		"Target.TestListenerARN":    func(a *bluegreen.Args) { a.Target.TestListenerARN = wrong },
	} {
		err := graphtest.FailLate(t, func(ctx *pulumi.Context) error {
			_, err := bluegreen.New(ctx, "main", args(change))
			return err
		})
		checktest.Contains(t, err, `bluegreen "main": `+field, "must be a", "ARN, such as arn:aws:")
	}
}

func TestTagsAndTransformReachTheChildren(t *testing.T) {
	g := run(t, func(a *bluegreen.Args) {
		a.Tags = map[string]string{"team": "search"}
		a.Transform.DeploymentGroup = func(_ string, args *codedeploy.DeploymentGroupArgs, opts *[]pulumi.ResourceOption) {
			args.OutdatedInstancesStrategy = pulumi.String("IGNORE")
			*opts = append(*opts, pulumi.IgnoreChanges([]string{"tags"}))
		}
	})
	for _, typ := range []string{"Application", groupType, "Role"} {
		if node := g.Only(typ); node.Text("tags.team") != "search" || node.Text("tags.Name") != "main" {
			t.Errorf("%s has tags %v", typ, node.Get("tags"))
		}
	}
	group := g.Only(groupType)
	if group.Text("outdatedInstancesStrategy") != "IGNORE" || !slices.Equal(group.Ignores(), []string{"tags"}) {
		t.Error("the edit did not reach the deployment group")
	}
}

func TestEditThatRemovesARequiredArgumentIsAnError(t *testing.T) {
	err := graphtest.FailLate(t, func(ctx *pulumi.Context) error {
		_, err := bluegreen.New(ctx, "main", args(func(a *bluegreen.Args) {
			a.Transform.RolePolicy = func(_ string, policy *iam.RolePolicyArgs, _ *[]pulumi.ResourceOption) {
				policy.Policy = nil
			}
		}))
		return err
	})
	checktest.Contains(t, err, "invalid value for required argument 'Policy'")
}

func TestBadArgumentsAreRefusedBeforeAnythingIsRegistered(t *testing.T) {
	err := graphtest.Fail(t, func(ctx *pulumi.Context) error {
		_, err := bluegreen.New(ctx, "main", nil)
		return err
	})
	checktest.Contains(t, err, "Service.BlueGreen", "Target (not set)")
}
