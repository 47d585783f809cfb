package platform

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	pulumiconfig "github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/domain"
	"github.com/knwl-platform/infra/ecsjob"
	"github.com/knwl-platform/infra/internal/alarmsim"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/logbucket"
)

// docs/controls.md is the table. Each cell with yes or no is tested, in both directions.
func TestControlsAreMetAsDocumented(t *testing.T) {
	graphs := map[string]*graphtest.Graph{
		"dev": run(t, shipped(t, "dev")), "prod": run(t, shipped(t, "prod")), "TLS": run(t, withCertificate(t)),
		"default": graphtest.Run(t, otherComponents),
	}
	rows, untested := documented(t), maps.Clone(controls)
	for _, row := range rows {
		control := row["control"]
		holds, ok := controls[control]
		if !ok {
			t.Errorf("%s: there is no check in the table controls", control)
			continue
		}
		delete(untested, control)
		explained := row["how to meet it, or why not"]
		for column, g := range graphs {
			said, ok := row[column]
			if !ok {
				continue
			}
			if got := map[bool]string{true: "yes", false: "no"}[holds(g)]; got != said {
				t.Errorf("%s (%s), %s: the page says %s, the stack %s", control, row["what it requires"], column, said, got)
			}
			if said == "no" && explained == "" {
				t.Errorf("%s is not met in %s, without a reason", control, column)
			}
		}
	}
	for control := range untested {
		t.Errorf("%s is not in docs/controls.md", control)
	}
}

// documented reads the tables of docs/controls.md, each row by its columns' titles.
func documented(t *testing.T) (rows []map[string]string) {
	t.Helper()
	page, err := os.ReadFile("../../../docs/controls.md")
	if err != nil {
		t.Fatal(err)
	}
	var titles []string
	for line := range strings.Lines(string(page)) {
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|--") {
			continue
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if cells[0] == "control" || cells[0] == "check" {
			titles = cells
			continue
		}
		if titles[0] == "check" { // of Prowler, for which there is `make prowler`
			continue
		}
		if len(cells) != len(titles) {
			t.Fatalf("%d cells, want %d: %s", len(cells), len(titles), line)
		}
		row := map[string]string{}
		for i, title := range titles {
			row[title] = cells[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// The golden graphs are what `make audit` scans, so they must be those of the shipped files.
func TestGoldenGraphsAreThoseOfTheShippedFiles(t *testing.T) {
	for _, name := range []string{"dev", "prod"} {
		run(t, shipped(t, name)).Golden(t, name+".golden")
	}
}

// shipped returns the configuration object of a shipped Pulumi.*.yaml as JSON.
func shipped(t *testing.T, stack string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "Pulumi."+stack+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return platformOf(t, text)
}

// withCertificate returns the configuration object of prod with the line that Pulumi.prod.yaml suggests.
func withCertificate(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../Pulumi.prod.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const line = "    # ingress: {"
	if bytes.Count(text, []byte(line)) != 1 {
		t.Fatal("Pulumi.prod.yaml suggests no certificate")
	}
	return platformOf(t, bytes.ReplaceAll(text, []byte(line), []byte("    ingress: {")))
}

// platformOf returns the object knwl-platform:platform of a stack's configuration as JSON.
func platformOf(t *testing.T, text []byte) string {
	t.Helper()
	project, err := workspace.LoadProject("../Pulumi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "Pulumi.stack.yaml")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	settings, err := workspace.LoadProjectStack(nil, project, file)
	if err != nil {
		t.Fatal(err)
	}
	object, err := settings.Config[pulumiconfig.MustMakeKey("knwl-platform", "platform")].Value(pulumiconfig.NopDecrypter)
	if err != nil {
		t.Fatal(err)
	}
	return object
}

// otherComponents registers the components that the example does not use, with their defaults.
func otherComponents(ctx *pulumi.Context) error {
	if _, err := logbucket.New(ctx, "logs", &logbucket.Args{}); err != nil {
		return err
	}
	zone := pulumi.String("Z0123456789ABCDEFGHIJ")
	if _, err := domain.New(ctx, "api", &domain.Args{Name: "api.example.com", ZoneID: zone}); err != nil {
		return err
	}
	arn := func(rest string) pulumi.String { return pulumi.String("arn:aws:" + rest) }
	_, err := ecsjob.New(ctx, "cleanup", &ecsjob.Args{
		Job: infra.Job{
			ClusterARN:        arn("ecs:eu-west-1:123456789012:cluster/main"),
			TaskDefinitionARN: arn("ecs:eu-west-1:123456789012:task-definition/api:1"),
			ExecutionRoleARN:  arn("iam::123456789012:role/execution"), TaskRoleARN: arn("iam::123456789012:role/task"),
			ContainerName: "api", SecurityGroupIDs: pulumi.ToStringArray([]string{"sg-1"}),
			SubnetIDs: pulumi.ToStringArray([]string{"subnet-1", "subnet-2"}),
		},
		When: ecsjob.When{Cron: "0 3 * * ? *"},
	})
	return err
}

// A fault of each kind is found by a check of the table, and an alarm on dimensions that do not exist by
// internal/alarmsim.
func TestControlsFindSeededFaults(t *testing.T) {
	set := func(typ, key string, value any) func(*graphtest.Graph) {
		return func(g *graphtest.Graph) {
			g.All(typ)[0].Inputs[resource.PropertyKey(key)] = resource.NewPropertyValue(value)
		}
	}
	for control, seed := range map[string]func(*graphtest.Graph){
		"RDS.2": set("aws:rds/instance:Instance", "publiclyAccessible", true),
		"IAM.1": set("RolePolicy", "policy", `{"Statement":[{"Action":["ecs:*"],"Resource":["*"]}]}`),
		"ELB.1": set("Listener", "defaultActions", []any{map[string]any{"type": "forward"}}),
	} {
		g := run(t, withCertificate(t))
		if !controls[control](g) {
			t.Fatalf("%s does not hold without a fault", control)
		}
		if seed(g); controls[control](g) {
			t.Errorf("%s holds in spite of the fault", control)
		}
	}
	g := run(t, shipped(t, "prod"))
	set("MetricAlarm", "dimensions", map[string]any{"Service": "api"})(g)
	if len(alarmsim.Faults(g)) == 0 {
		t.Error("an alarm on a dimension that does not exist is not found")
	}
}
