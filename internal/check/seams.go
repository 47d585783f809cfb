package check

import (
	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/arn"
)

func init() {
	Fields[infra.Network](map[string]Field{
		"VPCID":     required(arn.VPC, "give the id of the VPC, such as the VPCID of network"),
		"SubnetIDs": required(arn.Subnet, "give the ids of subnets in at least two zones"),
	})
	Fields[infra.Endpoints](map[string]Field{
		"SecurityGroupID": required(arn.SecurityGroup, "give the id of the interface endpoints' security group"),
		"S3PrefixListID":  required(arn.PrefixList, "give the prefix list of the gateway endpoint for S3"),
	})
	Fields[infra.LoadBalancer](map[string]Field{
		"TargetGroupARN":  required(arn.TargetGroup, "give the ARN of the target group that tasks register with"),
		"SecurityGroupID": required(arn.SecurityGroup, "give the id of the load balancer's security group"),
		"RequestLabel":    {Kind: arn.RequestLabel},
		"HealthPort":      {Rule: "omitempty,min=1,max=65535", Fix: "give a TCP port, or 0 for the container's port"},
	})
	Fields[infra.Connection](map[string]Field{
		"SecurityGroupID": {Kind: arn.SecurityGroup},
		"CIDR":            {Rule: "omitempty,cidr", Fix: "give a network address such as 10.20.0.0/16"},
		"PrefixListID":    {Kind: arn.PrefixList},
		"Port":            {Rule: "required,min=1,max=65535", Fix: "give the TCP port to connect to"},
	})
	Fields[infra.BlueGreenService](map[string]Field{
		"Name":              {Rule: "required", Fix: "give the service's name, such as the ServiceName of ecsservice"},
		"ClusterName":       {Rule: "required", Fix: "give the cluster's name, such as the ClusterName of ecsservice"},
		"TaskDefinitionARN": required(arn.TaskDefinition, "give the task definition's ARN"),
		"ContainerName":     {Rule: "required", Fix: "give the name of the container behind the load balancer"},
		"ContainerPort":     {Rule: "required,min=1,max=65535", Fix: "give the port that the container listens on"},
		"SubnetIDs":         required(arn.Subnet, "give the ids of the tasks' subnets"),
		"SecurityGroupIDs":  required(arn.SecurityGroup, "give the ids of the tasks' security groups"),
		"CapacityProviders": {Rule: "dive,min=0,max=1000", Fix: "give each capacity provider a weight from 0 to 1000"},
		"OnDemandBase":      {Rule: "min=0,max=100000", Fix: "give the number of tasks that must run on FARGATE"},
		"ExecutionRoleARN":  required(arn.IAMRole, "give the ARN of the task definition's execution role"),
		"TaskRoleARN":       required(arn.IAMRole, "give the ARN of the task definition's task role"),
	})
	Fields[infra.BlueGreenTarget](map[string]Field{
		"ListenerARN":     required(arn.Listener, "give the production listener's ARN"),
		"TestListenerARN": {Kind: arn.Listener},
		"BlueName":        {Rule: "required", Fix: "give the name of the target group that gets the traffic first"},
		"GreenName":       {Rule: "required", Fix: "give the name of the other target group"},
	})
}

func required(kind arn.Kind, fix string) Field { return Field{Kind: kind, Rule: "required", Fix: fix} }
