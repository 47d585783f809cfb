// Package iampolicy builds IAM policy documents from values that may not be known yet. The same parts
// always give the same JSON.
package iampolicy

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Statement allows actions. Service or Principals says to whom, in a trust or resource policy.
type Statement struct {
	Actions   []string
	Resources []pulumi.StringInput
	// ResourceList replaces Resources if even their number is not known yet. If the list turns out
	// empty, the document omits the statement.
	ResourceList pulumi.StringArrayInput
	Service      pulumi.StringInput      // an AWS service
	Principals   pulumi.StringArrayInput // accounts or roles
	Conditions   Conditions
}

// Conditions maps an operator to the keys and values that it compares.
type Conditions map[string]map[string]pulumi.StringInput

// Document returns the policy with the statements as JSON.
func Document(statements ...Statement) pulumi.StringOutput {
	list := pulumi.Array{}
	for _, s := range statements {
		list = append(list, s.document())
	}
	present := list.ToArrayOutput().ApplyT(func(all []any) []any {
		return slices.DeleteFunc(slices.Clone(all), func(s any) bool {
			resources, ok := s.(map[string]any)["Resource"].([]string)
			return ok && len(resources) == 0
		})
	}).(pulumi.ArrayOutput)
	return pulumi.JSONMarshal(pulumi.Map{"Version": pulumi.String("2012-10-17"), "Statement": present})
}

// AssumeRole returns the trust policy of a role that only the service may assume, under the
// conditions. Most services have the same principal in all partitions, such as
// "ecs-tasks.amazonaws.com".
func AssumeRole(service pulumi.StringInput, conditions Conditions) pulumi.StringOutput {
	return Document(Statement{Actions: []string{"sts:AssumeRole"}, Service: service, Conditions: conditions})
}

func (s Statement) document() pulumi.Map {
	doc := pulumi.Map{"Effect": pulumi.String("Allow"), "Action": pulumi.ToStringArray(s.Actions)}
	if len(s.Resources) > 0 {
		doc["Resource"] = pulumi.StringArray(s.Resources)
	}
	if s.ResourceList != nil {
		doc["Resource"] = s.ResourceList
	}
	if s.Service != nil {
		doc["Principal"] = pulumi.Map{"Service": s.Service}
	}
	if s.Principals != nil {
		doc["Principal"] = pulumi.Map{"AWS": s.Principals}
	}
	if len(s.Conditions) > 0 {
		conditions := pulumi.Map{}
		for operator, comparisons := range s.Conditions {
			conditions[operator] = pulumi.StringMap(comparisons)
		}
		doc["Condition"] = conditions
	}
	return doc
}
