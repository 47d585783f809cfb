package ingress_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/graphtest"
)

const webACL = pulumi.String("arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/main/1234")

// Clients must not reach the load balancer before the web ACL filters their requests.
func TestWebACLIsInFrontOfTheLoadBalancer(t *testing.T) {
	args := ingress.Args{WebACLARN: webACL}
	g := graphtest.Run(t, program(args, func(ctx *pulumi.Context, front *ingress.Ingress) error {
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{"dns": front.DNSName})
	}))
	association := g.Only("WebAclAssociation")
	if association.Name != "main" || association.Get("resourceArn") != g.Only("LoadBalancer").Output("arn") ||
		association.Get("webAclArn") != string(webACL) {
		t.Errorf("the association %s is %v", association.Name, association.Inputs)
	}
	if !g.Named("Topic", "dns").WaitsFor(association) {
		t.Error("the address does not wait for the web ACL")
	}
	run(t, ingress.Args{}).None("WebAclAssociation")
}

// Deleting the old association afterwards would take the new web ACL away.
func TestAssociationIsDeletedBeforeItsReplacementExists(t *testing.T) {
	if !run(t, ingress.Args{WebACLARN: webACL}).Only("WebAclAssociation").DeletesBeforeReplace() {
		t.Error("a change of the web ACL would leave the load balancer without one")
	}
}

func TestEditReachesTheAssociation(t *testing.T) {
	args := ingress.Args{WebACLARN: webACL}
	args.Transform.WebACLAssociation = func(_ string, args *pulumi.Map, _ *[]pulumi.ResourceOption) {
		(*args)["webAclArn"] = pulumi.String("other")
	}
	if got := run(t, args).Only("WebAclAssociation").Get("webAclArn"); got != "other" {
		t.Errorf("the web ACL is %v", got)
	}
}
