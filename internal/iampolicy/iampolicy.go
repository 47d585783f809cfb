// Package iampolicy writes IAM policy documents whose parts may still be unknown. Their JSON is the same whatever the order of maps.
package iampolicy

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Statement allows actions.
type Statement struct {
	Actions      []string
	Resources    []pulumi.StringInput
	ResourceList pulumi.StringArrayInput // instead of Resources where even their number is known later; if there are none, the statement is left out
	Service      pulumi.StringInput      // the AWS service allowed, in a policy that trusts or shares rather than grants
	Principals   pulumi.StringArrayInput // accounts or roles allowed, likewise
	Conditions   Conditions
}

// Conditions maps an operator to the keys and values it compares.
type Conditions map[string]map[string]pulumi.StringInput

// Document is the policy with these statements, as JSON.
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

// AssumeRole is the trust policy of a role that only the service may take on, under the conditions.
// Most services have one principal in every partition, such as "ecs-tasks.amazonaws.com".
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
