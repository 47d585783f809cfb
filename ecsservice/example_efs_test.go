package ecsservice_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/graphtest"
)

// Files that outlive the tasks and that all of them share.
func ExampleEFSVolume() {
	program := func(ctx *pulumi.Context) error {
		_, err := ecsservice.New(ctx, "api", &ecsservice.Args{
			Network: infra.Network{
				VPCID:     pulumi.String("vpc-0a1b2c3d"),
				SubnetIDs: pulumi.ToStringArray([]string{"subnet-0a1b2c3d", "subnet-1a2b3c4d"}),
			},
			Container: ecsservice.Container{
				Image:         pulumi.String("example/api:1.4.2"),
				WritablePaths: map[string]string{"uploads": "/var/uploads"},
			},
			Volumes: map[string]ecsservice.EFSVolume{"uploads": {
				FileSystemID:  pulumi.String("fs-0a1b2c3d"), // such as FileSystemId of an efs.MountTarget
				AccessPointID: pulumi.String("fsap-0a1b2c3d"),
			}},
			Connections: map[string]infra.Connection{
				"uploads": {SecurityGroupID: pulumi.String("sg-0a1b2c3d"), Port: 2049},
			},
		})
		return err
	}
	graphtest.Print(program)
	// Output:
	// knwl:ecsservice:Service api
	//   aws:cloudwatch/logGroup:LogGroup api
	//   aws:cloudwatch/logGroup:LogGroup api--insights
	//   aws:ec2/securityGroup:SecurityGroup api
	//   aws:ecs/cluster:Cluster api
	//   aws:ecs/clusterCapacityProviders:ClusterCapacityProviders api
	//   aws:ecs/service:Service api
	//   aws:ecs/taskDefinition:TaskDefinition api
	//   aws:iam/role:Role api--execution
	//   aws:iam/role:Role api--task
	//   aws:iam/rolePolicy:RolePolicy api--execution
	//   aws:iam/rolePolicy:RolePolicy api--task
	//   aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule api--https
	//   aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule api--to-uploads-2049-out
	//   aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule api--to-uploads-2049-in
}
