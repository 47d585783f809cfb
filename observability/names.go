package observability

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// AWS takes no longer names of alarms and dashboards.
const longestName = 255

// RollbackAlarmNames are the physical names of the alarms that the monitor of this name makes for a target, told by its key in Args.Targets, so that a rolling
// service can name its alarms before service and alarms exist. Those of a blue/green target's green group have the key with "-green" behind it; there is
// seldom a need to ask for them, as [Monitor.RollbackAlarms] has both groups' alarms and the deployment group comes last.
func RollbackAlarmNames(project, stack, name, target string) []string {
	return []string{alarmName(project, stack, errorsAlarm(name, target))}
}

// errorsAlarm is the logical name of the alarm on a target group's errors.
func errorsAlarm(name, group string) string { return name + "-target-" + group + "-5xx" }

// loadAlarm is the logical name of an alarm on what a service or database uses.
func loadAlarm(name, kind, key, what string) string {
	return name + "-" + kind + "-" + key + "-" + what
}

// alarmName is the physical name of an alarm. Putting an alarm overwrites one of the same name, so no other stack may come to it: names of projects and stacks
// have no slash.
func alarmName(project, stack, logical string) string { return project + "/" + stack + "/" + logical }

// dashboardName is as unique to the stack as alarm names are. A dashboard's name takes no character that those of projects and stacks cannot have, so
// a hash tells them apart.
func dashboardName(project, stack, name string) string {
	sum := sha256.Sum256([]byte(alarmName(project, stack, name)))
	return strings.ReplaceAll(project+"-"+stack+"-"+name, ".", "-") + "-" + hex.EncodeToString(sum[:4])
}
