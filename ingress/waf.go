package ingress

import (
	"runtime/debug"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// associateWebACL puts the load balancer behind the web ACL. Clients get the load balancer's
// address only then. A load balancer has one web ACL, and the deletion of an association takes away
// whichever it has. So the old association must go before the new one exists.
func (b *builder) associateWebACL() error {
	if b.WebACLARN == nil {
		return nil
	}
	association, err := child.New(b.Parent, newAssociation, b.Name, &pulumi.Map{
		"resourceArn": b.balancer.Arn,
		"webAclArn":   b.WebACLARN,
	}, b.Transform.WebACLAssociation, pulumi.DeleteBeforeReplace(true))
	if err != nil {
		return err
	}
	b.ready = append(b.ready, association)
	return nil
}

// newAssociation is wafv2.NewWebAclAssociation. That package takes longer to compile than all
// others of the library together.
func newAssociation(
	ctx *pulumi.Context, name string, args *pulumi.Map, opts ...pulumi.ResourceOption,
) (*pulumi.CustomResourceState, error) {
	out := &association{}
	if program, ok := debug.ReadBuildInfo(); ok {
		opts = append([]pulumi.ResourceOption{pulumi.Version(providerVersion(program))}, opts...)
	}
	err := ctx.RegisterResource("aws:wafv2/webAclAssociation:WebAclAssociation", name, *args, out, opts...)
	return &out.CustomResourceState, err
}

type association struct{ pulumi.CustomResourceState }

// providerVersion returns the version of the AWS provider that all other resources have: that of
// its SDK among the program's modules. With another one, the engine would run a second provider.
// Without modules, as in a test, it returns "": the engine then chooses.
func providerVersion(program *debug.BuildInfo) string {
	for _, module := range program.Deps {
		if module.Path == "github.com/pulumi/pulumi-aws/sdk/v6" {
			return strings.TrimPrefix(module.Version, "v")
		}
	}
	return ""
}
