package e2e

import (
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// preset is a stack of the example and what AWS must show for it.
type preset struct {
	name          string
	stack         string            // the stack whose Pulumi.<stack>.yaml it uses
	configuration map[string]string // further values, below knwl-platform:platform
	serverName    string            // the name of its certificate, in a zone of that name; empty for HTTP

	scheme       elbtypes.LoadBalancerSchemeEnum
	controller   ecstypes.DeploymentControllerType
	taskTier     string
	targetGroups int // behind the listener
	protected    bool
	rules        []string
	newRevision  map[string]string // what a new image changes besides the task definition
	newZone      map[string]string // what a new zone changes in this preset only
	more         []update          // updates of this preset only
}

var (
	dev = preset{
		name:         "dev",
		stack:        "dev",
		scheme:       elbtypes.LoadBalancerSchemeEnumInternetFacing,
		controller:   ecstypes.DeploymentControllerTypeEcs,
		taskTier:     "public",
		targetGroups: 1,
		rules:        connections("80", "8000", "0.0.0.0/0 -> [Load balancer] tcp 80", anywhere),
		newRevision:  rollingRevision,
		newZone:      rollingZone,
	}
	prod = preset{
		name:         "prod",
		stack:        "prod",
		scheme:       elbtypes.LoadBalancerSchemeEnumInternal,
		controller:   ecstypes.DeploymentControllerTypeCodeDeploy,
		taskTier:     "private",
		targetGroups: 2,
		protected:    true,
		rules:        connections("80", "1-65535", anywhere),
		newZone:      natZone,
		more:         newShifts,
	}
	// sealed uses the options that neither preset uses: no internet access at all, HTTPS to the
	// load balancer with a certificate that the stack has issued, private tasks with rolling
	// deployments, and an alarm subscriber.
	sealed = preset{
		name:       "sealed",
		stack:      "prod",
		serverName: "api.example.com",
		configuration: map[string]string{
			"network.egress": "endpoints", "blueGreen.enabled": "false", "alarms.emails[0]": "ops@example.com",
			"ingress.deletionProtection": "false", "database.protected": "false", "database.keepDeleted": "false",
		},
		scheme:       elbtypes.LoadBalancerSchemeEnumInternal,
		controller:   ecstypes.DeploymentControllerTypeEcs,
		taskTier:     "private",
		targetGroups: 1,
		rules: connections("443", "8000",
			"10.0.0.0/16 -> [Interface endpoints] tcp 443",
			"[ECS tasks] -> Interface endpoints tcp 443",
			"[ECS tasks] -> S3 tcp 443"),
		newRevision: rollingRevision,
		newZone:     endpointsZone,
	}
)

// anywhere is the tasks' rule for the internet, in networks with internet access.
const anywhere = "[ECS tasks] -> 0.0.0.0/0 tcp 443"

// connections returns the rules of every stack, and those in more. A connection between two groups
// has a rule at each end.
func connections(listener, tasks string, more ...string) []string {
	return append(more,
		"[VPC Link] -> Load balancer tcp "+listener,
		"VPC Link -> [Load balancer] tcp "+listener,
		"[Load balancer] -> ECS tasks tcp "+tasks,
		"Load balancer -> [ECS tasks] tcp "+tasks,
		"[ECS tasks] -> PostgreSQL tcp 5432",
		"ECS tasks -> [PostgreSQL] tcp 5432",
	)
}

// subnets returns the names of a tier's subnets.
func subnets(tier string) []string {
	return []string{"knwl--" + tier + "-eu-west-1a", "knwl--" + tier + "-eu-west-1b"}
}

// outputNames are the names of a stack's outputs, sorted.
var outputNames = []string{
	"alarmTopicArn", "albDnsName", "apiUrl", "clusterName", "dashboardName", "databaseAddress", "databaseSecretArn",
	"logGroupName", "rollout", "rolloutPolicy", "serviceName", "taskDefinitionArn",
}

func (p preset) blueGreen() bool { return p.controller == ecstypes.DeploymentControllerTypeCodeDeploy }
