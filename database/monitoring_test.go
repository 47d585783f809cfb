package database_test

import (
	"strings"
	"testing"

	"github.com/knwl-platform/infra/database"
)

// RDS.6, CKV_AWS_118. The conformance tests check what the role allows.
func TestMonitoringHasARoleForInstancesOfTheAccountOnly(t *testing.T) {
	g := run(t, func(a *database.Args) { a.MonitoringSeconds = 60 })
	instance, role := g.Only("Instance"), g.Only("iam/role:Role")
	if instance.Get("monitoringInterval") != 60.0 || instance.Text("monitoringRoleArn") != role.Output("arn") {
		t.Errorf("the instance is measured every %v s with %v",
			instance.Get("monitoringInterval"), instance.Get("monitoringRoleArn"))
	}
	if !instance.WaitsFor(g.Only("RolePolicy")) {
		t.Error("the instance does not wait for the role's permissions")
	}
	trust := role.Text("assumeRolePolicy")
	for _, want := range []string{
		`"monitoring.rds.amazonaws.com"`, `"aws:SourceAccount":"123456789012"`,
		`"aws:SourceArn":"arn:aws:rds:us-east-1:123456789012:db:*"`,
	} {
		if !strings.Contains(trust, want) {
			t.Errorf("the role's trust policy lacks %s: %s", want, trust)
		}
	}
}

func TestNoRoleWithoutMonitoring(t *testing.T) {
	g := run(t, unchanged)
	g.None("iam/role:Role")
	if role := g.Only("Instance").Get("monitoringRoleArn"); role != nil {
		t.Errorf("the instance has the role %v", role)
	}
}
