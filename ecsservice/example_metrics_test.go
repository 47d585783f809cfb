package ecsservice_test

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/graphtest"
)

// collectorConfig is a configuration of the collector: traces to X-Ray, and metrics to CloudWatch by way of
// a log group. The extension answers the sidecar's health check.
const collectorConfig = `
extensions: {health_check: {}}
receivers: {otlp: {protocols: {http: {endpoint: "127.0.0.1:4318"}}}}
processors: {batch: {}}
exporters:
  awsxray: {}
  awsemf: {namespace: api, log_group_name: %q, dimension_rollup_option: NoDimensionRollup}
service:
  extensions: [health_check]
  pipelines:
    traces: {receivers: [otlp], processors: [batch], exporters: [awsxray]}
    metrics: {receivers: [otlp], processors: [batch], exporters: [awsemf]}
`

// The program's traces go to X-Ray, and its metrics to CloudWatch.
func ExampleOpenTelemetry() {
	program := func(ctx *pulumi.Context) error {
		group, err := cloudwatch.NewLogGroup(ctx, "api-metrics", &cloudwatch.LogGroupArgs{RetentionInDays: pulumi.Int(14)})
		if err != nil {
			return err
		}
		collector := ecsservice.OpenTelemetry()
		collector.Command = nil // it would name a file
		collector.Environment = map[string]pulumi.StringInput{
			"AOT_CONFIG_CONTENT": pulumi.Sprintf(collectorConfig, group.Name),
		}
		_, err = ecsservice.New(ctx, "api", &ecsservice.Args{
			Network: infra.Network{
				VPCID:     pulumi.String("vpc-0a1b2c3d"),
				SubnetIDs: pulumi.ToStringArray([]string{"subnet-0a1b2c3d", "subnet-1a2b3c4d"}),
			},
			Container: ecsservice.Container{
				Image:       pulumi.String("example/api:1.4.2"),
				Environment: map[string]pulumi.StringInput{"OTEL_EXPORTER_OTLP_ENDPOINT": pulumi.String("http://localhost:4318")},
				DependsOn:   map[string]ecsservice.Condition{"collector": ecsservice.Started},
			},
			Sidecars: map[string]ecsservice.Container{"collector": collector},
			Permissions: []ecsservice.Permission{
				ecsservice.OpenTelemetryPermission(),
				{
					Actions:   []string{"logs:CreateLogStream", "logs:PutLogEvents"},
					Resources: []pulumi.StringInput{pulumi.Sprintf("%s:*", group.Arn)},
				},
			},
		})
		return err
	}
	graphtest.Print(program)
	// Output:
	// aws:cloudwatch/logGroup:LogGroup api-metrics
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
