package infra_test

import (
	"os"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
)

func TestImportAdoptsWhatHasAnIDAndEditsAll(t *testing.T) {
	block := func(_ string, args *ec2.VpcArgs, _ *[]pulumi.ResourceOption) {
		args.CidrBlock = pulumi.String("10.1.0.0/24")
	}
	edit := infra.Import(map[string]string{"main": "vpc-1"}, block)
	for name, id := range map[string]pulumi.IDInput{"main": pulumi.ID("vpc-1"), "other": nil} {
		args, opts := ec2.VpcArgs{}, []pulumi.ResourceOption{pulumi.Protect(true)}
		edit(name, &args, &opts)
		set, err := pulumi.NewResourceOptions(opts...)
		if err != nil {
			t.Fatal(err)
		}
		if set.Import != id || !set.Protect {
			t.Errorf("%s imports %v, want %v", name, set.Import, id)
		}
		if args.CidrBlock != pulumi.String("10.1.0.0/24") {
			t.Errorf("%s is not edited", name)
		}
	}
}

func TestPageAboutAdoptingShowsTheExample(t *testing.T) {
	page, err := os.ReadFile("docs/adopting.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("example_import_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(source), "\t\t_, err := network.New(")
	call, _, ended := strings.Cut(rest, "\t\treturn err")
	if !found || !ended || !strings.Contains(string(page), call) {
		t.Error("docs/adopting.md has another program")
	}
}
