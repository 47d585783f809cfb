package graphtest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/sns"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/graphtest"
)

func TestKeepsNamesWhatAnUpgradeDeletesOrReplaces(t *testing.T) {
	file := filepath.Join(t.TempDir(), "old.golden")
	old := `test:index:Owner owner
  aws:sns/topic:Topic alarms
      displayName: Alarms
      name: alarms
  aws:sns/topic:Topic gone
      displayName: Gone
`
	if err := os.WriteFile(file, []byte(old), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]string{
		"alarms": {"an upgrade deletes test:index:Owner owner > aws:sns/topic:Topic gone"},
		"other": {
			"an upgrade replaces test:index:Owner owner > aws:sns/topic:Topic alarms: name is other, was alarms",
			"an upgrade deletes test:index:Owner owner > aws:sns/topic:Topic gone",
		},
	} {
		g := graphtest.Run(t, func(ctx *pulumi.Context) error {
			parent := &owner{}
			if err := ctx.RegisterComponentResource("test:index:Owner", "owner", parent); err != nil {
				return err
			}
			_, err := sns.NewTopic(ctx, "alarms", &sns.TopicArgs{
				Name: pulumi.String(name), DisplayName: pulumi.String("Changed"),
			}, pulumi.Parent(parent))
			return err
		})
		r := &listing{TB: t}
		g.Keeps(r, file)
		if !slices.Equal(r.failed, want) {
			t.Errorf("with the name %s: %q", name, r.failed)
		}
	}
}

// listing is a recorder of whole messages.
type listing struct {
	testing.TB
	failed []string
}

func (l *listing) Helper() {}
func (l *listing) Errorf(format string, args ...any) {
	l.failed = append(l.failed, fmt.Sprintf(format, args...))
}
