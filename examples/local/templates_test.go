package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/knwl-platform/infra/internal/language"
)

// `pulumi new` makes a project of each template, with the program of an example, and asks for every key that
// the program requires.
func TestPulumiNewReadsTheTemplates(t *testing.T) {
	needsCLI(t)
	cli, err := filepath.Abs("../../.tools/bin/pulumi")
	if err != nil {
		t.Fatal(err)
	}
	port, err := language.Serve("")
	if err != nil {
		t.Fatal(err)
	}
	for template, example := range map[string]string{"web": "web", "platform": "shared/platform"} {
		t.Run(template, func(t *testing.T) {
			source, err := filepath.Abs("../../templates/" + template)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			project := filepath.Join(dir, "project")
			run := exec.CommandContext(t.Context(), cli, "new", source, "--offline", "--generate-only", "--yes",
				"--dir", project, "--name", "bookshop", "--description", "Sells books")
			run.Env = append(os.Environ(), "PULUMI_HOME="+filepath.Join(dir, "home"), "PULUMI_BACKEND_URL=file://"+dir,
				"PULUMI_CONFIG_PASSPHRASE=x", "PULUMI_SKIP_UPDATE_CHECK=true",
				fmt.Sprintf("PULUMI_DEBUG_LANGUAGES=go:%d", port))
			if out, err := run.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if text := read(t, filepath.Join(project, "go.mod")); !strings.HasPrefix(text, "module bookshop\n") {
				t.Errorf("go.mod is %q", text)
			}
			if text := read(t, filepath.Join(project, "Pulumi.yaml")); !strings.Contains(text, "name: bookshop\n") {
				t.Errorf("Pulumi.yaml is %q", text)
			}
			program := read(t, filepath.Join(project, "main.go"))
			if program != read(t, filepath.Join("..", example, "main.go")) {
				t.Errorf("the program is not that of the example %s: copy it", example)
			}
			var file struct {
				Template struct{ Config map[string]any }
			}
			if err := yaml.Unmarshal([]byte(read(t, filepath.Join(source, "Pulumi.yaml"))), &file); err != nil {
				t.Fatal(err)
			}
			for _, key := range required(program) {
				if file.Template.Config[key] == nil {
					t.Errorf("the template does not ask for %s", key)
				}
			}
		})
	}
}

// required returns the keys of the configuration without which a program fails.
func required(program string) []string {
	keys := []string{"aws:region"}
	for _, match := range regexp.MustCompile(`cfg\.Require\w*\("(\w+)"`).FindAllStringSubmatch(program, -1) {
		keys = append(keys, match[1])
	}
	return keys
}
