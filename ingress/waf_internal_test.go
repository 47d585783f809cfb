package ingress

import (
	"runtime/debug"
	"testing"
)

// With another version, the engine would run a second AWS provider.
func TestAssociationHasTheProviderOfItsSiblings(t *testing.T) {
	program := &debug.BuildInfo{Deps: []*debug.Module{
		{Path: "github.com/pulumi/pulumi/sdk/v3", Version: "v3.1.0"},
		{Path: "github.com/pulumi/pulumi-aws/sdk/v6", Version: "v6.83.2"},
	}}
	if got := providerVersion(program); got != "6.83.2" {
		t.Errorf("the version is %q", got)
	}
	if got := providerVersion(&debug.BuildInfo{}); got != "" {
		t.Errorf("without modules the version is %q", got)
	}
}
