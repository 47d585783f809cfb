package platform

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/cost"
	"github.com/knwl-platform/infra/internal/graphtest"
)

// estimate prices a new stack, in us-east-1.
func estimate(g *graphtest.Graph) *cost.Estimate {
	preview := &cost.Preview{Region: "us-east-1"}
	for _, n := range g.Resources() {
		preview.After = append(preview.After, &cost.Resource{
			URN: n.URN, Type: n.Type, Custom: true, ID: n.ID, Parent: n.Parent(),
			Inputs: n.Inputs.Mappable(), Outputs: n.Outputs.Mappable(),
		})
	}
	return preview.Estimate()
}

func cents(dollars float64) float64 { return math.Round(dollars*100) / 100 }

func TestProdCostsWhatAHandCalculationSays(t *testing.T) {
	const hours = 730
	const task = 0.5*0.04048 + 1*0.004445 // 512 CPU units, 1 GB
	const rest = 2*hours*0.045 +          // NAT gateways
		2*hours*0.005 + // their addresses; the load balancer is internal
		hours*0.0225 + // load balancer
		2*hours*0.032 + // db.t4g.small and its standby
		2*20*0.115 + // the storage of both
		2*0.40 + // secrets: API keys, and the database's password
		1.00 + // key of the alarm topic
		(28+2*2)*0.10 + // metrics of alarms, and two alarms for each of two scaling policies
		0.30 + // the metric that counts errors in logs
		3.00 + // dashboard
		(8+11+6)*0.30 // Container Insights: cluster, service, task family

	e := estimate(run(t, preset("prod")))
	want := cost.Range{Fewest: rest + 2*hours*task, Most: rest + 6*hours*task}
	if cents(e.Total.Fewest) != cents(want.Fewest) || cents(e.Total.Most) != cents(want.Most) {
		t.Errorf("prod costs %.2f to %.2f dollars a month, want %.2f to %.2f",
			e.Total.Fewest, e.Total.Most, want.Fewest, want.Most)
	}
}

func TestEveryResourceOfThePresetsHasAPrice(t *testing.T) {
	for name, object := range map[string]string{
		"dev": preset("dev"), "prod": preset("prod"), "sealed": sealed, "TLS": withCertificate(t),
	} {
		e := estimate(run(t, object))
		if len(e.Unpriced) > 0 || len(e.Assumptions) > 0 {
			t.Errorf("%s: unpriced %v, assumed %q", name, e.Unpriced, e.Assumptions)
		}
	}
}

func TestACertificateOfAZoneCostsNothing(t *testing.T) {
	without, with := estimate(run(t, preset("prod"))).Total, estimate(run(t, withCertificate(t))).Total
	if with != without {
		t.Errorf("prod costs %v a month with it, %v without", with, without)
	}
}

func TestREADMEHasTheCostsOfThePresets(t *testing.T) {
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile(`\| cost when idle, in us-east-1 \| about \$(\d+) a month \| about \$(\d+) a month \|`).
		FindSubmatch(readme)
	if row == nil {
		t.Fatal("README has no row with the costs of the presets")
	}
	for i, name := range []string{"dev", "prod"} {
		said, _ := strconv.Atoi(string(row[i+1]))
		if idle := estimate(run(t, preset(name))).Total.Fewest; said != 5*int(math.Round(idle/5)) {
			t.Errorf("README says that %s costs about $%d a month; it costs %.2f", name, said, idle)
		}
	}
}

func TestDocsShowThePricesOfProd(t *testing.T) {
	docs, err := os.ReadFile("../../../docs/cost.md")
	if err != nil {
		t.Fatal(err)
	}
	_, shown, _ := strings.Cut(string(docs), "```\nDOLLARS")
	shown, _, _ = strings.Cut(shown, "```")
	var table strings.Builder
	if err := estimate(run(t, preset("prod"))).Write(&table); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split("DOLLARS"+shown, "\n")
	if len(lines) < 10 {
		t.Fatalf("docs/cost.md shows only %q", lines)
	}
	for _, line := range lines {
		if !strings.Contains(table.String(), line+"\n") {
			t.Errorf("docs/cost.md has a line that the table of prod has not: %s", line)
		}
	}
}
