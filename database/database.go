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
// password, or log in by IAM as a user of its own, see [Postgres.UserARN]. [NewReplica] creates a read
// replica, in the same or another region, and [NewProxy] an RDS Proxy. See the package's examples.
package database

import (
	"cmp"
	"time"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/child"
)

// Type is the component's type token. It is part of every child's URN and never changes.
const Type = "knwl:database:Postgres"

// Postgres is a database created by [New].
type Postgres struct {
	pulumi.ResourceState

	// Host is the DNS name to connect to. It stays the same when the standby takes over.
	Host pulumi.StringOutput `pulumi:"host"`
	// Port is the TCP port to connect to.
	Port int `pulumi:"port"`
	// DatabaseName is the database to connect to.
	DatabaseName pulumi.StringOutput `pulumi:"databaseName"`
	// Username is the master user.
	Username pulumi.StringOutput `pulumi:"username"`
	// SecretARN is the Secrets Manager secret with the master user's "username" and "password", as a
	// JSON object. RDS rotates the password every seven days, unless it is given as Args.Password.
	SecretARN pulumi.StringOutput `pulumi:"secretArn"`
	// SecurityGroupID is the instance's security group. It has no rules; each client adds one.
	SecurityGroupID pulumi.StringOutput `pulumi:"securityGroupId"`
	// InstanceID is the instance's identifier, which CloudWatch calls DBInstanceIdentifier.
	InstanceID pulumi.StringOutput `pulumi:"instanceId"`
	// ARN is the ARN of the instance.
	ARN pulumi.StringOutput `pulumi:"arn"`
	// ResourceID is the instance's resource id, such as "db-ABCDEFGHIJKLMNOPQRSTUVWXYZ". It is unique
	// and survives a change of the identifier. Another instance, such as a restored one, has another.
	ResourceID pulumi.StringOutput `pulumi:"resourceId"`

	access access
}

// Connection returns the security group and the port that a client connects to.
func (p *Postgres) Connection() infra.Connection {
	return infra.Connection{SecurityGroupID: p.SecurityGroupID, Port: p.Port}
}

// UserARN returns the ARN of a PostgreSQL user of the instance, for a permission to log in by IAM:
//
//	ecsservice.Permission{
//		Actions:   []string{"rds-db:connect"},
//		Resources: []pulumi.StringInput{db.UserARN("shop")},
//	}
//
// The user must exist and have the role rds_iam, which ends its logins by password. It logs in with a
// token for Host, Port and user, which BuildAuthToken of the AWS SDK for Go makes without a request. A
// token is valid for 15 minutes; connections stay open after that. An empty user, or one with a wildcard,
// fails the preview.
func (p *Postgres) UserARN(user string) pulumi.StringOutput { return p.access.userARN(user) }

// New creates a database. name is the logical name of the instance and its groups, with at most 55
// lower-case letters, digits and single hyphens between them. It must start with a letter, but not
// with "sg-". The log groups are called name--postgresql and name--upgrade.
//
// New checks args before it registers anything, and reports all mistakes in one error. Values that
// other resources compute are checked when they are known.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Postgres, error) {
	cfg, err := resolve(name, *cmp.Or(args, &Args{}), time.Now())
	if err != nil {
		return nil, err
	}
	out := &Postgres{}
	parent, err := child.Component(ctx, Type, name, out, opts...)
	if err != nil {
		return nil, err
	}
	b := &builder{Parent: parent, config: cfg}
	publish := func() {
		out.Host, out.Port = b.instance.Address, b.Port
		out.DatabaseName = b.asInBackup("DatabaseName", b.instance.DbName, pulumi.String(b.DatabaseName))
		out.Username = b.asInBackup("Username", b.instance.Username, pulumi.String(b.Username))
		out.SecretARN = b.secretARN
		out.SecurityGroupID = b.security.ID().ToStringOutput()
		out.InstanceID, out.ARN, out.ResourceID = b.instance.Identifier, b.encryptedARN(), b.instance.ResourceId
		out.access = b.access()
	}
	if err := parent.Build(publish,
		b.createSubnetGroup,
		b.createLogGroups,
		b.createSecurityGroup,
		b.createParameterGroup,
		b.createMonitoringRole,
		b.createInstance,
		b.createSecret,
	); err != nil {
		return nil, err
	}
	return out, nil
}

// builder has the arguments and the children created so far, of a [Postgres] or a [Replica].
type builder struct {
	child.Parent
	config

	subnets    *rds.SubnetGroup
	logs       []pulumi.Resource
	security   *ec2.SecurityGroup
	parameters *rds.ParameterGroup
	instance   *rds.Instance
	secretARN  pulumi.StringOutput

	monitoringRoleARN pulumi.StringOutput
}

func (b *builder) createSecurityGroup() (err error) {
	b.security, err = child.New(b.Parent, ec2.NewSecurityGroup, b.Name, &ec2.SecurityGroupArgs{
		VpcId:       b.Network.VPCID,
		Description: pulumi.String("PostgreSQL"),
		Tags:        child.Tags(b.Tags, b.Name),
	}, b.Transform.SecurityGroup)
	return err
}

// access returns what IAM authentication needs to know of the instance.
func (b *builder) access() access { return access{b.Component, b.instance.Arn, b.instance.ResourceId} }
