package components

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Each composition is a file of its own, to be read as an example. It needs only components, providers,
// stack references and the types in own, which no component creates. AllowDeletion is set so that the
// test can destroy the stack.
func TestCompositionsOfUsers(t *testing.T) {
	for name, c := range map[string]struct {
		program, platform pulumi.RunFunc
		own               []string
	}{
		"api by name": {program: named},
		"abroad":      {program: abroad},
		"approved":    {program: approved},
		"neighbors": {program: neighbors, own: []string{
			"aws:ec2/route:Route", "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
			"aws:ec2transitgateway/vpcAttachment:VpcAttachment",
		}},
		"recovered": {program: recovered},
		"regions":   {program: regions},
		"shop":      {program: shop},
		"tenant":    {program: tenant, platform: platform},
		"timed":     {program: timed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, r := range withMocks(t, c.program).All(t, "") {
				if strings.HasPrefix(r.Type, "aws:") && r.Parent() == "" && !slices.Contains(c.own, r.Type) {
					t.Errorf("%s %s is a raw resource", r.Type, r.Name)
				}
			}
			stack := engine(t, c.program)
			if c.platform != nil {
				upBeside(t, stack, c.platform)
			}
			live(t, stack)
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
