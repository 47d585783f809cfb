package components

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/internal/offline"
)

// Each composition is a file of its own, to be read as an example. It needs only components, providers
// and stack references. AllowDeletion is set so that the test can destroy the stack.
func TestCompositionsOfUsers(t *testing.T) {
	for name, c := range map[string]struct{ program, platform pulumi.RunFunc }{
		"api by name": {program: named},
		"abroad":      {program: abroad},
		"approved":    {program: approved},
		"recovered":   {program: recovered},
		"regions":     {program: regions},
		"shop":        {program: shop},
		"tenant":      {tenant, platform},
		"timed":       {program: timed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mocks := compositionMocks{t: t}
			if err := pulumi.RunErr(c.program, pulumi.WithMocks("shop", "test", mocks)); err != nil {
				t.Fatal(err)
			}
			stack := engine(t, c.program)
			if c.platform != nil {
				upBeside(t, stack, c.platform)
			}
			if _, err := stack.Up(t.Context()); err != nil {
				t.Fatal(err)
			}
			preview, err := stack.Preview(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for operation, count := range preview.ChangeSummary {
				if operation != "same" && count > 0 {
					t.Errorf("the next update would %s %d resources:\n%s", operation, count, preview.StdOut)
				}
			}
			if _, err := stack.Destroy(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// upBeside updates the stack organization/platform/prod in the backend of another stack. A backend of
// files calls each organization so.
func upBeside(t *testing.T, stack auto.Stack, program pulumi.RunFunc) {
	t.Helper()
	given := stack.Workspace()
	platform, err := auto.UpsertStackInlineSource(t.Context(), "prod", "platform", program,
		auto.Pulumi(given.PulumiCommand()), auto.WorkDir(t.TempDir()), auto.SecretsProvider("passphrase"),
		auto.EnvVars(given.GetEnvVars()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := platform.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// compositionMocks are the offline cloud and a platform's stack. They report resources outside of
// components.
type compositionMocks struct {
	t    *testing.T
	seen func(pulumi.MockResourceArgs) // nil, or called with each resource
}

func (m compositionMocks) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	if m.seen != nil {
		m.seen(args)
	}
	if args.TypeToken == graphtest.StackReference {
		return args.Name, graphtest.OtherStack(args.Inputs["name"]), nil
	}
	parent := resource.URN(args.RegisterRPC.GetParent())
	if strings.HasPrefix(args.TypeToken, "aws:") && (parent == "" || parent.QualifiedType() == resource.RootStackType) {
		m.t.Errorf("%s %s is a raw resource", args.TypeToken, args.Name)
	}
	if !args.Custom || strings.HasPrefix(args.TypeToken, "pulumi:providers:") {
		return args.Name, args.Inputs, nil
	}
	return offline.Cloud{}.Create(args.TypeToken, args.Name, args.Name, args.Inputs)
}

func (compositionMocks) Call(args pulumi.MockCallArgs) (resource.PropertyMap, error) {
	return offline.Cloud{}.Invoke(args.Token, args.Args)
}
