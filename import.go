package infra

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Import returns an [Edit] that adopts resources which exist already in AWS. ids maps the logical name
// of a child to its import id, which `go doc` of the child's package in pulumi-aws shows at the end of
// the type's comment. Children without an entry are created. The further edits run for all children.
//
// The next `pulumi up` imports each resource and then updates it in place to the component's
// arguments. A difference that would replace it fails the update, and is a warning in the preview:
// with an edit, set the property to what it has, such as a subnet's CidrBlock or a Name. Keep that
// edit for as long as the resource lives. The ids have no effect after the import and can be removed.
//
// An empty id, and an id under a name that no child has, import nothing, and the child is created. Look
// in the preview: it says "import" for each resource that will be adopted.
//
// docs/adopting.md has a whole program.
func Import[A any](ids map[string]string, edits ...Edit[A]) Edit[A] {
	return func(name string, args *A, opts *[]pulumi.ResourceOption) {
		for _, edit := range edits {
			if edit != nil {
				edit(name, args, opts)
			}
		}
		if id, ok := ids[name]; ok {
			*opts = append(*opts, pulumi.Import(pulumi.ID(id)))
		}
	}
}
