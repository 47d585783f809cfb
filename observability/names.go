package observability

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/child"
)

// AWS takes no longer names of alarms and dashboards.
const longestName = 255

// RollbackAlarmNames returns the names of the alarms that a monitor makes for a target, by its key in
// Args.Targets and its target group, so that a rolling service can roll back on them: the service
// exists before the monitor that watches it. In blue/green the deployment group comes last, and [Monitor.RollbackAlarms] has the alarms of
// both target groups.
//
// A target group that does not exist, such as the green one of a rolling target, has no names: the
// output is zero. A value that is no target group's ARN fails the deployment.
func RollbackAlarmNames(target string, targetGroupARN pulumi.StringInput) pulumi.StringArrayOutput {
	if !check.Given(targetGroupARN) {
		return pulumi.StringArrayOutput{}
	}
	checked := check.Late("observability", "RollbackAlarmNames", "targetGroupARN", targetGroupARN, arn.TargetGroup)
	return pulumi.StringArray{errorsAlarmName(target, checked)}.ToStringArrayOutput()
}

// errorsAlarmName is the physical name of the alarm on a target group's errors. The target group's
// own name is unique in account and region, is known before the service, and stays when a component
// or the stack is renamed. The key is part of it, so that a renamed target gets another alarm: an
// alarm of the same name would be put first and deleted last.
func errorsAlarmName(key string, targetGroupARN pulumi.StringOutput) pulumi.StringOutput {
	return targetGroupARN.ApplyT(func(s string) string {
		name, _, _ := strings.Cut(strings.TrimPrefix(s[strings.LastIndex(s, ":")+1:], "targetgroup/"), "/")
		return name + "-" + key + "-5xx"
	}).(pulumi.StringOutput)
}

// errorsAlarm is the logical name of the alarm on a target group's errors.
func errorsAlarm(name, group string) string { return child.Name(name, "target-"+group+"-5xx") }

// loadAlarm is the logical name of an alarm on what a service or database uses.
func loadAlarm(name, kind, key, what string) string { return child.Name(name, kind+"-"+key+"-"+what) }

// dashboardName tells the stack, as putting a dashboard overwrites one of the same name. A
// dashboard's name takes fewer characters than those of projects and stacks, so a hash tells apart
// what reads the same.
func dashboardName(project, stack, name string) string {
	sum := sha256.Sum256([]byte(project + "/" + stack + "/" + name))
	return strings.ReplaceAll(project+"-"+stack+"-"+name, ".", "-") + "-" + hex.EncodeToString(sum[:4])
}
