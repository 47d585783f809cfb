package components

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/graphtest"
)

// Children inherit the options of their component, as Pulumi documents. A child that sets false
// itself would override the option.
func TestProtectedComponentHasNoUnprotectedChild(t *testing.T) {
	each(t, func(t *testing.T, c component) {
		for _, child := range graphtest.Run(t, c.program(unchanged, pulumi.Protect(true))).Resources() {
			if !child.IsProtected() {
				t.Errorf("%s %s is not protected", child.Type, child.Name)
			}
		}
	})
}

func TestChildrenInheritRetainOnDelete(t *testing.T) {
	each(t, func(t *testing.T, c component) {
		for _, child := range graphtest.Run(t, c.program(unchanged, pulumi.RetainOnDelete(true))).Resources() {
			if child.DecidesRetention() {
				t.Errorf("%s %s overrides what the engine would let it inherit", child.Type, child.Name)
			}
		}
	})
}
