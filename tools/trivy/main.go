// Command trivy scans a Terraform plan in JSON, on stdin, with Trivy's checks for AWS. Trivy's own command
// downloads its checks and knows much more than plans; this is only the scanner of plans, with the checks
// that are in its module.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/aquasecurity/trivy/pkg/iac/rego"
	"github.com/aquasecurity/trivy/pkg/iac/scanners/terraformplan/tfjson"
)

// report is what it prints.
type report struct {
	Passed int       `json:"passed"`
	Failed []finding `json:"failed"`
}

type finding struct {
	ID       string `json:"id"`
	Resource string `json:"resource"`
	Title    string `json:"title"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "trivy:", err)
		os.Exit(1)
	}
}

func run() error {
	scanner := tfjson.New(rego.WithEmbeddedPolicies(true), rego.WithEmbeddedLibraries(true))
	results, err := scanner.Scan(context.Background(), os.Stdin)
	if err != nil {
		return err
	}
	out := report{Passed: len(results.GetPassed()), Failed: []finding{}}
	for _, r := range results.GetFailed() {
		out.Failed = append(out.Failed, finding{r.Rule().ID, r.Flatten().Resource, r.Description()})
	}
	return json.NewEncoder(os.Stdout).Encode(out)
}
