package check

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Alarms records a list of alarm names that is known already and longer than AWS takes. One that
// becomes known later is for [AlarmNames].
func (m *Mistakes) Alarms(field string, in pulumi.StringArrayInput, most int) {
	if known, _ := in.(pulumi.StringArray); len(known) > most {
		m.Add(field, len(known), "%s", tooMany(most))
	}
}

// AlarmNames returns in as an output that fails, naming the component and its field, when it turns
// out to hold more than most names.
func AlarmNames(component, name, field string, in pulumi.StringArrayInput, most int) pulumi.StringArrayOutput {
	return in.ToStringArrayOutput().ApplyT(func(names []string) ([]string, error) {
		if len(names) > most {
			return nil, fmt.Errorf("%s %q: %s %q: %s", component, name, field, names, tooMany(most))
		}
		return names, nil
	}).(pulumi.StringArrayOutput)
}

func tooMany(most int) string {
	return fmt.Sprintf("AWS takes at most %d alarms; keep those that show what users feel", most)
}
