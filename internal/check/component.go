package check

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
)

// Component is what an error is about: a component's kind and name, such as network "main".
type Component struct{ Kind, Name string }

func (c Component) String() string { return fmt.Sprintf("%s %q", c.Kind, c.Name) }

// Errorf returns an error that begins with the component.
func (c Component) Errorf(format string, args ...any) error {
	return fmt.Errorf("%s: "+format, append([]any{c}, args...)...)
}

// PlaceOf returns the partition, region and account of an ARN. what names the ARN's resource in the
// error for a value that is not an ARN.
func (c Component) PlaceOf(what string, of pulumi.StringInput) arn.Place {
	return arn.PlaceOf(c.String(), what, of)
}

// At returns the Go path of a map entry.
func At(field, key string) string { return fmt.Sprintf("%s[%q]", field, key) }
