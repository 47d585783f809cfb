package ecsservice_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/graphtest"
)

// The program's output goes to Amazon Data Firehose, and its traces go to X-Ray.
func ExampleFluentBit() {
	program := func(ctx *pulumi.Context) error {
		_, err := ecsservice.New(ctx, "api", &ecsservice.Args{
			Network: infra.Network{
				VPCID:     pulumi.String("vpc-0a1b2c3d"),
				SubnetIDs: pulumi.ToStringArray([]string{"subnet-0a1b2c3d", "subnet-1a2b3c4d"}),
			},
			MemoryMiB: 1024,
			Container: ecsservice.Container{
				Image:       pulumi.String("example/api:1.4.2"),
				Environment: map[string]pulumi.StringInput{"OTEL_EXPORTER_OTLP_ENDPOINT": pulumi.String("http://localhost:4317")},
				LogTo: &ecsservice.LogTo{Options: map[string]pulumi.StringInput{
					"Name": pulumi.String("kinesis_firehose"), "region": pulumi.String("eu-west-1"),
					"delivery_stream": pulumi.String("logs"),
				}},
			},
			Sidecars: map[string]ecsservice.Container{
				"log-router": ecsservice.FluentBit(), "collector": ecsservice.OpenTelemetry(),
			},
			Permissions: []ecsservice.Permission{
				{
					Actions:   []string{"firehose:PutRecordBatch"},
					Resources: []pulumi.StringInput{pulumi.String("arn:aws:firehose:eu-west-1:123456789012:deliverystream/logs")},
				},
				ecsservice.OpenTelemetryPermission(),
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
}
