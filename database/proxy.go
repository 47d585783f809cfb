package database

import (
	"cmp"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/child"
	"github.com/knwl-platform/infra/internal/iampolicy"
	"github.com/knwl-platform/infra/internal/iamrole"
	"github.com/knwl-platform/infra/internal/securitygroup"
)

// ProxyType is the type token of a [Proxy]. It is part of every child's URN and never changes.
const ProxyType = "knwl:database:Proxy"

// Proxy is an RDS Proxy created by [NewProxy].
type Proxy struct {
	pulumi.ResourceState

	// Host is the DNS name to connect to. It resolves when the instance is registered.
	Host pulumi.StringOutput `pulumi:"host"`
	// Port is the TCP port of the proxy, 5432 whatever the instance's is.
	Port int `pulumi:"port"`
	// SecurityGroupID is the proxy's security group. Each client adds a rule to it.
	SecurityGroupID pulumi.StringOutput `pulumi:"securityGroupId"`
	// Name is the proxy's name, which CloudWatch calls ProxyName.
	Name pulumi.StringOutput `pulumi:"name"`
	// ARN is the ARN of the proxy.
	ARN pulumi.StringOutput `pulumi:"arn"`
	// ResourceID is the proxy's resource id, such as "prx-0123456789abcdef0".
	ResourceID pulumi.StringOutput `pulumi:"resourceId"`

	access access
}

// Connection returns the security group and the port that a client connects to.
func (p *Proxy) Connection() infra.Connection {
	return infra.Connection{SecurityGroupID: p.SecurityGroupID, Port: p.Port}
}

// UserARN returns the ARN of a PostgreSQL user behind the proxy, for a permission to log in to the proxy
// by IAM. A permission for the instance does not admit to the proxy. See [Postgres.UserARN].
func (p *Proxy) UserARN(user string) pulumi.StringOutput { return p.access.userARN(user) }

// NewProxy creates an RDS Proxy in front of an instance. It shares few connections of the instance among
// many clients and keeps theirs open while the standby takes over. A session that prepares statements or
// changes settings keeps a connection for itself. Clients must use TLS. name is the logical name of the
// proxy, its role and its security group; it follows the rules of [New]. Cost: $0.015 an hour for each
// vCPU of the instance, about $22 a month for the default instance.
//
// NewProxy checks args before it registers anything, and reports all mistakes in one error. Values that
// other resources compute are checked when they are known.
func NewProxy(ctx *pulumi.Context, name string, args *ProxyArgs, opts ...pulumi.ResourceOption) (*Proxy, error) {
	cfg, err := resolveProxy(name, *cmp.Or(args, &ProxyArgs{}))
	if err != nil {
		return nil, err
	}
	out := &Proxy{}
	parent, err := child.Component(ctx, ProxyType, name, out, opts...)
	if err != nil {
		return nil, err
	}
	b := &proxyBuilder{Parent: parent, ProxyArgs: cfg}
	publish := func() {
		out.Host, out.Port = child.After(b.proxy.Endpoint, b.target), defaultPort
		out.SecurityGroupID = b.security.ID().ToStringOutput()
		out.Name, out.ARN = b.proxy.Name, b.proxy.Arn
		out.ResourceID = b.proxy.Arn.ApplyT(func(arn string) string {
			return arn[strings.LastIndex(arn, ":")+1:]
		}).(pulumi.StringOutput)
		out.access = access{b.Component, out.ARN, out.ResourceID}
	}
	if err := parent.Build(publish, b.createSecurityGroup, b.createRole, b.createProxy, b.createTarget); err != nil {
		return nil, err
	}
	return out, nil
}

// proxyBuilder has the arguments and the children created so far.
type proxyBuilder struct {
	child.Parent
	ProxyArgs

	security *ec2.SecurityGroup
	rules    []pulumi.Resource
	roleARN  pulumi.StringOutput
	proxy    *rds.Proxy
	target   *rds.ProxyTarget
}

