package check

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Alarms records a list of alarm names that is longer than AWS accepts, if it is a literal. Pass
// other lists through [Component.AlarmNames].
func (m *Mistakes) Alarms(field string, in pulumi.StringArrayInput, most int) {
	if known, _ := in.(pulumi.StringArray); len(known) > most {
		m.Add(field, len(known), "%s", tooMany(most))
	}
}

// AlarmNames returns in as an output that fails if it turns out to contain more than most names.
func (c Component) AlarmNames(field string, in pulumi.StringArrayInput, most int) pulumi.StringArrayOutput {
	return in.ToStringArrayOutput().ApplyT(func(names []string) ([]string, error) {
		if len(names) > most {
			return nil, c.Errorf("%s %q: %s", field, names, tooMany(most))
		}
		return names, nil
	}).(pulumi.StringArrayOutput)
}

func tooMany(most int) string {
	return fmt.Sprintf("must be at most %d alarms; keep the symptoms that users notice, such as errors and latency", most)
}
