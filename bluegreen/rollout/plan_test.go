package rollout_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

// running starts a deployment and lets it run for a time.
func running(t *testing.T, w *world, revision string, until time.Duration) *rollout.Deployment {
	t.Helper()
	d, err := w.client(revision).Start(t.Context(), rollout.Plan{Action: rollout.Start, To: revision})
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(until)
	return d
}

func TestPlan(t *testing.T) {
	for name, test := range map[string]struct {
		revision string // default api:42; api:41 serves
		opts     rollout.PlanOptions
		before   func(*testing.T, *world)
		action   rollout.Action
		reason   string
		id       string
	}{
		"the version serves": {
			revision: "api:41", action: rollout.Nothing,
			reason: "api:41 already serves",
		},
		"another version serves": {
			action: rollout.Start,
			reason: "api:41 serves; a deployment changes task definition",
		},
		"the version is forced": {
			revision: "api:41", opts: rollout.PlanOptions{Force: true}, action: rollout.Start,
			reason: "again",
		},
		"the network differs": {
			revision: "api:41", before: movedSubnet, action: rollout.Start,
			reason: "changes subnets",
		},
		"the groups differ": {
			revision: "api:41", before: otherGroup, action: rollout.Start,
			reason: "changes security groups",
		},
		"public addresses differ": {
			revision: "api:41", before: public, action: rollout.Start,
			reason: "changes public addresses",
		},
		"the port differs": {
			revision: "api:41", before: otherPort, action: rollout.Start,
			reason: "changes container or port",
		},
		"an alarm fires": {
			before: alarm, action: rollout.Blocked,
			reason: "alarm errors fires: 7 % of requests failed",
		},
		"the listener is moved": {
			before: moved, action: rollout.Blocked,
			reason: "the production listener does not forward",
		},
		"the service is rolling": {
			before: rolling, action: rollout.Blocked,
			reason: `"api" is not deployed by CodeDeploy`,
		},
		"the same version runs": {
			before: runs("api:42"), action: rollout.Join,
			reason: "runs since 2000-01-01", id: "d-1",
		},
		"another version runs": {
			before: runs("api:43"), action: rollout.Blocked,
			reason: "d-1 of another version", id: "d-1",
		},
		"a version is rolled back": {
			before: rollsBack("api:43"), action: rollout.Blocked,
			reason: "d-2 rolls another", id: "d-2",
		},
		"this one is rolled back": {
			before: rollsBack("api:42"), action: rollout.Join,
			reason: "rolled back by d-2", id: "d-1",
		},
		"an alarm stops no join": {
			before: both(runs("api:42"), alarm), action: rollout.Join,
			reason: "rolled back", id: "d-1",
		},
		"another is superseded": {
			opts: rollout.PlanOptions{Supersede: true}, before: runs("api:43"), action: rollout.Start,
			reason: "is stopped and rolled back first", id: "d-1",
		},
		"another is superseded before ECS knows that it serves": {
			opts: rollout.PlanOptions{Supersede: true}, before: both(runs("api:43"), later(368*time.Second)),
			action: rollout.Start, reason: "is stopped and rolled back first", id: "d-1",
		},
		"a rollback is waited for": {
			opts: rollout.PlanOptions{Supersede: true}, before: rollsBack("api:43"), action: rollout.Start,
			reason: "rollback d-2 ends first", id: "d-2",
		},
		"the version failed before": {
			before: both(rollsBack("api:42"), later(time.Hour)), action: rollout.Start,
			reason: "deployment d-1 of this version failed at 2000-01-01 00:00 UTC: stopped by a user (MANUAL_STOP)",
		},
		"another version failed": {before: both(rollsBack("api:43"), later(time.Hour)), action: rollout.Start},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				if test.before != nil {
					test.before(t, w)
				}
				calls := len(w.calls)
				revision := test.revision
				if revision == "" {
					revision = "api:42"
				}
				plan, err := w.client(revision).Plan(t.Context(), test.opts)
				if err != nil {
					t.Fatal(err)
				}
				if plan.Action != test.action || !has(plan.Reasons, test.reason) || plan.Deployment != test.id {
					t.Errorf("the plan is %+v, want %s of %q because %q", plan, test.action, test.id, test.reason)
				}
				if test.reason == "" && len(plan.Reasons) != 1 {
					t.Errorf("there are other reasons: %q", plan.Reasons)
				}
				if plan.To != revision || test.action != rollout.Blocked && plan.From != "api:41" {
					t.Errorf("the plan is from %q to %q", plan.From, plan.To)
				}
				if plan.Supersedes != test.opts.Supersede {
					t.Errorf("supersedes is %t", plan.Supersedes)
				}
				for _, call := range w.calls[calls:] {
					if !strings.HasPrefix(call, "Get") && !strings.HasPrefix(call, "Describe") && !strings.HasPrefix(call, "List") {
						t.Errorf("planning calls %s", call)
					}
				}
			})
		})
	}
}

