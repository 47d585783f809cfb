package bluegreen_test

import (
	"strings"
	"testing"

	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/internal/graphtest"
)

// appSpecOf returns the AppSpec in the output Rollout.
func appSpecOf(g *graphtest.Graph) string {
	var target struct{ AppSpec string }
	g.Named("Topic", "rollout").JSON("displayName", &target)
	return target.AppSpec
}

// ECS rejects updates of a CODE_DEPLOY service's task definition and network, so the AppSpec has
// both.
func TestAppSpecIsWhatCodeDeployReads(t *testing.T) {
	g := run(t)
	const want = `{"version":0.0,"Resources":[{"TargetService":{"Type":"AWS::ECS::Service","Properties":{` +
		`"TaskDefinition":"` + revision + `",` +
		`"LoadBalancerInfo":{"ContainerName":"web","ContainerPort":8000},"PlatformVersion":"LATEST",` +
		`"NetworkConfiguration":{"AwsvpcConfiguration":` +
		`{"Subnets":["subnet-b","subnet-a"],"SecurityGroups":["sg-a"],"AssignPublicIp":"DISABLED"}}}}}]}`
	if got := appSpecOf(g); got != want {
		t.Errorf("the AppSpec is\n%s\nwant\n%s", got, want)
	}
	g = run(t, func(a *bluegreen.Args) { a.Service.PublicIP = true })
	if got := appSpecOf(g); !strings.Contains(got, `"AssignPublicIp":"ENABLED"`) {
		t.Errorf("tasks that need public addresses are deployed without: %s", got)
	}
	// Without a strategy CodeDeploy would start the new tasks by launch type, which does not support
	// Spot.
	g = run(t, func(a *bluegreen.Args) {
		a.Service.CapacityProviders = map[string]int{"FARGATE_SPOT": 3, "FARGATE": 1}
		a.Service.OnDemandBase = 2
	})
	if got := appSpecOf(g); !strings.Contains(got, `"CapacityProviderStrategy":[`+
		`{"Base":2,"CapacityProvider":"FARGATE","Weight":1},{"Base":0,"CapacityProvider":"FARGATE_SPOT","Weight":3}]`) {
		t.Errorf("the new tasks do not run on the service's capacity providers: %s", got)
	}
}

func TestOutputsStartADeployment(t *testing.T) {
	g := run(t)
	group := g.Only(groupType)
	for output, want := range map[string]any{"application": g.Only("Application").Output("name"), "group": "main"} {
		if got := g.Named("Topic", output).Get("displayName"); got != want {
			t.Errorf("%s is %v, want %v", output, got, want)
		}
	}
	for _, output := range []string{"application", "group", "rollout"} {
		if !g.Named("Topic", output).WaitsFor(group) {
			t.Errorf("%s does not wait for the deployment group", output)
		}
	}
}
