// Package database makes an RDS for PostgreSQL instance that is private, encrypted, backed up and protected, and whose password nobody has to know.
//
// [New] creates the instance with a standby in a second zone, its subnet group, a parameter group that refuses connections without TLS, a security group that
// admits nobody by itself, and the log groups of the server. RDS makes the master user's password, keeps it in Secrets Manager and changes it every week, so
// read it again whenever a new connection is refused. A managed password excludes read replicas of the instance.
package database

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// Type is the component's type token. It is part of the URN of every child and never changes.
const Type = "knwl:database:Postgres"

// Port is the TCP port of every database that [New] makes.
const Port = 5432

// Postgres is a database made by [New].
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
	// SecretARN is the Secrets Manager secret with the master user's "username" and "password", as
	// a JSON object. RDS changes the password every seven days. It is a zero output where
	// Transform.Instance sets a password instead: what takes it then reports it as not given.
	SecretARN pulumi.StringOutput `pulumi:"secretArn"`
	// SecurityGroupID is the instance's group. It admits nobody until who connects adds a rule to it.
	SecurityGroupID pulumi.StringOutput `pulumi:"securityGroupId"`
	// InstanceID is the instance's identifier, which CloudWatch calls DBInstanceIdentifier.
	InstanceID pulumi.StringOutput `pulumi:"instanceId"`
	// ARN is the instance's ARN.
	ARN pulumi.StringOutput `pulumi:"arn"`
}

// New creates a database. The name is that of the instance and its groups; log groups are called
// name--log. It starts with a letter, holds lower-case letters, digits and inner hyphens, and has
// at most 55 characters.
//
// All mistakes in args are reported in one error before anything is registered.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Postgres, error) {
	if args == nil {
		args = &Args{}
	}
	cfg, err := resolve(name, *args)
	if err != nil {
		return nil, err
	}
	db := &Postgres{}
	parent, err := child.Component(ctx, Type, name, db, opts...)
	if err != nil {
		return nil, err
	}
	b := &builder{Parent: parent, config: cfg, name: name, edit: args.Transform, out: db}
	for _, create := range []func() error{
		b.createSubnetGroup,
		b.createLogGroups,
		b.createSecurityGroup,
		b.createParameterGroup,
		b.createInstance,
	} {
		if err := create(); err != nil {
			return nil, err
		}
	}
	b.publish()
	return db, ctx.RegisterResourceOutputs(db, child.Outputs(db))
}

// builder is the component while it takes form.
type builder struct {
	child.Parent
	config
	name string
	edit Transform
	out  *Postgres

	subnets    *rds.SubnetGroup
	logs       []pulumi.Resource
	security   *ec2.SecurityGroup
	parameters *rds.ParameterGroup
	instance   *rds.Instance
	managed    bool // RDS keeps the master user's password
}

func (b *builder) createSecurityGroup() (err error) {
	b.security, err = child.New(b.Parent, ec2.NewSecurityGroup, b.name, &ec2.SecurityGroupArgs{
		VpcId:       b.in.VPCID,
		Description: pulumi.String("PostgreSQL"),
		Tags:        child.Tags(b.tags, b.name),
	}, b.edit.SecurityGroup)
	return err
}

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

// secretARN is where RDS keeps the password; a zero output if it keeps none.
func (b *builder) secretARN() pulumi.StringOutput {
	if !b.managed {
		return pulumi.StringOutput{}
	}
	return b.instance.MasterUserSecrets.ApplyT(func(secrets []rds.InstanceMasterUserSecret) (string, error) {
		if len(secrets) == 0 || secrets[0].SecretArn == nil {
			return "", fmt.Errorf("database %q: SecretARN (not set): RDS keeps no secret for the instance; in Transform.Instance leave ManageMasterUserPassword alone, "+
				"or set it to the literal pulumi.Bool(false) beside Password; in a unit test, return masterUserSecrets from the mock", b.name)
		}
		return *secrets[0].SecretArn, nil
	}).(pulumi.StringOutput)
}
