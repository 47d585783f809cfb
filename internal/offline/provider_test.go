package offline

import (
	"context"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/structpb"
)

const subnetURN = "urn:pulumi:dev::knwl::aws:ec2/subnet:Subnet::web"

func mustWrite(t *testing.T, properties resource.PropertyMap) *structpb.Struct {
	t.Helper()
	written, err := write(properties)
	if err != nil {
		t.Fatal(err)
	}
	return written
}

func TestDiffKnowsWhatForcesReplacement(t *testing.T) {
	old := resource.PropertyMap{"vpcId": text("vpc-1"), "cidrBlock": text("10.0.0.0/24"), "tags": text("a")}
	for name, c := range map[string]struct {
		change   resource.PropertyMap
		changes  pulumirpc.DiffResponse_DiffChanges
		replaces []string
	}{
		"nothing": {nil, pulumirpc.DiffResponse_DIFF_NONE, nil},
		"a tag":   {resource.PropertyMap{"tags": text("b")}, pulumirpc.DiffResponse_DIFF_SOME, nil},
		"the block": {
			resource.PropertyMap{"cidrBlock": text("10.0.1.0/24")},
			pulumirpc.DiffResponse_DIFF_SOME,
			[]string{"cidrBlock"},
		},
		"an unknown value": {
			resource.PropertyMap{"vpcId": resource.MakeComputed(text(""))},
			pulumirpc.DiffResponse_DIFF_SOME,
			[]string{"vpcId"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			news := old.Copy()
			for key, value := range c.change {
				news[key] = value
			}
			got, err := (&provider{}).Diff(context.Background(), &pulumirpc.DiffRequest{
				Urn: subnetURN, OldInputs: mustWrite(t, old), News: mustWrite(t, news),
			})
			if err != nil {
				t.Fatal(err)
			}
			if got.GetChanges() != c.changes || !slices.Equal(got.GetReplaces(), c.replaces) {
				t.Errorf("got %v replacing %q, want %v replacing %q", got.GetChanges(), got.GetReplaces(), c.changes, c.replaces)
			}
		})
	}
}

func TestCheckKeepsANameAndChoosesANewOneForAReplacement(t *testing.T) {
	check := func(olds resource.PropertyMap, seed string) string {
		t.Helper()
		response, err := (&provider{}).Check(context.Background(), &pulumirpc.CheckRequest{
			Urn:  "urn:pulumi:dev::knwl::aws:ecs/cluster:Cluster::web",
			Olds: mustWrite(t, olds), News: mustWrite(t, nil), RandomSeed: []byte(seed),
		})
		if err != nil || len(response.GetFailures()) > 0 {
			t.Fatal(err, response.GetFailures())
		}
		return response.GetInputs().GetFields()["name"].GetStringValue()
	}
	first := check(nil, "1")
	if len(first) != len("web-")+7 || first[:4] != "web-" {
		t.Errorf("the name is %q, want web- and seven digits", first)
	}
	if kept := check(resource.PropertyMap{"name": text(first)}, "2"); kept != first {
		t.Errorf("the name %q became %q", first, kept)
	}
	if check(nil, "2") == first {
		t.Error("a replacement has the name of the old resource")
	}
}

func TestUpdateKeepsOutputsAndDropsRemovedInputs(t *testing.T) {
	response, err := (&provider{}).Update(context.Background(), &pulumirpc.UpdateRequest{
		Urn:       subnetURN,
		Olds:      mustWrite(t, resource.PropertyMap{"arn": text("arn:x"), "tags": text("a"), "vpcId": text("vpc-1")}),
		OldInputs: mustWrite(t, resource.PropertyMap{"tags": text("a"), "vpcId": text("vpc-1")}),
		News:      mustWrite(t, resource.PropertyMap{"vpcId": text("vpc-1")}),
	})
	if err != nil {
		t.Fatal(err)
	}
	got := response.GetProperties().GetFields()
	if got["arn"].GetStringValue() != "arn:x" || got["tags"] != nil || got["vpcId"].GetStringValue() != "vpc-1" {
		t.Errorf("the state is %v", got)
	}
}
