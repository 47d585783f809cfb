package cost_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/cost"
	"github.com/knwl-platform/infra/internal/check/checktest"
)

// natStep is a step with a NAT gateway in its states.
func natStep(op, name, states string) string {
	const typ = natType
	urn := "urn:pulumi:s::p::knwl:network:VPC$" + typ + "::" + name
	state := fmt.Sprintf(`{"urn":%q,"type":%q,"custom":true,"parent":"urn:pulumi:s::p::knwl:network:VPC::main"}`, urn, typ)
	return fmt.Sprintf(`{"op":%q,"urn":%q,%s}`, op, urn, strings.NewReplacer(
		"before", `"oldState":`+state, "after", `"newState":`+state).Replace(states))
}

func previewOf(steps ...string) string {
	return `{"config":{"aws:region":"eu-west-1"},"steps":[` + strings.Join(steps, ",") + `]}`
}

func read(t *testing.T, text string) *cost.Estimate {
	t.Helper()
	p, err := cost.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return p.Estimate()
}

func TestStepsOfAPreviewBecomeWhatRunsBeforeAndAfter(t *testing.T) {
	const each = 730 * 0.045
	for name, c := range map[string]struct {
		steps         []string
		before, after float64
	}{
		"created":  {[]string{natStep("create", "a", "after")}, 0, each},
		"deleted":  {[]string{natStep("delete", "a", "before")}, each, 0},
		"the same": {[]string{natStep("same", "a", "before,after")}, each, each},
		"replaced": {[]string{natStep("replace", "a", "before,after")}, each, each},
		"replaced, in three steps": {
			[]string{
				natStep("create-replacement", "a", "before,after"), natStep("replace", "a", "before,after"),
				natStep("delete-replaced", "a", "before"),
			}, each, each,
		},
		"what a replacement left behind": {
			[]string{natStep("remove-pending-replace", "a", "before"), natStep("create", "b", "after")}, each, each,
		},
		"no longer read": {[]string{natStep("discard", "a", `"x":1`), natStep("create", "b", "after")}, 0, each},
		"one more":       {[]string{natStep("same", "a", "before,after"), natStep("create", "b", "after")}, each, 2 * each},
	} {
		t.Run(name, func(t *testing.T) {
			e := read(t, previewOf(c.steps...))
			if e.Before.Most != c.before || e.Total.Most != c.after || e.Change.Most != c.after-c.before {
				t.Errorf("it costs %v before and %v after, want %v and %v", e.Before, e.Total, c.before, c.after)
			}
			if used := len(uses(e)) > 0; used != (c.after > 0) {
				t.Errorf("after the update it is paid for by use: %v", used)
			}
			if len(e.Components) != 1 || e.Components[0].Type != "knwl:network:VPC" || e.Components[0].Name != "main" {
				t.Errorf("the components are %v", e.Components)
			}
		})
	}
}

// The engine shows a resource that stays without its id and its outputs.
func TestReferencesToResourcesThatStayAreFound(t *testing.T) {
	for _, op := range []string{"same", "update"} {
		cluster := func(outputs string) string {
			return `{"urn":"urn:pulumi:s::p::aws:ecs/cluster:Cluster::c","type":"aws:ecs/cluster:Cluster","custom":true,` +
				`"inputs":{"settings":[{"name":"containerInsights","value":"enabled"}]},"outputs":` + outputs + `}`
		}
		const service = `{"urn":"urn:pulumi:s::p::aws:ecs/service:Service::w","type":"aws:ecs/service:Service",` +
			`"custom":true,"inputs":{"cluster":"arn:c","desiredCount":1,"launchType":"EC2"}}`
		e := read(t, previewOf(
			`{"op":"`+op+`","urn":"urn:pulumi:s::p::aws:ecs/cluster:Cluster::c",`+
				`"oldState":`+cluster(`{"arn":"arn:c"}`)+`,"newState":`+cluster(`{}`)+`}`,
			`{"op":"create","urn":"urn:pulumi:s::p::aws:ecs/service:Service::w","newState":`+service+`}`))
		if got := quantities(e)["metric/insights"]; got != always(8+11+6) {
			t.Errorf("%s: there are %v metrics; assumed %q", op, got, e.Assumptions)
		}
	}
}

func TestResourcesThatSomebodyElsePaysForAreNotCounted(t *testing.T) {
	external := strings.ReplaceAll(natStep("read", "a", "before,after"), `"custom":true`, `"custom":true,"external":true`)
	if e := read(t, previewOf(external)); e.Total != (cost.Range{}) || e.Before != (cost.Range{}) {
		t.Errorf("it costs %v before and %v after", e.Before, e.Total)
	}
}

func TestRetainedResourceIsUnpricedBecauseItStays(t *testing.T) {
	step := natStep("delete", "a", "before")
	retained := strings.Replace(step, `"custom":true`, `"custom":true,"retainOnDelete":true`, 1)
	if e := read(t, previewOf(retained)); len(e.Unpriced) != 1 || !strings.Contains(e.Unpriced[0].Why, "stays in AWS") {
		t.Errorf("unpriced are %v", e.Unpriced)
	}
}

// The engine's events have other names for the same.
func TestEngineEventsAreRead(t *testing.T) {
	step := strings.NewReplacer("oldState", "old", "newState", "new").Replace(natStep("create", "a", "after"))
	e := read(t, `{"preludeEvent":{"config":{"aws:region":"eu-west-1"}}}
		{"sequence":2,"resourcePreEvent":{"metadata":`+step+`}}
		{"sequence":3,"summaryEvent":{"resourceChanges":{"create":1}}}`)
	if e.Total.Most != 730*0.045 || e.Region != "eu-west-1" {
		t.Errorf("it costs %v in %s", e.Total, e.Region)
	}
}

