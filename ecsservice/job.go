package ecsservice

import (
	"maps"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
)

// ForJob returns what a schedule needs to run the service's newest task definition, in its cluster and
// subnets and with its roles and security group. The task is not one of the service's tasks and gets
// no requests. For a program that only runs as a job, set DesiredCount to 0.
//
// A new revision runs as a job once a rolling deployment of it has succeeded. In blue/green it does so
// at once, before CodeDeploy deploys it, and with IgnoreTaskDefinition at once too, whatever revision the
// service runs. OnDemandBase counts only the tasks of the service. If Transform.Service sets another
// capacity provider strategy, set CapacityProviders in the result to the same one.
func (s *Service) ForJob() infra.Job {
	deployed := pulumi.All(s.TaskDefinitionARN, s.ServiceName).ApplyT(
		func(all []any) string { return all[0].(string) },
	).(pulumi.StringOutput)
	return infra.Job{
		ClusterARN:        s.ClusterARN,
		TaskDefinitionARN: deployed,
		Family:            s.family,
		ContainerName:     s.ContainerName,
		SubnetIDs:         s.SubnetIDs,
		SecurityGroupIDs:  pulumi.StringArray{s.SecurityGroupID},
		CapacityProviders: maps.Clone(s.CapacityProviders),
		PublicIP:          s.PublicIP,
		ExecutionRoleARN:  s.ExecutionRoleARN,
		TaskRoleARN:       s.TaskRoleARN,
	}
}
