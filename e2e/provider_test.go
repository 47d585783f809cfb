package e2e

import (
	"debug/buildinfo"
	"fmt"
	"os/exec"
	"strings"
)

// findProvider describes the AWS provider that the engine will use: the one on PATH, or else the
// official one, which it downloads.
func findProvider() (string, error) {
	if path, err := exec.LookPath("pulumi-resource-aws"); err == nil {
		return path + ", on " + upstream(path), nil
	}
	printed, err := exec.Command("go", "list", "-m", "-f", "{{.Version}}", "github.com/pulumi/pulumi-aws/sdk/v6").Output()
	if err != nil {
		return "", fmt.Errorf("the version of the AWS SDK: %w", err)
	}
	version := strings.TrimSpace(string(printed))
	if out, err := exec.Command("pulumi", "plugin", "install", "resource", "aws", version).CombinedOutput(); err != nil {
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		return "", fmt.Errorf("no AWS provider: put pulumi-resource-aws %s on PATH, because it cannot be downloaded: %s",
			version, lines[len(lines)-1])
	}
	return "the official " + version, nil
}

// upstream returns the Terraform provider that a program wraps. The program on PATH may be any
// build.
func upstream(program string) string {
	build, err := buildinfo.ReadFile(program)
	if err != nil {
		return "something unknown: " + err.Error()
	}
	for _, module := range build.Deps {
		if module.Path != "github.com/hashicorp/terraform-provider-aws" {
			continue
		}
		if module.Replace != nil {
			module = module.Replace
		}
		return module.Path + " " + module.Version
	}
	return "no Terraform provider"
}