func network(w *world) *ecstypes.AwsVpcConfiguration {
	return w.sets[0].NetworkConfiguration.AwsvpcConfiguration
}

func movedSubnet(_ *testing.T, w *world) { network(w).Subnets = []string{"subnet-a", "subnet-c"} }
func otherGroup(_ *testing.T, w *world)  { network(w).SecurityGroups = []string{"sg-a", "sg-b"} }
func public(_ *testing.T, w *world)      { network(w).AssignPublicIp = ecstypes.AssignPublicIpEnabled }

func otherPort(_ *testing.T, w *world) { w.sets[0].LoadBalancers[0].ContainerPort = aws.Int32(80) }
func alarm(_ *testing.T, w *world)     { w.alarms["errors"] = "7 % of requests failed" }
func moved(_ *testing.T, w *world)     { w.production = "green" }
func rolling(_ *testing.T, w *world)   { w.controller = ecstypes.DeploymentControllerTypeEcs }

func runs(revision string) func(*testing.T, *world) {
	return func(t *testing.T, w *world) { running(t, w, revision, 30*time.Second) }
}

func rollsBack(revision string) func(*testing.T, *world) {
	return func(t *testing.T, w *world) {
		if err := running(t, w, revision, 30*time.Second).Stop(t.Context(), true); err != nil {
			t.Fatal(err)
		}
		time.Sleep(15 * time.Second)
	}
}

func later(d time.Duration) func(*testing.T, *world) {
	return func(*testing.T, *world) { time.Sleep(d) }
}

func both(steps ...func(*testing.T, *world)) func(*testing.T, *world) {
	return func(t *testing.T, w *world) {
		for _, step := range steps {
			step(t, w)
		}
	}
}

func TestCapacityProvidersAreCompared(t *testing.T) {
	w := newWorld()
	target := w.client("api:41").Target()
	target.AppSpec = strings.Replace(target.AppSpec, `"PlatformVersion"`,
		`"CapacityProviderStrategy":[{"Base":0,"CapacityProvider":"FARGATE_SPOT","Weight":1}],"PlatformVersion"`, 1)
	for provider, want := range map[string]rollout.Action{"FARGATE_SPOT": rollout.Nothing, "FARGATE": rollout.Start} {
		w.sets[0].CapacityProviderStrategy = []ecstypes.CapacityProviderStrategyItem{
			{CapacityProvider: aws.String(provider), Weight: 1},
		}
		if plan, err := w.clientOf(target).Plan(t.Context(), rollout.PlanOptions{}); err != nil || plan.Action != want {
			t.Errorf("tasks run on %s: the plan is %+v, %v; want %s", provider, plan, err, want)
		}
	}
}

func TestPlanOfWhatDoesNotExist(t *testing.T) {
	target := newWorld().client("api:42").Target()
	for want, change := range map[string]func(*rollout.Target){
		`service "api" does not exist in cluster "other" in eu-west-1`: func(t *rollout.Target) { t.Cluster = "other" },
		`service "web" does not exist in cluster "main" in eu-west-1`:  func(t *rollout.Target) { t.Service = "web" },
	} {
		other := target
		change(&other)
		plan, err := newWorld().clientOf(other).Plan(t.Context(), rollout.PlanOptions{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the plan is %+v, %v; want the error %s", plan, err, want)
		}
	}
}
