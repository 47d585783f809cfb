package database_test

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/internal/graphtest"
)

func Example() {
	program := func(ctx *pulumi.Context) error {
		data, err := database.New(ctx, "main", &database.Args{
			Network: infra.Network{ // or Isolated of a network.VPC
				VPCID:     pulumi.String("vpc-1"),
				SubnetIDs: pulumi.ToStringArray([]string{"subnet-1", "subnet-2"}),
			},
			DatabaseName: "shop",
		})
		if err != nil {
			return err
		}
		ctx.Export("host", data.Host)
		return nil
	}
	graphtest.Print(program) // in a stack of yours: pulumi.Run(program)
	// Output:
	// knwl:database:Postgres main
	//   aws:cloudwatch/logGroup:LogGroup main--postgresql
	//   aws:cloudwatch/logGroup:LogGroup main--upgrade
	//   aws:ec2/securityGroup:SecurityGroup main
	//   aws:rds/instance:Instance main
	//   aws:rds/parameterGroup:ParameterGroup main
	//   aws:rds/subnetGroup:SubnetGroup main
}

// A read replica in the same region. For one in another region, pass pulumi.Provider as an option, and
// KMSKeyARN.
func ExampleNewReplica() {
	program := func(ctx *pulumi.Context) error {
		subnets := infra.Network{
			VPCID:     pulumi.String("vpc-1"),
			SubnetIDs: pulumi.ToStringArray([]string{"subnet-1", "subnet-2"}),
		}
		main, err := database.New(ctx, "main", &database.Args{
			Network: subnets, DatabaseName: "shop",
			Password: pulumi.String("not-in-a-program"), // in a stack of yours: config.RequireSecret
		})
		if err != nil {
			return err
		}
		_, err = database.NewReplica(ctx, "reader", &database.ReplicaArgs{Network: subnets, PrimaryARN: main.ARN})
		return err
	}
	graphtest.Print(program) // in a stack of yours: pulumi.Run(program)
	// Output:
	// knwl:database:Postgres main
	//   aws:cloudwatch/logGroup:LogGroup main--postgresql
	//   aws:cloudwatch/logGroup:LogGroup main--upgrade
	//   aws:ec2/securityGroup:SecurityGroup main
	//   aws:rds/instance:Instance main
	//   aws:rds/parameterGroup:ParameterGroup main
	//   aws:rds/subnetGroup:SubnetGroup main
	//   aws:secretsmanager/secret:Secret main--password
	//   aws:secretsmanager/secretVersion:SecretVersion main--password
	// knwl:database:Replica reader
	//   aws:cloudwatch/logGroup:LogGroup reader--postgresql
	//   aws:cloudwatch/logGroup:LogGroup reader--upgrade
	//   aws:ec2/securityGroup:SecurityGroup reader
	//   aws:rds/instance:Instance reader
	//   aws:rds/parameterGroup:ParameterGroup reader
	//   aws:rds/subnetGroup:SubnetGroup reader
}

// A proxy in front of an instance. Its clients log in as the user web by IAM, and the proxy with the
// secret of that user.
func ExampleNewProxy() {
	program := func(ctx *pulumi.Context) error {
		subnets := infra.Network{
			VPCID:     pulumi.String("vpc-1"),
			SubnetIDs: pulumi.ToStringArray([]string{"subnet-1", "subnet-2"}),
		}
		main, err := database.New(ctx, "main", &database.Args{Network: subnets, DatabaseName: "shop"})
		if err != nil {
			return err
		}
		pool, err := database.NewProxy(ctx, "pool", &database.ProxyArgs{
			Network: subnets, InstanceID: main.InstanceID, Database: main.Connection(),
			SecretARNs: []pulumi.StringInput{
				pulumi.String("arn:aws:secretsmanager:us-east-1:123456789012:secret:shop/web-AbCdEf"),
			},
		})
		if err != nil {
			return err
		}
		ctx.Export("host", pool.Host)
		return nil
	}
	graphtest.Print(program) // in a stack of yours: pulumi.Run(program)
	// Output:
	// knwl:database:Postgres main
	//   aws:cloudwatch/logGroup:LogGroup main--postgresql
	//   aws:cloudwatch/logGroup:LogGroup main--upgrade
	//   aws:ec2/securityGroup:SecurityGroup main
	//   aws:rds/instance:Instance main
	//   aws:rds/parameterGroup:ParameterGroup main
	//   aws:rds/subnetGroup:SubnetGroup main
	// knwl:database:Proxy pool
	//   aws:ec2/securityGroup:SecurityGroup pool
	//   aws:iam/role:Role pool
	//   aws:iam/rolePolicy:RolePolicy pool
	//   aws:rds/proxy:Proxy pool
	//   aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup pool
	//   aws:rds/proxyTarget:ProxyTarget pool
	//   aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule pool--database-5432-out
	//   aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule pool--database-5432-in
}

func ExampleMaxConnections() {
	const tasks, pool = 6 + 6, 5 // a deployment runs the old and the new tasks
	most, ok := database.MaxConnections("db.t4g.micro")
	fmt.Println(ok && tasks*pool <= most)
	// Output: true
}
