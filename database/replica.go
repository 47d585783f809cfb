package database

import (
	"cmp"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/child"
)

// ReplicaType is the type token of a [Replica]. It is part of every child's URN and never changes.
const ReplicaType = "knwl:database:Replica"

// Replica is a read replica created by [NewReplica]. Its databases, users and passwords are those of
// the primary.
type Replica struct {
	pulumi.ResourceState

	// Host is the DNS name to connect to.
	Host pulumi.StringOutput `pulumi:"host"`
	// Port is the TCP port of the replica.
	Port int `pulumi:"port"`
	// SecurityGroupID is the replica's security group. It has no rules; each client adds one.
	SecurityGroupID pulumi.StringOutput `pulumi:"securityGroupId"`
	// InstanceID is the replica's identifier, which CloudWatch calls DBInstanceIdentifier. The metric
	// ReplicaLag of the namespace AWS/RDS is how many seconds the replica is behind the primary.
	InstanceID pulumi.StringOutput `pulumi:"instanceId"`
	// ARN is the ARN of the replica.
	ARN pulumi.StringOutput `pulumi:"arn"`
	// ResourceID is the replica's resource id, which differs from the primary's.
	ResourceID pulumi.StringOutput `pulumi:"resourceId"`

	access access
}

// Connection returns the security group and the port that a client connects to.
func (r *Replica) Connection() infra.Connection {
	return infra.Connection{SecurityGroupID: r.SecurityGroupID, Port: r.Port}
}

// UserARN returns the ARN of a PostgreSQL user of the replica, for a permission to log in by IAM. A
// permission for the primary does not admit to the replica. See [Postgres.UserARN].
func (r *Replica) UserARN(user string) pulumi.StringOutput { return r.access.userARN(user) }

// NewReplica creates a read replica of a [Postgres], in the same or another region. To create it in
// another region, pass [pulumi.Provider] with a provider of that region, and KMSKeyARN. It has a subnet
// group, a security group, a parameter group and log groups of its own. Names follow the rules of [New].
// Cost: that of an instance.
//
// NewReplica checks args before it registers anything, and reports all mistakes in one error. Values
// that other resources compute are checked when they are known.
func NewReplica(
	ctx *pulumi.Context, name string, args *ReplicaArgs, opts ...pulumi.ResourceOption,
) (*Replica, error) {
	cfg, err := resolveReplica(name, *cmp.Or(args, &ReplicaArgs{}))
	if err != nil {
		return nil, err
	}
	out := &Replica{}
	parent, err := child.Component(ctx, ReplicaType, name, out, opts...)
	if err != nil {
		return nil, err
	}
	b := &builder{Parent: parent, config: cfg}
	publish := func() {
		out.Host, out.Port = b.instance.Address, b.Port
		out.SecurityGroupID = b.security.ID().ToStringOutput()
		out.InstanceID, out.ARN, out.ResourceID = b.instance.Identifier, b.instance.Arn, b.instance.ResourceId
		out.access = b.access()
	}
	if err := parent.Build(publish,
		b.createSubnetGroup,
		b.createLogGroups,
		b.createSecurityGroup,
		b.createParameterGroup,
		b.createMonitoringRole,
		b.createReplica,
	); err != nil {
		return nil, err
	}
	return out, nil
}

// createReplica ignores changes of the source in RDS, which calls a source in the same region by its
// identifier. For another primary, the subnet group is replaced, and with its name the replica.
func (b *builder) createReplica() (err error) {
	args := b.server()
	options := []pulumi.ResourceOption{
		pulumi.DeleteBeforeReplace(false), child.ProtectIf(!b.AllowDeletion),
	}
	if b.promoted {
		existing, err := b.mustExist()
		if err != nil {
			return err
		}
		options = append(options, existing)
		b.keepData(args)
		if b.AllowMajorUpgrade { // else the instance keeps the version of its primary
			args.EngineVersion, args.AllowMajorVersionUpgrade = pulumi.String(b.EngineVersion), pulumi.Bool(true)
		}
	} else {
		args.ReplicateSourceDb = b.reachablePrimary()
		args.SkipFinalSnapshot = pulumi.Bool(true)
		options = append(options,
			pulumi.IgnoreChanges([]string{"replicateSourceDb"}), pulumi.ReplaceOnChanges([]string{"identifier"}))
	}
	b.instance, err = child.New(b.Parent, rds.NewInstance, b.Name, args, b.Transform.Instance, options...)
	return err
}

// mustExist makes the engine reject the creation of a promoted replica, in the preview already. Only the
// engine knows whether the replica exists, and the provider would fail after it has created the groups.
func (b *builder) mustExist() (pulumi.ResourceOption, error) {
	hook, err := b.RegisterResourceHook(ReplicaType+"::"+b.Name, func(*pulumi.ResourceHookArgs) error {
		return b.Errorf("Promoted true: would create or replace the instance, but RDS can only promote a replica that " +
			"exists; leave Promoted out to create one, or undo what replaces it")
	}, &pulumi.ResourceHookOptions{OnDryRun: true})
	return pulumi.ResourceHooks(&pulumi.ResourceHookBinding{BeforeCreate: []*pulumi.ResourceHook{hook}}), err
}

// reachablePrimary returns the ARN of the primary, or an error if the primary is in another region and
// there is no key.
func (b *builder) reachablePrimary() pulumi.StringOutput {
	if b.KMSKeyARN != nil {
		return b.primaryARN.ToStringOutput()
	}
	there := b.PlaceOf("PrimaryARN", b.primaryARN).Expand("{region}")
	here := b.PlaceOf("the subnet group", b.subnets.Arn).Expand("{region}")
	return pulumi.All(b.primaryARN, there, here).ApplyT(func(known []any) (string, error) {
		if known[1] != known[2] {
			return "", b.Errorf("KMSKeyARN (not set): is required, because the primary is in %s and the replica in %s; "+
				"give a key in %s", known[1], known[2], known[2])
		}
		return known[0].(string), nil
	}).(pulumi.StringOutput)
}
