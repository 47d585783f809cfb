package cost_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/cost"
)

// inComponent puts resources into a component.
func inComponent(name string, resources ...*cost.Resource) []*cost.Resource {
	for _, r := range resources {
		r.Parent = "urn:pulumi:s::p::test:c:Component::" + name
		r.URN = strings.Replace(r.URN, "::aws:", "::test:c:Component$aws:", 1)
	}
	return resources
}

const fargate = `{"taskDefinition":?,"cluster":?,"desiredCount":2,` +
	`"capacityProviderStrategies":[{"capacityProvider":"FARGATE","weight":1}]}`

func TestTasksOfAService(t *testing.T) {
	for name, c := range map[string]struct {
		service, definition, settings string
		others                        []*cost.Resource
		want                          map[string]cost.Range
		assumed                       string
	}{
		"as many as it starts with": {
			fargate, `{"cpu":"512","memory":"1024"}`, `[]`, nil,
			map[string]cost.Range{"fargate/x86/vcpu": always(1), "fargate/x86/gb": always(2)},
			"",
		},
		"on ARM, with public addresses": {
			strings.Replace(fargate, "{", `{"networkConfiguration":{"assignPublicIp":true},`, 1),
			`{"cpu":"256","memory":"512","runtimePlatform":{"cpuArchitecture":"ARM64"}}`, `[]`, nil,
			map[string]cost.Range{"fargate/arm/vcpu": always(0.5), "fargate/arm/gb": always(1), "ipv4": always(2)},
			"",
		},
		"with more storage": {
			fargate, `{"cpu":"1024","memory":"2048","ephemeralStorage":{"sizeInGib":50}}`, `[]`, nil,
			map[string]cost.Range{"fargate/x86/vcpu": always(2), "fargate/x86/gb": always(4), "fargate/storage": always(60)},
			"",
		},
		"on Spot": {
			strings.Replace(fargate, `{"capacityProvider":"FARGATE",`, `{"capacityProvider":"FARGATE_SPOT",`, 1),
			`{"cpu":"512","memory":"1024"}`, `[]`, nil,
			map[string]cost.Range{"fargate/x86/vcpu": always(1), "fargate/x86/gb": always(2)},
			"Spot",
		},
		"on instances": {
			`{"taskDefinition":?,"cluster":?,"desiredCount":2,"launchType":"EC2"}`, `{"cpu":"512","memory":"1024"}`, `[]`, nil,
			map[string]cost.Range{},
			"instances",
		},
		"autoscaled": {
			fargate, `{"cpu":"512","memory":"1024"}`, `[]`,
			[]*cost.Resource{resource(t, targetType, "web", `{"resourceId":?,"minCapacity":0,"maxCapacity":6}`)},
			map[string]cost.Range{"fargate/x86/vcpu": {Most: 3}, "fargate/x86/gb": {Most: 6}},
			"",
		},
		"scheduled": {
			fargate, `{"cpu":"1024","memory":"2048"}`, `[]`,
			[]*cost.Resource{
				resource(t, targetType, "web", `{"resourceId":?,"minCapacity":2,"maxCapacity":4}`),
				resource(t, actionType, "night", `{"resourceId":?,"scalableTargetAction":{"minCapacity":1,"maxCapacity":1}}`),
				resource(t, actionType, "sale", `{"resourceId":?,"scalableTargetAction":{"minCapacity":8,"maxCapacity":10}}`),
			},
			map[string]cost.Range{"fargate/x86/vcpu": {Fewest: 1, Most: 10}, "fargate/x86/gb": {Fewest: 2, Most: 20}},
			"",
		},
		"scheduled, with the same minimum": {
			fargate, `{"cpu":"1024","memory":"2048"}`, `[]`,
			[]*cost.Resource{
				resource(t, targetType, "web", `{"resourceId":?,"minCapacity":2,"maxCapacity":4}`),
				resource(t, actionType, "sale", `{"resourceId":?,"scalableTargetAction":{"maxCapacity":10}}`),
			},
			map[string]cost.Range{"fargate/x86/vcpu": {Fewest: 2, Most: 10}, "fargate/x86/gb": {Fewest: 4, Most: 20}},
			"",
		},
		"with Container Insights": {
			fargate, `{"cpu":"512","memory":"1024"}`, `[{"name":"containerInsights","value":"enabled"}]`, nil,
			map[string]cost.Range{
				"fargate/x86/vcpu": always(1), "fargate/x86/gb": always(2), "metric/insights": always(8 + 11 + 6),
			},
			"",
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := estimate(inComponent("web", append(c.others,
				resource(t, serviceType, "web", c.service),
				resource(t, definitionType, "web", c.definition),
				resource(t, clusterType, "web", fmt.Sprintf(`{"settings":%s}`, c.settings)),
			)...)...)
			if got := quantities(e); !maps.Equal(got, c.want) {
				t.Errorf("it is charged %v, want %v", got, c.want)
			}
			if said := strings.Join(e.Assumptions, "\n"); !strings.Contains(said, c.assumed) || c.assumed == "" && said != "" {
				t.Errorf("assumed %q, want %q", said, c.assumed)
			}
			if len(e.Unpriced) > 0 {
				t.Errorf("unpriced are %v", e.Unpriced)
			}
		})
	}
}

