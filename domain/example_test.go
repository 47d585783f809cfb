package domain_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/domain"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/graphtest"
)

// A load balancer with HTTPS under a name of its own.
func Example() {
	program := func(ctx *pulumi.Context) error {
		cert, err := domain.New(ctx, "shop", &domain.Args{
			Name: "shop.example.com", ZoneID: pulumi.String("Z0123456789ABCDEFGHIJ"),
		})
		if err != nil {
			return err
		}
		front, err := ingress.New(ctx, "shop", &ingress.Args{
			Network: infra.Network{
				VPCID: pulumi.String("vpc-1"), SubnetIDs: pulumi.ToStringArray([]string{"subnet-1", "subnet-2"}),
			},
			Public:         true,
			CertificateARN: cert.CertificateARN, // known once ACM has issued the certificate
			Targets:        map[string]ingress.Target{"web": {HealthPath: "/healthz"}},
		})
		if err != nil {
			return err
		}
		return cert.Alias("shop.example.com", domain.Target{DNSName: front.DNSName, ZoneID: front.ZoneID})
	}
	graphtest.Print(program) // in a stack of yours: pulumi.Run(program)
	// Output:
	// knwl:domain:Certificate shop
	//   aws:acm/certificate:Certificate shop
	//   aws:acm/certificateValidation:CertificateValidation shop--validation
	//   aws:route53/record:Record shop--alias-shop.example.com
	//   aws:route53/record:Record shop--validation-shop.example.com
	// knwl:ingress:Ingress shop
	//   aws:ec2/securityGroup:SecurityGroup shop
	//   aws:lb/listener:Listener shop--http
	//   aws:lb/listener:Listener shop--https
	//   aws:lb/loadBalancer:LoadBalancer shop
	//   aws:lb/targetGroup:TargetGroup shop-tg-web
	//   aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule shop--http-0.0.0.0/0
	//   aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule shop--https-0.0.0.0/0
}
