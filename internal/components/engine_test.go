package components

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/domain"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/offline"
	"github.com/knwl-platform/infra/network"
)

// engine returns a stack of the program on the real Pulumi engine with the offline provider.
func engine(t *testing.T, program pulumi.RunFunc) auto.Stack {
	t.Helper()
	tools, err := filepath.Abs("../../.tools")
	if err != nil {
		t.Fatal(err)
	}
	cli, err := auto.NewPulumiCommand(&auto.PulumiCommandOptions{Root: tools})
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("CI must test the engine, but the Pulumi CLI is missing: %v", err)
		}
		t.Skipf("SKIPPED: the engine is not tested, because the Pulumi CLI is missing: %v; `make test` builds it", err)
	}
	port, err := offline.Serve()
	if err != nil {
		t.Fatal(err)
	}
	state := t.TempDir()
	stack, err := auto.UpsertStackInlineSource(t.Context(), "dev", "shop", program,
		auto.Pulumi(cli), auto.WorkDir(t.TempDir()), auto.SecretsProvider("passphrase"),
		auto.EnvVars(map[string]string{
			"PULUMI_BACKEND_URL": "file://" + state, "PULUMI_HOME": filepath.Join(state, "home"),
			"PULUMI_CONFIG_PASSPHRASE": "offline",
			"PULUMI_SKIP_UPDATE_CHECK": "true", "PULUMI_DEBUG_PROVIDERS": fmt.Sprintf("aws:%d", port),
		}))
	if err != nil {
		t.Fatal(err)
	}
	return stack
}

// live creates and deletes a stack. Right after its creation, a preview must be without changes.
func live(t *testing.T, stack auto.Stack) {
	t.Helper()
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
}

// stateOf returns the resources in the state of a stack.
func stateOf(t *testing.T, stack auto.Stack) []apitype.ResourceV3 {
	t.Helper()
	exported, err := stack.Export(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var deployment apitype.DeploymentV3
	if err := json.Unmarshal(exported.Deployment, &deployment); err != nil {
		t.Fatal(err)
	}
	return deployment.Resources
}

// The doc comment of infra.Edit and docs/design.md say which options of a component its children
// inherit, and which only Transform can set.
func TestChildrenInheritOnlyTheDocumentedOptions(t *testing.T) {
	stack := engine(t, func(ctx *pulumi.Context) error {
		_, err := network.New(ctx, "main", &network.Args{Zones: []string{"us-east-1a", "us-east-1b"}},
			pulumi.Protect(true), pulumi.RetainOnDelete(true),
			pulumi.IgnoreChanges([]string{"tags"}), pulumi.ReplaceOnChanges([]string{"tags"}),
			pulumi.AdditionalSecretOutputs([]string{"arn"}),
			pulumi.Timeouts(&pulumi.CustomTimeouts{Create: "7m"}))
		return err
	})
	if _, err := stack.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	children := 0
	for _, r := range stateOf(t, stack) {
		if !strings.Contains(string(r.URN), network.Type+"$") {
			continue
		}
		children++
		if !r.Protect || !r.RetainOnDelete {
			t.Errorf("%s does not inherit: protect %v, retainOnDelete %v", r.URN, r.Protect, r.RetainOnDelete)
		}
		if len(r.IgnoreChanges)+len(r.ReplaceOnChanges)+len(r.AdditionalSecretOutputs) > 0 || r.CustomTimeouts != nil {
			t.Errorf("%s inherits what the docs say it does not: %+v", r.URN, r)
		}
	}
	if children == 0 {
		t.Error("the component has no children")
	}
}

// ACM never issues a certificate for a domain that nobody delegates to the hosted zone. The provider's
// error does not say so.
func TestErrorOfAnUndelegatedZoneSaysWhatToCheck(t *testing.T) {
	names := []string{"shop.invalid", "shop.example.com"}
	stack := engine(t, func(ctx *pulumi.Context) error {
		_, err := domain.New(ctx, "shop", &domain.Args{Name: names[0], ZoneID: pulumi.String("Z0123456789")})
		return err
	})
	_, err := stack.Up(t.Context())
	checktest.Contains(t, err, "timeout while waiting",
		`domain "shop": ACM has not issued the certificate for shop.invalid; compare the name servers`)
	names = names[1:]
	result, err := stack.Up(t.Context())
	if err != nil || strings.Contains(result.StdOut, "name servers") {
		t.Errorf("a certificate that is issued: %v\n%s", err, result.StdOut)
	}
	if _, err := stack.Destroy(t.Context()); err != nil {
		t.Errorf("without the program: %v", err)
	}
}