func TestWindowsTasksAreUnpriced(t *testing.T) {
	e := estimate(inComponent("web",
		resource(t, serviceType, "web", fargate), resource(t, clusterType, "web", `{}`),
		resource(t, definitionType, "web",
			`{"cpu":"1024","memory":"2048","runtimePlatform":{"operatingSystemFamily":"WINDOWS_SERVER_2022_CORE"}}`))...)
	if len(e.Unpriced) != 1 || !strings.Contains(e.Unpriced[0].Why, "Windows") {
		t.Errorf("unpriced are %v", e.Unpriced)
	}
}

// The name of a capacity provider that the program creates is not known in the first preview.
func TestTasksRunOnTheCapacityProviderInTheStack(t *testing.T) {
	e := estimate(inComponent("web",
		resource(t, serviceType, "web", strings.Replace(fargate, `"FARGATE"`, "?", 1)), resource(t, clusterType, "web", `{}`),
		resource(t, definitionType, "web", `{"cpu":"1024","memory":"2048"}`),
		resource(t, "aws:ecs/capacityProvider:CapacityProvider", "machines", `{}`))...)
	if said := fmt.Sprint(e.Assumptions); !strings.Contains(said, "instances") || len(quantities(e)) > 0 {
		t.Errorf("it is charged %v, assumed %s", quantities(e), said)
	}
}

func TestRangeOfAScheduleThatIsNotKnownYet(t *testing.T) {
	for property, c := range map[string]struct {
		want cost.Range
		said string
	}{
		"minCapacity": {cost.Range{Fewest: 0, Most: 4}, "minCapacity is not known yet; assumed 0"},
		"maxCapacity": {cost.Range{Fewest: 2, Most: 4}, "maxCapacity is not known yet; 4 is in the sum"},
	} {
		e := estimate(inComponent("web",
			resource(t, serviceType, "web", fargate), resource(t, clusterType, "web", `{}`),
			resource(t, definitionType, "web", `{"cpu":"1024","memory":"2048"}`),
			resource(t, targetType, "web", `{"resourceId":?,"minCapacity":2,"maxCapacity":4}`),
			resource(t, actionType, "sale", `{"resourceId":?,"scalableTargetAction":{"`+property+`":?}}`))...)
		if got := quantities(e)["fargate/x86/vcpu"]; got != c.want {
			t.Errorf("%s: it has %v vCPUs, want %v", property, got, c.want)
		}
		if said := fmt.Sprint(e.Assumptions, e.Unpriced); !strings.Contains(said, c.said) {
			t.Errorf("%s: it says %s, want %q", property, said, c.said)
		}
	}
}

