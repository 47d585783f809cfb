package check

import (
	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/arn"
)

func init() {
	Fields[infra.Job](map[string]Field{
		"ClusterARN":        required(arn.ECSCluster, "give the cluster's ARN, such as the ClusterARN of ecsservice"),
		"TaskDefinitionARN": required(arn.TaskDefinition, "give the task definition's ARN"),
		"ContainerName":     {Rule: "required", Fix: "give the name of the task's main container"},
		"SubnetIDs":         required(arn.Subnet, "give the ids of the task's subnets"),
		"SecurityGroupIDs":  required(arn.SecurityGroup, "give the ids of the task's security groups"),
		"CapacityProviders": {Rule: "dive,min=0,max=1000", Fix: "give each capacity provider a weight from 0 to 1000"},
		"ExecutionRoleARN":  required(arn.IAMRole, "give the ARN of the task definition's execution role"),
		"TaskRoleARN":       required(arn.IAMRole, "give the ARN of the task definition's task role"),
	})
}
