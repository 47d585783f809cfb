package logbucket_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/logbucket"
)

func Example() {
	program := func(ctx *pulumi.Context) error {
		logs, err := logbucket.New(ctx, "acme-logs", &logbucket.Args{RetentionDays: 90})
		if err != nil {
			return err
		}
		_, err = ingress.New(ctx, "web", &ingress.Args{
			Network: infra.Network{ // such as that of network.VPC's method Private
				VPCID:     pulumi.String("vpc-1"),
				SubnetIDs: pulumi.ToStringArray([]string{"subnet-a", "subnet-b"}),
			},
			Targets:    map[string]ingress.Target{"api": {HealthPath: "/healthz"}},
			AccessLogs: &ingress.AccessLogs{Bucket: logs.Name, Prefix: "web"},
		})
		return err
	}
	graphtest.Print(program) // in a stack of yours: pulumi.Run(program)
	// Output:
	// knwl:ingress:Ingress web
	//   aws:ec2/securityGroup:SecurityGroup web
	//   aws:lb/listener:Listener web--http
	//   aws:lb/loadBalancer:LoadBalancer web
	//   aws:lb/targetGroup:TargetGroup web-tg-api
	// knwl:logbucket:Bucket acme-logs
	//   aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2 acme-logs
	//   aws:s3/bucketPolicy:BucketPolicy acme-logs
	//   aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock acme-logs
	//   aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2 acme-logs
	//   aws:s3/bucketV2:BucketV2 acme-logs
}
