// Package database creates an RDS for PostgreSQL instance that is private, encrypted, backed up and
// protected from deletion.
//
// [New] creates the instance with a standby in a second zone, its subnet group, a parameter group
// that requires TLS, a security group without rules, and log groups. RDS generates the master user's
// password, keeps it in Secrets Manager and rotates it every seven days. Cost: about $30 a month with
// the defaults, most of it for the instance and its standby.
//
// [Postgres.Connection] returns what a client needs to add the security group rules between the
// client and the instance. The client must read the secret again when PostgreSQL rejects its
// password. An instance with a managed password cannot have read replicas. See the package's
// example.
package database

import (
	"cmp"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/child"
)

// Type is the component's type token. It is part of every child's URN and never changes.
const Type = "knwl:database:Postgres"

// Port is the TCP port of every database created by [New].
const Port = 5432

// Postgres is a database created by [New].
type Postgres struct {
	pulumi.ResourceState

	// Host is the DNS name to connect to. It stays the same when the standby takes over.
	Host pulumi.StringOutput `pulumi:"host"`
	// Port is [Port].
	Port int `pulumi:"port"`
	// DatabaseName is the database to connect to.
	DatabaseName pulumi.StringOutput `pulumi:"databaseName"`
	// Username is the master user.
	Username pulumi.StringOutput `pulumi:"username"`
	// SecretARN is the Secrets Manager secret with the master user's "username" and "password", as a
	// JSON object. RDS rotates the password every seven days. SecretARN is a zero output if
	// Transform.Instance sets a password instead; other components then report it as missing.
	SecretARN pulumi.StringOutput `pulumi:"secretArn"`
	// SecurityGroupID is the instance's security group. It has no rules; each client adds one.
	SecurityGroupID pulumi.StringOutput `pulumi:"securityGroupId"`
	// InstanceID is the instance's identifier, which CloudWatch calls DBInstanceIdentifier.
	InstanceID pulumi.StringOutput `pulumi:"instanceId"`
	// ARN is the ARN of the instance.
	ARN pulumi.StringOutput `pulumi:"arn"`
}

// Connection returns the security group and the port that a client connects to.
func (p *Postgres) Connection() infra.Connection {
	return infra.Connection{SecurityGroupID: p.SecurityGroupID, Port: p.Port}
}

// New creates a database. name is the logical name of the instance and its groups, with at most 55
// lower-case letters, digits and single hyphens between them. It must start with a letter, but not
// with "sg-". The log groups are called name--postgresql and name--upgrade.
//
// New checks args before it registers anything, and reports all mistakes in one error. Values that
// other resources compute are checked when they are known.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Postgres, error) {
	cfg, err := resolve(name, *cmp.Or(args, &Args{}))
	if err != nil {
		return nil, err
	}
	out := &Postgres{}
	parent, err := child.Component(ctx, Type, name, out, opts...)
	if err != nil {
		return nil, err
	}
	b := &builder{Parent: parent, config: cfg, out: out}
	if err := parent.Build(b.publish,
		b.createSubnetGroup,
		b.createLogGroups,
		b.createSecurityGroup,
		b.createParameterGroup,
		b.createInstance,
	); err != nil {
		return nil, err
	}
	return out, nil
}

// builder has the arguments, the children created so far and the outputs.
type builder struct {
	child.Parent
	config
	out *Postgres

	subnets         *rds.SubnetGroup
	logs            []pulumi.Resource
	security        *ec2.SecurityGroup
	parameters      *rds.ParameterGroup
	instance        *rds.Instance
	managedPassword bool // by RDS
}

func (b *builder) createSecurityGroup() (err error) {
	b.security, err = child.New(b.Parent, ec2.NewSecurityGroup, b.Name, &ec2.SecurityGroupArgs{
		VpcId:       b.Network.VPCID,
		Description: pulumi.String("PostgreSQL"),
		Tags:        child.Tags(b.Tags, b.Name),
	}, b.Transform.SecurityGroup)
	return err
}

// publish sets the outputs.
func (b *builder) publish() {
	b.out.Host = b.instance.Address
	b.out.Port = Port
	b.out.DatabaseName = b.instance.DbName
	b.out.Username = b.instance.Username
	b.out.SecretARN = b.secretARN()
	b.out.SecurityGroupID = b.security.ID().ToStringOutput()
	b.out.InstanceID = b.instance.Identifier
	b.out.ARN = b.instance.Arn
}

// secretARN returns the secret in which RDS keeps the password, or a zero output without one.
func (b *builder) secretARN() pulumi.StringOutput {
	if !b.managedPassword {
		return pulumi.StringOutput{}
	}
	return b.instance.MasterUserSecrets.ApplyT(func(secrets []rds.InstanceMasterUserSecret) (string, error) {
		if len(secrets) == 0 || secrets[0].SecretArn == nil {
			return "", b.Errorf("SecretARN (not set): RDS has no secret for the instance; " +
				"in Transform.Instance, do not change ManageMasterUserPassword, " +
				"or set it to the literal pulumi.Bool(false) together with Password; " +
				"in a unit test, use infratest.Mocks")
		}
		return *secrets[0].SecretArn, nil
	}).(pulumi.StringOutput)
}
