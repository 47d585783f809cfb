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

// Browsers call the API on its own domain name, with tokens of an identity provider.
func ExampleAPI() {
	program := func(ctx *pulumi.Context) error {
		private := infra.Network{
			VPCID:     pulumi.String("vpc-1"),
			SubnetIDs: pulumi.ToStringArray([]string{"subnet-a", "subnet-b"}),
		}
		front, err := ingress.New(ctx, "web", &ingress.Args{
			Network: private,
			Targets: map[string]ingress.Target{"api": {HealthPath: "/healthz"}},
			API: &ingress.API{
				SubnetIDs: private.SubnetIDs,
				CORS:      &ingress.CORS{Origins: []string{"https://shop.example.com"}, Headers: []string{"authorization"}},
				JWT: &ingress.JWT{
					Issuer:    pulumi.String("https://login.example.com"),
					Audiences: pulumi.ToStringArray([]string{"shop"}),
				},
				OpenPaths: []string{"/healthz"},
				Domain: &ingress.APIDomain{
					Name:           "api.example.com",
					CertificateARN: pulumi.String("arn:aws:acm:eu-west-1:123456789012:certificate/12345678-90ab"),
				},
			},
		})
		if err != nil {
			return err
		}
		ctx.Export("aliasTarget", front.API.DomainDNSName) // of a DNS record for api.example.com
		return nil
	}
	graphtest.Print(program) // in a stack of yours: pulumi.Run(program)
	// Output:
	// knwl:ingress:Ingress web
	//   aws:apigatewayv2/api:Api web--http-api
	//   aws:apigatewayv2/apiMapping:ApiMapping web--http-api
	//   aws:apigatewayv2/authorizer:Authorizer web--http-api
	//   aws:apigatewayv2/domainName:DomainName web--http-api
	//   aws:apigatewayv2/integration:Integration web--http-api
	//   aws:apigatewayv2/route:Route web--http-api
	//   aws:apigatewayv2/route:Route web--open-/healthz
	//   aws:apigatewayv2/route:Route web--preflight
	//   aws:apigatewayv2/stage:Stage web--http-api
	//   aws:apigatewayv2/vpcLink:VpcLink web--link
	//   aws:cloudwatch/logGroup:LogGroup web--http-api
	//   aws:ec2/securityGroup:SecurityGroup web
	//   aws:ec2/securityGroup:SecurityGroup web--link
	//   aws:lb/listener:Listener web--http
	//   aws:lb/loadBalancer:LoadBalancer web
	//   aws:lb/targetGroup:TargetGroup web-tg-api
	//   aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule web--link-80-out
	//   aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule web--link-80-in
}

// A service team's stack adds its service to the load balancer of the platform's stack.
func ExampleNewTarget() {
	// In a stack of yours, these are outputs that the platform's stack exports:
	// platform, err := pulumi.NewStackReference(ctx, "acme/platform/prod", nil)
	// listener := platform.GetStringOutput(pulumi.String("listener"))
	var (
		vpc           = pulumi.String("vpc-1")
		listener      = pulumi.String("arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/50dc/0467")
		securityGroup = pulumi.String("sg-1")
	)
	program := func(ctx *pulumi.Context) error {
		orders, err := ingress.NewTarget(ctx, "orders", &ingress.TargetArgs{
			VPCID: vpc, ListenerARN: listener, SecurityGroupID: securityGroup,
			Target: ingress.Target{
				HealthPath: "/healthz", Paths: []string{"/orders/*"}, Priority: 1000, // the team has 1000 to 1999
				Routes: map[string]ingress.Route{"host": {Hosts: []string{"orders.example.com"}, Priority: 1001}},
			},
		})
		if err != nil {
			return err
		}
		_ = orders.ForService() // the LoadBalancer of ecsservice.Args
		return nil
	}
	graphtest.Print(program) // in a stack of yours: pulumi.Run(program)
	// Output:
	// knwl:ingress:Target orders
	//   aws:lb/listenerRule:ListenerRule orders
	//   aws:lb/listenerRule:ListenerRule orders--host
	//   aws:lb/targetGroup:TargetGroup orders
}
