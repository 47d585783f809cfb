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

// RollbackAlarmNames returns the names of the alarms that a monitor creates for a target group.
// target is the key in Args.Targets. A rolling service needs the names before the alarms exist,
// because the monitor is created after the service that it watches. For blue/green, use
// [Monitor.RollbackAlarms] instead: it has the alarms of both target groups, and the deployment
// group is created after the monitor.
//
// If targetGroupARN is nil or a zero output, such as the green target group of a rolling target, the
// result is a zero output. A value that is not a target group ARN fails the deployment.
func RollbackAlarmNames(target string, targetGroupARN pulumi.StringInput) pulumi.StringArrayOutput {
	if !check.Given(targetGroupARN) {
		return pulumi.StringArrayOutput{}
	}
	caller := check.Component{Kind: "observability", Name: "RollbackAlarmNames"}
	checked := caller.Late("targetGroupARN", targetGroupARN, arn.TargetGroup)
	return pulumi.StringArray{errorsAlarmName(target, checked)}.ToStringArrayOutput()
}

// errorsAlarmName returns the physical name of the alarm on a target group's errors. It is derived
// from the target group's name, which is unique in the account and region, is known before the
// service, and stays the same if a component or the stack is renamed. It contains the key, so that a
// target with another key gets another alarm. If the old and the new alarm had the same name, Pulumi
// would first overwrite the alarm and then delete it.
func errorsAlarmName(key string, targetGroupARN pulumi.StringOutput) pulumi.StringOutput {
	return targetGroupARN.ApplyT(func(s string) string {
		name, _, _ := strings.Cut(strings.TrimPrefix(s[strings.LastIndex(s, ":")+1:], "targetgroup/"), "/")
		return name + "-" + key + "-5xx"
	}).(pulumi.StringOutput)
}

// green is appended to a target's key for its green target group.
const green = "-green"

// errorsRole returns the role of the alarm on a target group's errors.
func errorsRole(group string) string { return "target-" + group + "-5xx" }

// usageRole returns the role of an alarm on what a service or database uses.
func usageRole(kind, key, what string) string { return kind + "-" + key + "-" + what }

// dashboardName contains the project and the stack, because creating a dashboard overwrites one with
// the same name. A dashboard's name allows no dots. The hash distinguishes projects, stacks and names
// that are the same text when joined by hyphens.
func dashboardName(project, stack, name string) string {
	sum := sha256.Sum256([]byte(project + "/" + stack + "/" + name))
	return strings.ReplaceAll(project+"-"+stack+"-"+name, ".", "-") + "-" + hex.EncodeToString(sum[:4])
}
