package bluegreen

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/codedeploy"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
)

// Args configures a [DeploymentGroup]. Service and Target are required.
type Args struct {
	// Service is the ECS service to deploy. ecsservice.Service returns one from ForBlueGreen.
	// Required.
	Service infra.BlueGreenService
	// Target is the pair of target groups and the listeners in front of them. ingress.TargetGroup
	// returns one from ForBlueGreen. Required.
	Target infra.BlueGreenTarget
	// Shift is how production traffic moves to the new version. Default: [Canary10Percent5Minutes]. It
	// can be changed in place.
	Shift Shift
	// ApprovalWaitMinutes is how long the new version waits on the test listener for somebody to
	// continue the deployment, at most 7200 (120 hours). Default: 0, to shift traffic as soon as the
	// new tasks are healthy. "rollout approve" continues it. CodeDeploy stops and rolls back a
	// deployment that nobody continues.
	ApprovalWaitMinutes int
	// TerminationWaitMinutes is how long the old tasks keep running after all traffic has shifted, 0
	// to 2880 (48 hours). Default: 15. For that time a rollback takes seconds, an alarm still starts
	// one, and no other deployment can start. Cost: the old tasks cost the same as before.
	TerminationWaitMinutes *int
	// RollbackAlarms names up to 50 CloudWatch alarms. If one fires during a deployment, CodeDeploy
	// stops it and rolls back to the previous version. Default: none, to roll back only failed
	// deployments. Use symptoms such as errors and latency: no deployment starts while one of the
	// alarms fires.
	RollbackAlarms pulumi.StringArrayInput
	// Notify lists SNS topics for events that may need a person, keyed by a name you choose: a
	// deployment waits for approval, fails, is stopped or rolls back. At most ten. Default: none.
	Notify map[string]Topic
	// PermissionsBoundaryARN is an IAM policy that limits CodeDeploy's role, whatever its other policy
	// allows. Default: nil, for none. It must allow what a deployment calls: ECS, the load balancer,
	// alarms, and passing the two roles of the service. Changing it updates the role in place.
	PermissionsBoundaryARN pulumi.StringInput
	// RolePath is the IAM path of CodeDeploy's role, such as "/platform/". Default: "/". Changing it
	// replaces the role and updates the deployment group in place.
	RolePath string
	// Tags are put on every child that supports tags. Default: none. At most 49 tags; keys must be
	// unique ignoring case. The key "Name" is reserved: each child's Name tag is its logical name,
	// which Transform can override.
	Tags map[string]string
	// Transform customizes children in ways that Args has no field for.
	Transform Transform
}

// Topic is an SNS topic.
type Topic struct {
	// ARN is the topic, such as observability.Monitor's TopicARN. Required. CodeDeploy's role may
	// publish to it. The topic must be in the service's region.
	ARN pulumi.StringInput
	// KMSKeyARN is the key that encrypts the topic, if the key's policy leaves its use to IAM. Default:
	// nil, for a topic without encryption, or with a key such as observability's, whose policy allows
	// the whole account to use it through SNS.
	KMSKeyARN pulumi.StringInput
}

// Transform has an [infra.Edit] for each type of child.
type Transform struct {
	// Application edits the CodeDeploy application.
	Application infra.Edit[codedeploy.ApplicationArgs]
	// DeploymentConfig edits the deployment configuration. There is one only for a Shift that
	// CodeDeploy does not predefine.
	DeploymentConfig infra.Edit[codedeploy.DeploymentConfigArgs]
	// DeploymentGroup edits the deployment group.
	DeploymentGroup infra.Edit[codedeploy.DeploymentGroupArgs]
	// Role edits CodeDeploy's IAM role.
	Role infra.Edit[iam.RoleArgs]
	// RolePolicy edits the inline policy of that role.
	RolePolicy infra.Edit[iam.RolePolicyArgs]
}