func TestIncompletePreviewIsRefused(t *testing.T) {
	const stackStep = `{"op":"same","urn":"u","newState":{"urn":"u","type":"pulumi:pulumi:Stack"}}`
	for name, c := range map[string]struct{ text, want string }{
		"not JSON":     {"Previewing update (dev):", "is not JSON"},
		"empty":        {"", "has no resources"},
		"no resources": {"{}", "has no resources"},
		"failed": {
			`{"steps":[` + stackStep + `],"diagnostics":[{"severity":"warning","message":"w"},` +
				`{"severity":"error","message":"boom\u001b[31m\nmore"}]}`,
			"the preview failed: boom?[31m;",
		},
		"failed, in events": {
			`{"diagnosticEvent":{"severity":"error","message":"boom"}}`, "the preview failed: boom;",
		},
		"created without a state": {
			previewOf(natStep("create", "a", `"x":1`)), "no state for the step \"create\" of \"urn:pulumi:s::p",
		},
		"replaced without a state": {previewOf(natStep("replace", "a", "before")), "no state for the step \"replace\""},
		"same, without a state":    {previewOf(natStep("same", "a", "before")), "no state for the step \"same\""},
		"an event without a state": {
			`{"resourcePreEvent":{"metadata":` + natStep("create", "a", `"new":null`) + `}}` +
				`{"summaryEvent":{"resourceChanges":{"create":1}}}`,
			"no state for the step \"create\"",
		},
		"without unchanged resources": {
			`{"steps":[` + stackStep + `,` + natStep("create", "a", "after") + `],"changeSummary":{"same":94,"create":1}}`,
			"omits 93 unchanged resources; run `pulumi preview --json --show-sames`",
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := cost.Read(strings.NewReader(c.text))
			checktest.Contains(t, err, c.want)
		})
	}
}

func TestResourcesHaveTheRegionOfTheirProvider(t *testing.T) {
	provider := &cost.Resource{
		URN: "urn:pulumi:s::p::pulumi:providers:aws::other", Type: "pulumi:providers:aws", Custom: true,
		Inputs: map[string]any{"region": "eu-central-1"},
	}
	here, there := resource(t, addressType, "here", `{}`), resource(t, addressType, "there", `{}`)
	there.Provider = provider.URN + "::" + unknown
	abroad := resource(t, addressType, "abroad", `{"region":"eu-north-1"}`) // as version 7 of the provider has it
	e := estimate(provider, here, there, abroad)
	var regions []string
	for _, s := range e.Prices {
		regions = append(regions, s.Region+" by "+s.Of)
	}
	want := "eu-central-1 by us-east-1, eu-north-1 by us-east-1, us-east-1 by us-east-1"
	if got := strings.Join(regions, ", "); got != want {
		t.Errorf("the prices are of %s, want %s", got, want)
	}
	provider.Inputs["region"] = unknown
	if said := fmt.Sprint(estimate(provider, there).Assumptions); !strings.Contains(said, "region is not known") {
		t.Errorf("assumed %s", said)
	}
	if charges := e.Components[0].Charges; len(charges) != 3 || charges[0].Region != "eu-central-1" {
		t.Errorf("the charges are %v", charges)
	}
}

func TestResourceBelongsToTheNearestComponent(t *testing.T) {
	const (
		outer = "urn:pulumi:s::p::my:platform:Platform::p"
		inner = "urn:pulumi:s::p::my:platform:Platform$knwl:network:VPC::v"
	)
	bucket := resource(t, "aws:s3/bucketV2:BucketV2", "b", `{}`)
	bucket.Parent = inner
	address := resource(t, addressType, "a", `{}`)
	address.Parent = bucket.URN // not a component
	alone := resource(t, "aws:kms/key:Key", "k", `{}`)
	alone.Parent = "urn:pulumi:s::p::pulumi:pulumi:Stack::p-s"
	e := estimate(
		&cost.Resource{URN: outer, Type: "my:platform:Platform"},
		&cost.Resource{URN: inner, Type: "knwl:network:VPC", Parent: outer},
		bucket, address, alone)
	var got []string
	for _, c := range e.Components {
		got = append(got, fmt.Sprintf("%q with %d", c.Type+" "+c.Name, len(c.Charges)))
	}
	if text := strings.Join(got, ", "); text != `" " with 1, "knwl:network:VPC v" with 1` {
		t.Errorf("the components are %s", text)
	}
}

// A state that was edited by hand can have such parents.
func TestResourcesThatAreTheirOwnParentsArePriced(t *testing.T) {
	address := func(name string) *cost.Resource { return resource(t, addressType, name, `{}`) }
	alone, first, second := address("alone"), address("first"), address("second")
	alone.Parent, first.Parent, second.Parent = alone.URN, second.URN, first.URN
	e := estimate(alone, first, second)
	if len(e.Components) != 1 || e.Components[0].Type != "" || e.Components[0].Charges[0].Quantity.Most != 3 {
		t.Errorf("the components are %+v", e.Components)
	}
}

func TestReadRejectsEventsWithoutTheirEnd(t *testing.T) {
	step := strings.ReplaceAll(natStep("create", "a", "after"), "newState", "new")
	event := `{"resourcePreEvent":{"metadata":` + step + `}}`
	_, err := cost.Read(strings.NewReader(event))
	if err == nil || !strings.Contains(err.Error(), "ends before its summary") {
		t.Errorf("the error is %v", err)
	}
	if _, err := cost.Read(strings.NewReader(event + `{"summaryEvent":{"resourceChanges":{"create":1}}}`)); err != nil {
		t.Error(err)
	}
}
