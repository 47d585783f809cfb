package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/cost"
	"github.com/knwl-platform/infra/internal/check/checktest"
)

// cliPreview has the CLI print a preview of the stack in its own format, and reads that.
func cliPreview(t *testing.T, dir, name, flags string) (*cost.Preview, error) {
	t.Helper()
	real, err := filepath.EvalSymlinks(filepath.Join("../..", toolsDir, "bin", "pulumi"))
	if err != nil {
		t.Fatal(err)
	}
	if real, err = filepath.Abs(real); err != nil {
		t.Fatal(err)
	}
	tools, output := t.TempDir(), filepath.Join(t.TempDir(), "preview.json")
	script := fmt.Sprintf("#!/bin/sh\nfor arg; do\n  if [ \"$arg\" = preview ]; then\n"+
		"    %s \"$@\" %s >%s; exit\n  fi\ndone\nexec %s \"$@\"\n", real, flags, output, real)
	if err := os.Mkdir(filepath.Join(tools, "bin"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(tools, "bin", "pulumi"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, toolsDir)
	original, err := os.Readlink(link)
	if err != nil {
		t.Fatal(err)
	}
	relink(t, link, tools)
	defer relink(t, link, original)
	if _, err := open(t, dir, name).Preview(t.Context()); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(output)
	if err != nil {
		t.Fatal(err)
	}
	return cost.Read(bytes.NewReader(text))
}

func relink(t *testing.T, link, to string) {
	t.Helper()
	if err := os.Remove(link); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(to, link); err != nil {
		t.Fatal(err)
	}
}

// The presets have the same cost as in the tests of package platform, which know every value.
func TestCostOfAStackBeforeItExistsAndOfAChange(t *testing.T) {
	for name, c := range map[string]struct{ total, change []string }{
		"dev":  {[]string{"TOTAL", "65.57", "90.89"}, []string{"TOTAL", "0.00", "+75.96"}},
		"prod": {[]string{"TOTAL", "192.59", "264.67"}, []string{"TOTAL", "0.00", "+54.06"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := repository(t)
			lines := func(table string) (totals [][]string) {
				for _, line := range strings.Split(table, "\n") {
					if strings.HasPrefix(line, "TOTAL") {
						totals = append(totals, strings.Fields(line))
					}
				}
				return totals
			}
			want := fmt.Sprint([][]string{c.total})
			table := printed(t, open(t, dir, name).cost)
			if got := fmt.Sprint(lines(table)); got != want || strings.Contains(table, "UNPRICED") {
				t.Errorf("the totals of a new stack are %s, want %s:\n%s", got, want, table)
			}
			preview, err := cliPreview(t, dir, name, "--json --show-sames")
			if err != nil {
				t.Fatal(err)
			}
			var ofCLI strings.Builder
			if err := preview.Estimate().Write(&ofCLI); err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprint(lines(ofCLI.String())); got != want || strings.Contains(ofCLI.String(), "UNPRICED") {
				t.Errorf("by the CLI's preview the totals are %s, want %s:\n%s", got, want, ofCLI.String())
			}

			printed(t, open(t, dir, name).up)
			edit(t, dir, name, "knwl-service:1.0.0", "knwl-service:1.0.1")
			edit(t, dir, name, "service:\n", "service:\n      scaling: {max: 9}\n")
			table = printed(t, open(t, dir, name).cost)
			if got := lines(table); len(got) != 2 || fmt.Sprint(got[1]) != fmt.Sprint(c.change) {
				t.Errorf("the totals of a change are %v, want %v after the first:\n%s", got, c.change, table)
			}
			if preview, err = cliPreview(t, dir, name, "--json --show-sames"); err != nil {
				t.Fatal(err)
			}
			ofCLI.Reset()
			if err := preview.Estimate().Write(&ofCLI); err != nil {
				t.Fatal(err)
			}
			if ofCLI.String() != table {
				t.Errorf("by the CLI's preview it is\n%s\nby the engine's events\n%s", ofCLI.String(), table)
			}
			_, err = cliPreview(t, dir, name, "--json")
			checktest.Contains(t, err, "unchanged resources", "run `pulumi preview --json --show-sames`")
		})
	}
}
