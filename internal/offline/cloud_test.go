package offline

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

const vpcType = "aws:ec2/vpc:Vpc"

func text(s string) resource.PropertyValue { return resource.NewProperty(s) }

func TestCreateRefusesWhatTheProviderWouldReject(t *testing.T) {
	for name, c := range map[string]struct {
		typ    string
		inputs resource.PropertyMap
		want   string
	}{
		"an unknown type":          {"aws:ec2/vpd:Vpd", nil, "is not among the 118 resource types"},
		"a missing required input": {"aws:ec2/subnet:Subnet", nil, "property vpcId is required"},
		"an output given as an input": {
			vpcType, resource.PropertyMap{"arn": text("arn:aws:ec2:::vpc/x")}, "property arn is an output",
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := (Cloud{}).Create(c.typ, "web", "seed", c.inputs)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want one with %q", err, c.want)
			}
		})
	}
}

func TestCreateAnswersLikeAWS(t *testing.T) {
	cloud := Cloud{Region: "cn-north-1", Account: "210987654321"}
	for typ, want := range map[string]struct {
		inputs resource.PropertyMap
		output resource.PropertyKey
		form   string
	}{
		vpcType: {nil, "arn", "arn:aws-cn:ec2:cn-north-1:210987654321:vpc/vpc-*"},
		"aws:iam/role:Role": {
			resource.PropertyMap{"assumeRolePolicy": text("{}")}, "arn", "arn:aws-cn:iam::210987654321:role/web-*",
		},
		"aws:lb/loadBalancer:LoadBalancer": {nil, "dnsName", "web-*.cn-north-1.elb.amazonaws.com.cn"},
		"aws:rds/instance:Instance": {
			resource.PropertyMap{"instanceClass": text("db.t4g.micro")},
			"address",
			"web-*.cn-north-1.rds.amazonaws.com.cn",
		},
		"aws:servicediscovery/service:Service": {nil, "arn", "arn:aws-cn:servicediscovery:*"},
	} {
		_, state, err := cloud.Create(typ, "web", "seed", want.inputs)
		if err != nil {
			t.Errorf("%s: %v", typ, err)
			continue
		}
		before, after, _ := strings.Cut(want.form, "*")
		if got := state[want.output].StringValue(); !strings.HasPrefix(got, before) || !strings.HasSuffix(got, after) {
			t.Errorf("%s: %s is %q, want %q", typ, want.output, got, want.form)
		}
	}
}

func TestEveryShapeIsOfAKnownType(t *testing.T) {
	for typ := range shapes {
		if _, known := facts[typ]; !known {
			t.Errorf("%s has a shape but no facts", typ)
		}
	}
	for typ := range autoNamed {
		if _, known := facts[typ]; !known {
			t.Errorf("%s is auto-named but has no facts", typ)
		}
	}
}

func TestIDsFollowTheSeed(t *testing.T) {
	id := func(seed string) string {
		id, _, err := Cloud{}.Create(vpcType, "web", seed, nil)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	first, again, other := id("a"), id("a"), id("b")
	if first != again || first == other {
		t.Errorf("ids are %s, %s and %s", first, again, other)
	}
}
