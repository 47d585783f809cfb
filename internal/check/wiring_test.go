package check_test

import (
	"reflect"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
)

type part struct{ KeyARN pulumi.StringInput }

type wired struct {
	VPCID     pulumi.StringInput
	SubnetIDs pulumi.StringArrayInput
	SecretARN pulumi.StringInput
	Value     pulumi.StringInput
	Parts     map[string]part
	List      []part
	Pointer   *part
	Texts     map[string]string
	Resources []pulumi.StringInput
	TopicARNs []pulumi.StringInput
}

func init() {
	check.Fields[part](map[string]check.Field{"KeyARN": {Kind: arn.KMSKey}})
	check.Fields[wired](map[string]check.Field{
		"VPCID":     {Kind: arn.VPC, Rule: "required", Fix: "pass the VPC's id"},
		"SubnetIDs": {Kind: arn.Subnet},
		"SecretARN": {Kind: arn.Secret},
		"Value":     {MayBeEmpty: true},
		"Resources": {Kind: arn.Any, Fix: "give an ARN, or set AnyResource"},
		"TopicARNs": {Kind: arn.Topic, Rule: "max=5", Fix: "give fewer topics"},
	})
}

const keyARN = pulumi.String("arn:aws:kms:eu-west-1:123456789012:key/1234")

func checked(a wired) (wired, error) {
	wrong := check.In("network", "main")
	a = check.Args(wrong, a)
	return a, wrong.Err()
}

func TestArgsChecksCopies(t *testing.T) {
	late := keyARN.ToStringOutput()
	given := wired{
		VPCID: pulumi.ID("vpc-1"), SubnetIDs: pulumi.StringArray{late}, Parts: map[string]part{"a": {late}},
		List: []part{{late}}, Pointer: &part{late}, Texts: map[string]string{"a": ""},
	}
	got, err := checked(given)
	if err != nil {
		t.Fatal(err)
	}
	for name, pair := range map[string][2]pulumi.StringInput{
		"list":    {given.SubnetIDs.(pulumi.StringArray)[0], got.SubnetIDs.(pulumi.StringArray)[0]},
		"map":     {given.Parts["a"].KeyARN, got.Parts["a"].KeyARN},
		"slice":   {given.List[0].KeyARN, got.List[0].KeyARN},
		"pointer": {given.Pointer.KeyARN, got.Pointer.KeyARN},
	} {
		if pair[0] != late {
			t.Errorf("%s: the caller's arguments were changed", name)
		}
		if pair[1] == late {
			t.Errorf("%s: the output is handed on unchecked", name)
		}
	}
	if got.VPCID != pulumi.String("vpc-1") {
		t.Errorf("a literal id became %#v", got.VPCID)
	}
	if !reflect.DeepEqual(got.Texts, given.Texts) {
		t.Errorf("what is no wiring became %v", got.Texts)
	}
}

func TestErrorsNameThePathToTheField(t *testing.T) {
	_, err := checked(wired{
		VPCID: pulumi.String("subnet-1"), SubnetIDs: pulumi.StringArray{pulumi.String("subnet-1"), nil},
		Parts: map[string]part{"b": {pulumi.String("x")}, "a": {pulumi.String("y")}},
		List:  []part{{}, {pulumi.String("z")}}, Pointer: &part{pulumi.String("")},
	})
	checktest.Contains(t, err, `network "main": 6 mistakes:
  - VPCID "subnet-1": must be a VPC id, such as vpc-0a1b2c3d
  - SubnetIDs[1] (not set): is required; give a subnet id, such as subnet-0a1b2c3d, or leave the entry out
  - Parts["a"].KeyARN "y": must be a KMS key ARN, such as arn:aws:kms:eu-west-1:123456789012:key/12345678-...
  - Parts["b"].KeyARN "x"`, `
  - List[1].KeyARN "z"`, `
  - Pointer.KeyARN "": is empty; give a KMS key ARN, such as arn:aws:kms:`, `/12345678-..., or leave the field nil`)
}

// A user who gives the secret itself must not find it in a log.
func TestWhatMayBeASecretIsNotShown(t *testing.T) {
	vpc := pulumi.String("vpc-1")
	_, err := checked(wired{VPCID: vpc, SecretARN: pulumi.String("hunter2")})
	checktest.Contains(t, err, `network "main": SecretARN (not shown): must be a Secrets Manager secret`)
	err = graphtest.FailLate(t, func(ctx *pulumi.Context) error {
		a, err := checked(wired{VPCID: vpc, SecretARN: pulumi.String("hunter2").ToStringOutput()})
		if err != nil {
			return err
		}
		return graphtest.Consume(ctx, map[string]pulumi.StringInput{"secret": a.SecretARN})
	})
	checktest.Contains(t, err, `network "main": SecretARN (not shown): must be a Secrets Manager secret`)
}

// Ids are not checked late, so a late list of ids may contain anything.
func TestLateListDoesNotShowWhatIsNoID(t *testing.T) {
	for value, want := range map[string]string{"hunter2": "(not shown)", "subnet-1": `"subnet-1"`} {
		err := graphtest.FailLate(t, func(ctx *pulumi.Context) error {
			late := pulumi.StringArray{pulumi.String(value), pulumi.String(value)}.ToStringArrayOutput()
			a, err := checked(wired{VPCID: pulumi.String("vpc-1"), SubnetIDs: late})
			if err != nil {
				return err
			}
			first := a.SubnetIDs.ToStringArrayOutput().Index(pulumi.Int(0))
			return graphtest.Consume(ctx, map[string]pulumi.StringInput{"first": first})
		})
		checktest.Contains(t, err, `network "main": SubnetIDs[1] `+want+`: is listed twice`)
	}
}

func TestRulesOfAFieldThatDoesNotExistAreABug(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("the rules were accepted")
		}
	}()
	check.Fields[part](map[string]check.Field{"KeyArn": {Kind: arn.KMSKey}})
}

// Fix says what to do about a missing value, unless it belongs to another rule of the field.
func TestMissingValueHasTheFieldsRemedy(t *testing.T) {
	given := wired{VPCID: pulumi.String("vpc-1"), Resources: []pulumi.StringInput{nil}}
	_, err := checked(given)
	checktest.Contains(t, err,
		"Resources[0] (not set): is required; give an ARN, or set AnyResource, or leave the entry out")
	given.Resources, given.TopicARNs = nil, []pulumi.StringInput{nil}
	_, err = checked(given)
	checktest.Contains(t, err, "TopicARNs[0] (not set): is required; give an SNS topic ARN, such as ")
}
