package ingress

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// createLoadBalancer protects the load balancer in Pulumi too. Otherwise a destroy would delete its
// dependants before AWS rejected its deletion; this way it fails in the preview.
func (b *builder) createLoadBalancer() (err error) {
	b.securityGroup, err = child.New(b.Parent, ec2.NewSecurityGroup, b.Name, &ec2.SecurityGroupArgs{
		VpcId:       b.Network.VPCID,
		Description: pulumi.String("Load balancer"),
		Tags:        child.Tags(b.Tags, b.Name),
	}, b.Transform.SecurityGroup)
	if err != nil {
		return err
	}
	args := &lb.LoadBalancerArgs{
		LoadBalancerType:         pulumi.String("application"),
		Internal:                 pulumi.Bool(!b.Public),
		Subnets:                  b.Network.SubnetIDs,
		SecurityGroups:           pulumi.StringArray{b.securityGroup.ID()},
		DropInvalidHeaderFields:  pulumi.Bool(true),
		DesyncMitigationMode:     pulumi.String("defensive"),
		EnableDeletionProtection: pulumi.Bool(!b.AllowDeletion),
		Tags:                     child.Tags(b.Tags, b.Name),
	}
	if logs := b.AccessLogs; logs != nil {
		args.AccessLogs = lb.LoadBalancerAccessLogsArgs{
			Bucket:  logs.Bucket,
			Enabled: pulumi.Bool(!logs.Off),
			Prefix:  pulumi.String(logs.Prefix),
		}
	}
	protect := child.ProtectIf(!b.AllowDeletion)
	b.balancer, err = child.New(b.Parent, lb.NewLoadBalancer, b.Name, args, b.Transform.LoadBalancer, protect)
	return err
}