func TestTasksWhoseValuesAreNotKnownYet(t *testing.T) {
	const (
		typical  = `{"cpu":"1024","memory":"2048"}`
		replaced = `"capacityProviderStrategies":[{"capacityProvider":"FARGATE","weight":1}]`
	)
	for name, c := range map[string]struct {
		service, definition, target string
		code                        string
		want                        cost.Range
		said                        string
	}{
		"maximum": {
			fargate, typical, `{"minCapacity":2,"maxCapacity":?}`, "fargate/x86/vcpu", always(2),
			"maxCapacity is not known yet; 1 is",
		},
		"minimum": {
			fargate, typical, `{"minCapacity":?,"maxCapacity":4}`, "fargate/x86/vcpu",
			cost.Range{Fewest: 1, Most: 4},
			"minCapacity is not known yet; assumed 1",
		},
		"address": {
			strings.Replace(fargate, "{", `{"networkConfiguration":?,`, 1), typical, "", "ipv4", always(2),
			"assignPublicIp is not known yet; assumed true",
		},
		"where they run": {
			strings.Replace(fargate, replaced, `"capacityProviderStrategies":?`, 1), typical, "",
			"fargate/x86/vcpu", always(2), "assumed Fargate",
		},
		"provider": {
			strings.Replace(fargate, `"FARGATE"`, `?`, 1), typical, "", "fargate/x86/vcpu", always(2), "assumed Fargate",
		},
		"storage": {
			fargate, `{"cpu":"1024","memory":"2048","ephemeralStorage":?}`, "", "fargate/storage", always(360), "assumed 200",
		},
		"architecture": {
			fargate, `{"cpu":"1024","memory":"2048","runtimePlatform":{"cpuArchitecture":?}}`, "",
			"fargate/x86/vcpu", always(2), "assumed X86_64",
		},
		"system": {
			fargate, `{"cpu":"1024","memory":"2048","runtimePlatform":{"operatingSystemFamily":?}}`, "",
			"fargate/x86/vcpu",
			cost.Range{},
			"Fargate with Windows",
		},
		"size": {
			fargate, `{"cpu":?,"memory":"2048"}`, "", "fargate/x86/vcpu", cost.Range{}, "size of its tasks is not known",
		},
	} {
		t.Run(name, func(t *testing.T) {
			for way, value := range hidden {
				all := []*cost.Resource{
					resource(t, serviceType, "web", strings.ReplaceAll(c.service, "?", value)),
					resource(t, definitionType, "web", strings.ReplaceAll(c.definition, "?", value)),
					resource(t, clusterType, "web", `{}`),
				}
				if c.target != "" {
					all = append(all, resource(t, targetType, "web", strings.ReplaceAll(c.target, "?", value)))
				}
				e := estimate(inComponent("web", all...)...)
				if got := quantities(e)[c.code]; got != c.want {
					t.Errorf("%s: %s has quantity %v, want %v", way, c.code, got, c.want)
				}
				if said := fmt.Sprint(e.Assumptions, e.Unpriced); !strings.Contains(said, c.said) {
					t.Errorf("%s: it says %s, want %q", way, said, c.said)
				}
			}
		})
	}
}

// Two services in one component: what belongs to which, only Pulumi's dependencies say.
func TestServicesHaveTheirOwnTasksAndRange(t *testing.T) {
	var all []*cost.Resource
	for name, size := range map[string]string{"web": "1024", "worker": "4096"} {
		definition := resource(t, definitionType, name, `{"cpu":"`+size+`","memory":"8192"}`)
		service := resource(t, serviceType, name, fargate)
		target := resource(t, targetType, name, `{"resourceId":?,"minCapacity":1,"maxCapacity":`+size[:1]+`}`)
		all = append(all, inComponent("both", definition, service, target)...)
		service.PropertyDependencies = map[string][]string{"taskDefinition": {definition.URN}}
		target.PropertyDependencies = map[string][]string{"resourceId": {service.URN}}
	}
	want := cost.Range{Fewest: 1 + 4, Most: 1 + 4*4}
	if got := quantities(estimate(append(all, resource(t, clusterType, "c", `{}`))...))["fargate/x86/vcpu"]; got != want {
		t.Errorf("both have %v vCPUs, want %v", got, want)
	}
}

