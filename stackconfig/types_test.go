package stackconfig_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/stackconfig"
)

type preset struct {
	Preset string `json:"preset"`
}

type (
	embedding struct{ preset }
	fraction  struct {
		Rate float64 `json:"rate"`
	}
	nested struct {
		Parts struct {
			Ports []int `json:"ports"`
		} `json:"parts"`
	}
	pointer struct {
		Parts *preset `json:"parts"`
	}
	untagged struct{ Name string }
	option   struct {
		Name string `json:"name,omitempty"`
	}
	unexported struct {
		name string //nolint:unused // Object reports it
	}
)

// wantUnsupported reads a good object into a type and wants one error about that type.
func wantUnsupported[C any](t *testing.T, want string) {
	t.Helper()
	err := graphtest.FailIn(t, app(`{"preset":"small"}`), func(ctx *pulumi.Context) error {
		r := stackconfig.Open(ctx)
		stackconfig.Object(r, "app", map[string]C{"small": *new(C)})
		return r.Err()
	})
	checktest.Contains(t, err, `project "stack": app (not shown): cannot be read into `+want)
}

func TestUnsupportedFieldIsOneErrorThatNamesIt(t *testing.T) {
	wantUnsupported[embedding](t, "stackconfig_test.embedding.preset, which is embedded")
	wantUnsupported[fraction](t, "stackconfig_test.fraction.Rate, of type float64; use string")
	wantUnsupported[nested](t, `struct { Ports []int "json:\"ports\"" }.Ports, of type []int`)
	wantUnsupported[pointer](t, "stackconfig_test.pointer.Parts, of type *stackconfig_test.preset")
	wantUnsupported[untagged](t, "stackconfig_test.untagged.Name, whose json tag is not just a key")
	wantUnsupported[option](t, "stackconfig_test.option.Name, whose json tag is not just a key")
	wantUnsupported[unexported](t, "stackconfig_test.unexported.name, which is not exported")
}
