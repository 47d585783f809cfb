package check_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/check/checktest"
)

type target struct {
	Port int `validate:"min=1,max=65535" fix:"give a TCP port"`
}

type arguments struct {
	VPCID     pulumi.StringInput `validate:"required" fix:"pass the network's VPCID"`
	SubnetIDs pulumi.StringArrayInput
	Targets   map[string]target `validate:"dive"`
	List      []target          `validate:"dive"`
	Mode      string            `validate:"omitempty,oneof=slow fast" fix:"leave it empty for slow"`
	Keep      *bool
}

func tags(a arguments) error {
	wrong := check.In("network", "main")
	wrong.Rules(a)
	return wrong.Err()
}

func TestErrorNamesFieldValueRuleAndRemedy(t *testing.T) {
	err := tags(arguments{VPCID: pulumi.String("vpc-1"), Mode: "medium"})
	want := `network "main": Mode "medium": must be one of slow, fast; leave it empty for slow`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestPathReadsAsGo(t *testing.T) {
	err := tags(arguments{
		VPCID: pulumi.String("vpc-1"), Targets: map[string]target{"api": {Port: 70000}}, List: []target{{Port: 1}, {}},
	})
	checktest.Contains(t, err, "2 mistakes",
		`Targets["api"].Port 70000: must be at most 65535; give a TCP port`, "List[1].Port 0: must be at least 1")
}

func TestMissingRequiredInputIsRefused(t *testing.T) {
	checktest.Contains(t, tags(arguments{}), "VPCID (not set): is required; pass the network's VPCID")
}

func TestPathShowsAnyKey(t *testing.T) {
	err := tags(arguments{VPCID: pulumi.String("vpc-1"), Targets: map[string]target{"a.b": {}, "1a": {}}})
	checktest.Contains(t, err, `Targets["a.b"].Port 0: must be at least 1; give a TCP port`, `Targets["1a"].Port 0`)
	err = tags(arguments{VPCID: pulumi.String("vpc-1"), Targets: map[string]target{"1": {}}})
	checktest.Contains(t, err, `Targets["1"].Port 0: must be at least 1; give a TCP port`)
}

func TestOutputIsGivenEvenIfItsValueIsUnknown(t *testing.T) {
	if err := tags(arguments{VPCID: pulumi.String("x").ToStringOutput()}); err != nil {
		t.Errorf("an output was refused: %v", err)
	}
}

func TestARNOfTheWrongKindIsRefused(t *testing.T) {
	wrong := check.In("network", "main")
	const balancer = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/50dc6c49"
	wrong.ARN("TargetGroupARN", balancer, arn.TargetGroup)
	wrong.ARN("Unknown", "", arn.TargetGroup)
	checktest.Contains(t, wrong.Err(),
		`network "main": TargetGroupARN "arn:aws:elasticloadbalancing`, "must be a target group ARN, such as")
}

func TestHasFindsAFieldAndItsParts(t *testing.T) {
	wrong := check.In("network", "main")
	wrong.Add(`Targets["api"].Port`, 0, "is wrong")
	for field, want := range map[string]bool{
		"Targets": true, `Targets["api"].Port`: true, "Target": false, "Port": false,
	} {
		if wrong.Has(field) != want {
			t.Errorf("Has(%q) is %v", field, !want)
		}
	}
}