// Engine events have no dependencies: then what is in the same component belongs together.
func TestServicesHaveTheTasksAndTheRangeInTheirComponent(t *testing.T) {
	all := []*cost.Resource{resource(t, clusterType, "c", `{"settings":[{"name":"containerInsights","value":"enabled"}]}`)}
	for name, size := range map[string]string{"web": "1024", "worker": "4096"} {
		all = append(all, inComponent(name,
			resource(t, definitionType, name, `{"cpu":"`+size+`","memory":"8192"}`), resource(t, serviceType, name, fargate),
			resource(t, targetType, name, `{"resourceId":?,"minCapacity":0,"maxCapacity":`+size[:1]+`}`))...)
	}
	for _, c := range estimate(all...).Components {
		got := map[string]cost.Range{}
		for _, charge := range c.Charges {
			got[charge.Code] = charge.Quantity
		}
		want := map[string]map[string]cost.Range{
			"":       {"metric/insights": always(8)},
			"web":    {"fargate/x86/vcpu": {Most: 1}, "fargate/x86/gb": {Most: 8}, "metric/insights": {Most: 11 + 6}},
			"worker": {"fargate/x86/vcpu": {Most: 16}, "fargate/x86/gb": {Most: 32}, "metric/insights": {Most: 11 + 6}},
		}[c.Name]
		if !maps.Equal(got, want) {
			t.Errorf("component %q is charged %v, want %v", c.Name, got, want)
		}
	}
}

func TestServicesThatExistHaveTheRangeThatNamesThem(t *testing.T) {
	all := []*cost.Resource{resource(t, clusterType, "c", `{}`)}
	for name, most := range map[string]string{"web": "2", "worker": "7"} {
		service := resource(t, serviceType, name, `{"desiredCount":1,"launchType":"FARGATE","cluster":?,"taskDefinition":?,`+
			`"networkConfiguration":{"assignPublicIp":true},"name":"`+name+`"}`)
		target := resource(t, targetType, name, `{"resourceId":"service/c/`+name+`","minCapacity":1,"maxCapacity":`+most+`}`)
		all = append(all, inComponent("both", service, target)...)
	}
	all = append(all, inComponent("both", resource(t, definitionType, "x", `{"cpu":"256","memory":"512"}`))...)
	if got, want := quantities(estimate(all...))["ipv4"], (cost.Range{Fewest: 1 + 1, Most: 2 + 7}); got != want {
		t.Errorf("both have %v addresses, want %v", got, want)
	}
}

// CodeDeploy deploys the next revision, so the service keeps the ARN of an older one in its inputs.
func TestServiceKeepsAnOlderRevision(t *testing.T) {
	service := resource(t, serviceType, "web", strings.Replace(fargate, `"taskDefinition":?`,
		`"taskDefinition":"arn:aws:ecs:eu-west-1:123456789012:task-definition/web:3"`, 1))
	e := estimate(inComponent("web", service, resource(t, clusterType, "web", `{}`),
		resource(t, definitionType, "other", `{"family":"other","cpu":"256","memory":"512"}`),
		resource(t, definitionType, "web", `{"family":"web","cpu":"2048","memory":"4096"}`))...)
	if got := quantities(e)["fargate/x86/vcpu"]; got != always(4) || len(e.Unpriced) > 0 {
		t.Errorf("it has %v vCPUs, want 4; unpriced %v", got, e.Unpriced)
	}
}

func TestScheduledTasksArePaidForByUse(t *testing.T) {
	e := estimate(
		resource(t, "aws:scheduler/schedule:Schedule", "nightly", `{"target":{"ecsParameters":{"taskDefinitionArn":?}}}`),
		resource(t, definitionType, "job", `{"cpu":"256","memory":"512"}`))
	if got := strings.Join(uses(e), " "); got != "fargate/x86/gb fargate/x86/vcpu scheduler" {
		t.Errorf("it is paid for by use of %q", got)
	}
}
