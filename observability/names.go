package observability

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
)

// longestName is what AWS allows for alarms and dashboards.
const longestName = 255

// RollbackAlarmNames returns the names of the alarms of a target on which a deployment should roll
// back: [Errors], [ErrorRate], [Latency] and [UnhealthyHosts] of each target group, and with
// target.OwnLoadBalancer [BalancerErrors], except those in target.Without. They are at most five, or
// nine in blue/green; ECS accepts ten. target must be the one in Args.Targets, with the same key. A
// rolling service needs the names before the alarms exist, because the monitor is created after the
// service that it watches. For blue/green, use [Monitor.RollbackAlarms] instead: it resolves when the
// alarms exist, and the deployment group is created after the monitor.
//
// Without an ARN or an alarm, the result is a zero output. A value that is not a target group ARN
// fails the deployment.
func RollbackAlarmNames(key string, target Target) pulumi.StringArrayOutput {
	if !check.Given(target.ARN) {
		return pulumi.StringArrayOutput{}
	}
	caller := check.Component{Kind: "observability", Name: "RollbackAlarmNames"}
	target.ARN = caller.Late("target.ARN", target.ARN, arn.TargetGroup)
	target.LoadBalancerARN = target.ARN // the names do not depend on it
	if check.Given(target.GreenARN) {
		target.GreenARN = caller.Late("target.GreenARN", target.GreenARN, arn.TargetGroup)
	} else {
		target.GreenARN = nil
	}
	names := pulumi.StringArray{}
	for _, a := range target.withDefaults().alarms(key) {
		if a.rollback {
			names = append(names, a.targetName())
		}
	}
	if len(names) == 0 {
		return pulumi.StringArrayOutput{}
	}
	return names.ToStringArrayOutput()
}

// green is appended to a target's key for its green target group.
const green = "-green"

// dashboardName contains the project and the stack, because creating a dashboard overwrites one with
// the same name. A dashboard's name allows no dots. The hash distinguishes projects, stacks and names
// that are the same text when joined by hyphens.
func dashboardName(project, stack, name string) string {
	sum := sha256.Sum256([]byte(project + "/" + stack + "/" + name))
	return strings.ReplaceAll(project+"-"+stack+"-"+name, ".", "-") + "-" + hex.EncodeToString(sum[:4])
}
