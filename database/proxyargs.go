package database

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
)

// ProxyArgs configures a [Proxy]. Network, InstanceID, Database and SecretARNs are required.
type ProxyArgs struct {
	// Network is the VPC of the instance, and subnets in at least two zones. Required. Its Endpoints are
	// not used. Changing the subnets replaces the proxy, which gets another Host; the new one is created
	// first.
	Network infra.Network
	// InstanceID is the identifier of the instance, such as the InstanceID of a [Postgres]. Required. RDS
	// Proxy rejects a read replica, but not one that is promoted.
	InstanceID pulumi.StringInput
	// Database is the instance's security group and port, which its Connection method returns. Required.
	// It adds one egress rule to the security group of the proxy and one ingress rule to the instance's.
	Database infra.Connection
	// SecretARNs are secrets, each with the "username" and "password" of a user of PostgreSQL as a JSON
	// object, such as the SecretARN of a [Postgres]. Required. The proxy logs in as these users only. A
	// user with the role rds_iam cannot log in by password, and so not through the proxy. At most 70: the
	// policy of the proxy's role lists them, and IAM limits it to 10,240 characters, which is enough for
	// names of 60, or longer ones of fewer users. Make another proxy for more.
	SecretARNs []pulumi.StringInput
	// KMSKeyARN is the KMS key that encrypts the secrets. Default: nil, for AWS's own key. The proxy may
	// decrypt with it, but only through Secrets Manager.
	KMSKeyARN pulumi.StringInput
	// PasswordLogin makes clients log in to the proxy with the password of their user. Default: false;
	// they log in by IAM, with a permission for [Proxy.UserARN], and need no password. Security: clients
	// that know a password can also use it at the instance.
	PasswordLogin bool
	// ConnectionPercent is the share of the instance's connections that the proxy may open, 1 to 100.
	// Default: 90, which leaves the rest to clients that connect without the proxy.
	ConnectionPercent int
	// IdleClientMinutes is how long a client may be idle before the proxy closes its connection, 1 to
	// 480. Default: 30.
	IdleClientMinutes int
	// PermissionsBoundaryARN is an IAM policy that limits the proxy's role, whatever its other policy
	// allows. Default: nil, for none. It must allow reading the secrets. Changing it updates the role in
	// place.
	PermissionsBoundaryARN pulumi.StringInput
	// RolePath is the IAM path of the proxy's role, such as "/platform/". Default: "/". Changing it
	// replaces the role and updates the proxy.
	RolePath string
	// Tags are put on every child that supports tags. Default: none. At most 49 tags; keys must be
	// unique ignoring case. The key "Name" is reserved: each child's Name tag is its logical name,
	// which Transform can override.
	Tags map[string]string
	// Transform customizes children in ways that ProxyArgs has no field for.
	Transform ProxyTransform
}

// ProxyTransform has an [infra.Edit] for each type of child.
type ProxyTransform struct {
	// Proxy edits the proxy.
	Proxy infra.Edit[rds.ProxyArgs]
	// TargetGroup edits the target group, which has the limits of the connection pool.
	TargetGroup infra.Edit[rds.ProxyDefaultTargetGroupArgs]
	// Target edits the registration of the instance.
	Target infra.Edit[rds.ProxyTargetArgs]
	// SecurityGroup edits the security group.
	SecurityGroup infra.Edit[ec2.SecurityGroupArgs]
	// EgressRule edits the rule that lets the proxy connect to the instance.
	EgressRule infra.Edit[vpc.SecurityGroupEgressRuleArgs]
	// IngressRule edits the rule that admits the proxy to the instance.
	IngressRule infra.Edit[vpc.SecurityGroupIngressRuleArgs]
	// Role edits the proxy's role.
	Role infra.Edit[iam.RoleArgs]
	// RolePolicy edits the inline policy of the role.
	RolePolicy infra.Edit[iam.RolePolicyArgs]
}