func (b *proxyBuilder) createSecurityGroup() (err error) {
	b.security, err = child.New(b.Parent, ec2.NewSecurityGroup, b.Name, &ec2.SecurityGroupArgs{
		VpcId:       b.Network.VPCID,
		Description: pulumi.String("RDS Proxy"),
		Tags:        child.Tags(b.Tags, b.Name),
	}, b.Transform.SecurityGroup)
	if err != nil {
		return err
	}
	b.rules, err = securitygroup.Connection{
		Rule: securitygroup.Rule{
			Name: b.Role("database"), Description: "RDS Proxy to PostgreSQL",
			Ports: securitygroup.Port(b.Database.Port), Tags: b.Tags,
		},
		From: b.security.ID(), To: b.Database.SecurityGroupID,
		EditEgress: b.Transform.EgressRule, EditIngress: b.Transform.IngressRule,
	}.Allow(b.Parent)
	return err
}

// createRole creates the role with which the proxy reads the secrets.
func (b *proxyBuilder) createRole() (err error) {
	place := b.PlaceOf("the security group", b.security.Arn)
	statements := []iampolicy.Statement{{
		Actions: []string{"secretsmanager:GetSecretValue"}, Resources: b.SecretARNs,
	}}
	if b.KMSKeyARN != nil {
		statements = append(statements, iampolicy.Statement{
			Actions: []string{"kms:Decrypt"}, Resources: []pulumi.StringInput{b.KMSKeyARN},
			Conditions: iampolicy.Conditions{
				"StringLike": {"kms:ViaService": place.Expand("secretsmanager.{region}.amazonaws.com*")}, // in China it ends in .cn
			},
		})
	}
	b.roleARN, err = iamrole.Settings{
		BoundaryARN: b.PermissionsBoundaryARN, Path: b.RolePath, Tags: b.Tags,
	}.NewWithPolicy(b.Parent, b.Name, iampolicy.AssumeRole(pulumi.String("rds.amazonaws.com"), iampolicy.Conditions{
		"StringEquals": {"aws:SourceAccount": place.Expand("{account}")},
		"ArnLike":      {"aws:SourceArn": place.Expand("arn:{partition}:rds:{region}:{account}:db-proxy:*")},
	}), iampolicy.Document(statements...), b.Transform.Role, b.Transform.RolePolicy)
	return err
}

func (b *proxyBuilder) createProxy() (err error) {
	iamAuth := "REQUIRED"
	if b.PasswordLogin {
		iamAuth = "DISABLED"
	}
	auths := rds.ProxyAuthArray{}
	for _, secret := range b.SecretARNs {
		auths = append(auths, rds.ProxyAuthArgs{
			AuthScheme: pulumi.String("SECRETS"), SecretArn: secret.ToStringOutput(), IamAuth: pulumi.String(iamAuth),
		})
	}
	b.proxy, err = child.New(b.Parent, rds.NewProxy, b.Name, &rds.ProxyArgs{
		EngineFamily:        pulumi.String("POSTGRESQL"),
		Auths:               auths,
		RoleArn:             b.roleARN,
		RequireTls:          pulumi.Bool(true),
		IdleClientTimeout:   pulumi.Int(b.IdleClientMinutes * 60),
		VpcSubnetIds:        b.Network.SubnetIDs,
		VpcSecurityGroupIds: pulumi.StringArray{b.security.ID()},
		Tags:                child.Tags(b.Tags, b.Name),
	}, b.Transform.Proxy)
	return err
}

func (b *proxyBuilder) createTarget() error {
	group, err := child.New(b.Parent, rds.NewProxyDefaultTargetGroup, b.Name, &rds.ProxyDefaultTargetGroupArgs{
		DbProxyName: b.proxy.Name,
		ConnectionPoolConfig: rds.ProxyDefaultTargetGroupConnectionPoolConfigArgs{
			MaxConnectionsPercent:     pulumi.Int(b.ConnectionPercent),
			MaxIdleConnectionsPercent: pulumi.Int(b.ConnectionPercent / 2),
		},
	}, b.Transform.TargetGroup)
	if err != nil {
		return err
	}
	b.target, err = child.New(b.Parent, rds.NewProxyTarget, b.Name, &rds.ProxyTargetArgs{
		DbProxyName:          b.proxy.Name,
		TargetGroupName:      group.Name,
		DbInstanceIdentifier: child.After(b.InstanceID, b.rules...),
	}, b.Transform.Target)
	return err
}
