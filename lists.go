package infra

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Concat joins lists whose elements may become known later, such as the alarms of observability and one
// of yours. If one of them, or an element, is nil or a zero output, which a missing map entry gives, the
// result is a zero output: components report it.
func Concat(lists ...pulumi.StringArrayInput) pulumi.StringArrayOutput {
	all := make([]any, len(lists))
	for i, list := range lists {
		if out, late := list.(pulumi.StringArrayOutput); list == nil || late && out.OutputState == nil {
			return pulumi.StringArrayOutput{}
		}
		if elements, ok := list.(pulumi.StringArray); ok && slices.ContainsFunc(elements, isMissing) {
			return pulumi.StringArrayOutput{}
		}
		all[i] = list.ToStringArrayOutput()
	}
	return pulumi.All(all...).ApplyT(func(known []any) (joined []string) {
		for _, list := range known {
			joined = append(joined, list.([]string)...)
		}
		return joined
	}).(pulumi.StringArrayOutput)
}

func isMissing(element pulumi.StringInput) bool {
	out, late := element.(pulumi.StringOutput)
	return element == nil || late && out.OutputState == nil
}
