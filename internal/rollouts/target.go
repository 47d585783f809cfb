// Package rollouts builds what components hand out to the package bluegreen/rollout: the JSON of its
// Target, and the IAM policy for a role that uses it.
package rollouts

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
)

// Service is an ECS service, and what a rollout of it uses.
type Service struct {
	Place              arn.Place // of the service
	ClusterName, Name  pulumi.StringInput
	TaskDefinitionARN  pulumi.StringInput
	ContainerName      string
	LogGroupName       pulumi.StringInput   // nil if unknown
	Roles              []pulumi.StringInput // of its task definition
	Application, Group pulumi.StringInput   // of CodeDeploy; nil for a rolling service
	AppSpec            pulumi.StringInput   // likewise
}

// Target returns the JSON of a rollout.Target.
func (s Service) Target() pulumi.StringOutput {
	target := pulumi.Map{
		"region":         s.Place.Expand("{region}"),
		"cluster":        s.ClusterName,
		"service":        s.Name,
		"taskDefinition": s.TaskDefinitionARN,
		"container":      pulumi.String(s.ContainerName),
	}
	if s.Application != nil {
		target["application"], target["deploymentGroup"], target["appSpec"] = s.Application, s.Group, s.AppSpec
	}
	return pulumi.JSONMarshal(target)
}
