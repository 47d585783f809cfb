package e2e

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/e2e/emulator"
)

// scanned are Prowler's names of the AWS services that a stack uses.
var scanned = []string{
	"acm", "apigatewayv2", "cloudwatch", "ec2", "ecs", "elbv2", "iam", "kms", "rds", "secretsmanager", "sns", "vpc",
}

// Each check of Prowler that fails on prod has its reason in docs/controls.md, and no other has one there.
func TestProwlerFindsWhatIsDocumented(t *testing.T) {
	prowler := os.Getenv("E2E_PROWLER")
	if prowler == "" {
		t.Skip("Prowler is not installed: make prowler")
	}
	t.Parallel()
	cloud := emulator.Start(t)
	newPlatform(t, prod, cloud.URL).Up(t)
	cloud.Forgive() // Prowler asks for things that moto lacks
	reasons := documentedChecks(t)
	failed, ran := scan(t, prowler, cloud.URL)
	if ran < 100 {
		t.Errorf("Prowler ran %d checks", ran)
	}
	t.Logf("%d of %d checks fail", len(failed), ran)
	for check, detail := range failed {
		if reasons[check] == "" {
			t.Errorf("%s: %s; mend it, or give the reason in docs/controls.md", check, detail)
		}
	}
	for check := range reasons {
		if _, fails := failed[check]; !fails {
			t.Errorf("%s does not fail; correct docs/controls.md", check)
		}
	}
}

// scan returns a failure of each check that fails, and the number of checks with a result.
func scan(t *testing.T, prowler, url string) (failed map[string]string, ran int) {
	t.Helper()
	out := t.TempDir()
	command := exec.Command(prowler, slices.Concat([]string{
		"aws", "--region", emulator.Region, "--output-formats", "json-ocsf", "--output-directory", out,
		"--output-filename", "prod", "--no-banner", "--ignore-exit-code-3", "--service",
	}, scanned)...)
	command.Env = os.Environ()
	for name, value := range emulator.Environment(url) {
		command.Env = append(command.Env, name+"="+value)
	}
	if said, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	text, err := os.ReadFile(filepath.Join(out, "prod.ocsf.json"))
	if err != nil {
		t.Fatal(err)
	}
	var results []struct {
		Code     string `json:"status_code"`
		Detail   string `json:"status_detail"`
		Metadata struct {
			Check string `json:"event_code"`
		} `json:"metadata"`
	}
	if err := json.Unmarshal(text, &results); err != nil {
		t.Fatal(err)
	}
	failed, all := map[string]string{}, map[string]bool{}
	for _, r := range results {
		all[r.Metadata.Check] = true
		if r.Code == "FAIL" {
			failed[r.Metadata.Check] = r.Detail
		}
	}
	return failed, len(all)
}

// documentedChecks returns the reason of each check in the section on Prowler.
func documentedChecks(t *testing.T) map[string]string {
	t.Helper()
	page, err := os.ReadFile("../docs/controls.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "\n## Prowler\n")
	section, _, _ = strings.Cut(section, "\n## ")
	reasons := map[string]string{}
	for line := range strings.Lines(section) {
		cells := strings.Split(line, "|")
		if len(cells) != 4 || strings.TrimSpace(cells[1]) == "check" || strings.HasPrefix(line, "|--") {
			continue
		}
		for _, check := range strings.Fields(cells[1]) {
			reasons[check] = strings.TrimSpace(cells[2])
		}
	}
	return reasons
}
