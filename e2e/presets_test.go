package e2e

import (
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// preset is what AWS must show of the example with one of its presets.
type preset struct {
	name         string
	scheme       elbtypes.LoadBalancerSchemeEnum
	controller   ecstypes.DeploymentControllerType
	taskTier     string
	targetGroups int // behind the listener
	protected    bool
	rules        []string
	newRevision  map[string]string // what a new image changes beside the task definition
	newZone      map[string]string // what a new zone changes beside what it changes in both
}

var (
	dev = preset{
		name: "dev", scheme: elbtypes.LoadBalancerSchemeEnumInternetFacing, controller: ecstypes.DeploymentControllerTypeEcs, taskTier: "public", targetGroups: 1,
		rules:       append([]string{"0.0.0.0/0 -> [Load balancer knwl] tcp 80"}, connections...),
		newRevision: rollingRevision, newZone: rollingZone,
	}
	prod = preset{
		name: "prod", scheme: elbtypes.LoadBalancerSchemeEnumInternal, controller: ecstypes.DeploymentControllerTypeCodeDeploy, taskTier: "private", targetGroups: 2,
		protected: true, rules: connections, newZone: natZone,
	}
)

// connections are the rules that both presets have. A connection between two groups takes one at either end.
var connections = []string{
	"[VPC Link of knwl] -> Load balancer knwl tcp 80",
	"VPC Link of knwl -> [Load balancer knwl] tcp 80",
	"[Load balancer knwl] -> Tasks of knwl-api tcp 8000",
	"Load balancer knwl -> [Tasks of knwl-api] tcp 8000",
	"[Tasks of knwl-api] -> PostgreSQL database knwl-db tcp 5432",
	"Tasks of knwl-api -> [PostgreSQL database knwl-db] tcp 5432",
	"[Tasks of knwl-api] -> 0.0.0.0/0 tcp 443",
}

// subnets are the names of a tier's subnets.
func subnets(tier string) []string {
	return []string{"knwl-" + tier + "-eu-west-1a", "knwl-" + tier + "-eu-west-1b"}
}

func (p preset) blueGreen() bool { return p.controller == ecstypes.DeploymentControllerTypeCodeDeploy }
