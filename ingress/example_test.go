package ingress_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/graphtest"
)

func Example() {
	program := func(ctx *pulumi.Context) error {
		private := infra.Network{ // such as that of network.VPC's method Private
			VPCID:     pulumi.String("vpc-1"),
			SubnetIDs: pulumi.ToStringArray([]string{"subnet-a", "subnet-b"}),
		}
		front, err := ingress.New(ctx, "web", &ingress.Args{
			Network: private,
			Targets: map[string]ingress.Target{
				"api":  {HealthPath: "/healthz", BlueGreen: true},
				"docs": {HealthPath: "/", Paths: []string{"/docs/*"}, Priority: 100},
			},
			API: &ingress.API{SubnetIDs: private.SubnetIDs},
		})
		if err != nil {
			return err
		}
		ctx.Export("apiUrl", front.API.URL)
		return nil
	}
	graphtest.Print(program) // in a stack of yours: pulumi.Run(program)
	// Output:
	// knwl:ingress:Ingress web
	//   aws:apigatewayv2/api:Api web--http-api
	//   aws:apigatewayv2/integration:Integration web--http-api
	//   aws:apigatewayv2/route:Route web--http-api
	//   aws:apigatewayv2/stage:Stage web--http-api
	//   aws:apigatewayv2/vpcLink:VpcLink web--link
	//   aws:cloudwatch/logGroup:LogGroup web--http-api
	//   aws:ec2/securityGroup:SecurityGroup web
	//   aws:ec2/securityGroup:SecurityGroup web--link
	//   aws:lb/listener:Listener web--http
	//   aws:lb/listener:Listener web--test
	//   aws:lb/listenerRule:ListenerRule web--docs
	//   aws:lb/loadBalancer:LoadBalancer web
	//   aws:lb/targetGroup:TargetGroup web-green-api
	//   aws:lb/targetGroup:TargetGroup web-tg-api
	//   aws:lb/targetGroup:TargetGroup web-tg-docs
	//   aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule web--link-80-out
	//   aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule web--link-80-in
}
