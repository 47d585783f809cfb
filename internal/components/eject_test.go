package components

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// The way out of the library, as docs/adopting.md describes it: a program that declares each child as a
// resource of its own, with the child's URN as an alias, only removes the components.
func TestChildrenOutliveTheirComponentsAsPlainResources(t *testing.T) {
	names := map[string]string{}
	stack := engine(t, func(ctx *pulumi.Context) error {
		for i, kind := range slices.Sorted(maps.Keys(components)) {
			names[kind] = fmt.Sprintf("c%d", i)
			if _, err := components[kind].create(ctx, names[kind], components[kind].args()); err != nil {
				return err
			}
		}
		return nil
	})
	if _, err := stack.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	children := stateOf(t, stack)
	stack.Workspace().SetProgram(func(ctx *pulumi.Context) error {
		for _, child := range children {
			if strings.HasPrefix(string(child.Type), "aws:") {
				if err := declare(ctx, child); err != nil {
					return err
				}
			}
		}
		return nil
	})
	preview, err := stack.Preview(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for operation, count := range preview.ChangeSummary {
		if operation != "same" && (operation != "delete" || count != len(names)) {
			t.Errorf("the preview would %s %d resources:\n%s", operation, count, preview.StdOut)
		}
	}
}

// declare declares a resource of a state without its component.
func declare(ctx *pulumi.Context, child apitype.ResourceV3) error {
	name := string(child.URN[strings.LastIndex(string(child.URN), ":")+1:])
	inputs := pulumi.Map{}
	for key, value := range child.Inputs {
		inputs[key] = declared(value)
	}
	return ctx.RegisterResource(string(child.Type), name, inputs,
		&struct{ pulumi.CustomResourceState }{},
		pulumi.Aliases([]pulumi.Alias{{URN: pulumi.URN(child.URN)}}), pulumi.Protect(child.Protect))
}

// declared returns a value of an exported state, which has secrets as JSON texts, as an input.
func declared(value any) pulumi.Input {
	object, _ := value.(map[string]any)
	text, isSecret := object["plaintext"].(string)
	if !isSecret {
		return pulumi.Any(value)
	}
	var plain any
	if err := json.Unmarshal([]byte(text), &plain); err != nil {
		plain = err.Error() // shows as a change
	}
	return pulumi.ToSecret(pulumi.Any(plain))
}
