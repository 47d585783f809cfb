package cost_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/cost"
)

var update = flag.Bool("update", false, "write the golden file instead of comparing with it")

// changed is the preview of a stack in which autoscaling gets a larger range and a NAT gateway goes.
func changed(t testing.TB) *cost.Preview {
	stack := func(most string) []*cost.Resource {
		all := inComponent("web",
			resource(t, serviceType, "web", strings.Replace(fargate, `"FARGATE"`, `"FARGATE_SPOT"`, 1)),
			resource(t, definitionType, "web", `{"cpu":"512","memory":"1024"}`),
			resource(t, targetType, "web", `{"resourceId":?,"minCapacity":2,"maxCapacity":`+most+`}`),
			resource(t, clusterType, "web", `{"settings":[{"name":"containerInsights","value":"enabled"}]}`),
			resource(t, balancerType, "web", `{"subnets":?}`),
			resource(t, logGroupType, "web", `{}`))
		return append(all, inComponent("net", resource(t, natType, "a", `{}`))...)
	}
	p := &cost.Preview{Region: "eu-west-1", Before: stack("4"), After: stack("9")}
	p.Before = append(p.Before, inComponent("net", resource(t, natType, "b", `{}`))...)
	p.After = append(p.After, resource(t, functionType, "thumbnails", `{}`))
	return p
}

func TestTableIsReadableInATerminal(t *testing.T) {
	var table strings.Builder
	if err := changed(t).Estimate().Write(&table); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(table.String(), "\n") {
		if len(line) > 100 {
			t.Errorf("this line has %d columns: %s", len(line), line)
		}
		if strings.TrimRight(line, " ") != line {
			t.Errorf("this line ends with spaces: %q", line)
		}
	}
	const file = "testdata/changed.txt"
	if *update {
		if err := os.WriteFile(file, []byte(table.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if table.String() != string(want) {
		t.Errorf("the table differs from %s; inspect it with: go test ./cost -update && git diff\n%s", file, table.String())
	}
}

// Names come from the program, and a terminal would obey what is in them.
func TestWhatIsPrintedHasNoControlCharacters(t *testing.T) {
	const odd = "a\x1b[31m\nTOTAL\u202e"
	of := func(typ, name, inputs string) *cost.Resource {
		r := resource(t, typ, name, inputs)
		r.Parent = "urn:pulumi:s::p::my:" + odd + ":C::" + odd
		return r
	}
	provider := resource(t, "pulumi:providers:aws", "other", `{}`)
	provider.Inputs["region"] = "eu-" + odd
	abroad := of(natType, "nat", `{}`)
	abroad.Provider = provider.URN + "::id"
	class := of(databaseType, odd, small(`"allocatedStorage":20`))
	class.Inputs["instanceClass"] = "db." + odd
	e := (&cost.Preview{Region: "eu-" + odd, After: []*cost.Resource{
		provider, abroad, class, of(natType, odd, `{}`), of("my:"+odd+":T", odd, `{}`),
		of(balancerType, odd, `{"internal":?}`),
	}}).Estimate()
	var table strings.Builder
	if err := e.Write(&table); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(table.String(), "\n") {
		if strings.ContainsAny(line, "\x1b\u202e") || strings.HasPrefix(line, "TOTAL?") {
			t.Errorf("this line has control characters: %q", line)
		}
	}
	texts := []string{e.Region}
	texts = append(texts, e.Assumptions...)
	for _, u := range e.Unpriced {
		texts = append(texts, u.Type, u.Name, u.Why)
	}
	for _, text := range texts {
		if strings.ContainsAny(text, "\x1b\n\u202e") {
			t.Errorf("this text has control characters: %q", text)
		}
	}
}

func TestJSONHasTheSameNumbersAndNoNull(t *testing.T) {
	e := changed(t).Estimate()
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{
		"region", "prices", "total", "before", "change", "components", "charges", "uses", "free", "unpriced",
		"assumptions", "note",
	} {
		if !strings.Contains(string(text), `"`+key+`":`) {
			t.Errorf("the JSON lacks %q", key)
		}
	}
	empty, err := json.Marshal(estimate())
	if err != nil {
		t.Fatal(err)
	}
	for _, document := range []string{string(text), string(empty)} {
		if strings.Contains(document, "null") {
			t.Errorf("the JSON has a null: %s", document)
		}
	}
	var read cost.Estimate
	err = json.Unmarshal(text, &read)
	if got, want := fmt.Sprintf("%.2f", read.Change), fmt.Sprintf("%.2f", e.Change); got != want {
		t.Errorf("read back it changes %s, want %s: %v", got, want, err)
	}
}
