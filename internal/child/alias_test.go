package child_test

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// aliases notes what each resource says that it was called.
type aliases map[string][]string

func (a aliases) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) { return nil, nil }

func (a aliases) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	for _, alias := range args.RegisterRPC.GetAliases() {
		a[args.Name] = append(a[args.Name], alias.GetSpec().GetName())
	}
	return args.Name, args.Inputs, nil
}

// The engine tells children of a component's alias only in the update that renames the component.
// One that is interrupted half way must find the rest of them too when it goes on.
func TestChildrenSayWhatTheyWereCalledUnderFormerNames(t *testing.T) {
	found := aliases{}
	err := pulumi.RunErr(func(ctx *pulumi.Context) error {
		component := &struct{ pulumi.ResourceState }{}
		former := pulumi.Aliases([]pulumi.Alias{{Name: pulumi.String("shop")}, {Name: pulumi.String("web")}})
		parent, err := child.Component(ctx, "test:index:Component", "store", component, former)
		if err != nil {
			return err
		}
		for _, name := range []string{"store", child.Name("store", "logs")} {
			if _, err := child.New(parent, cloudwatch.NewLogGroup, name, &cloudwatch.LogGroupArgs{}, nil); err != nil {
				return err
			}
		}
		return nil
	}, pulumi.WithMocks("project", "stack", found))
	if err != nil {
		t.Fatal(err)
	}
	if got := found["store--logs"]; !slices.Equal(got, []string{"shop--logs", "web--logs"}) {
		t.Errorf("the child was called %q", got)
	}
}
