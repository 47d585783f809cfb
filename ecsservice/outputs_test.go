package ecsservice_test

import (
	"fmt"
	"maps"
	"reflect"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/graphtest"
)

func TestOutputsAreThoseOfTheChildren(t *testing.T) {
	got := map[string]any{}
	g := graphtest.Run(t, func(ctx *pulumi.Context) error {
		service, err := ecsservice.New(ctx, "api", small(blueGreen, func(a *ecsservice.Args) { a.PublicIP = true }))
		if err != nil {
			return err
		}
		got["plain"] = []any{service.ContainerName, service.ContainerPort, service.BlueGreen, service.PublicIP}
		for name, output := range map[string]pulumi.StringOutput{
			"service": service.ServiceName, "cluster": service.ClusterName, "clusterArn": service.ClusterARN,
			"task": service.TaskDefinitionARN, "group": service.SecurityGroupID, "logs": service.LogGroupName,
			"execution": service.ExecutionRoleARN, "role": service.TaskRoleARN, "roleName": service.TaskRoleName,
			"subnet": service.SubnetIDs.Index(pulumi.Int(1)),
		} {
			if _, err := elsewhere(ctx, name, output); err != nil {
				return err
			}
		}
		return nil
	})
	if fmt.Sprint(got["plain"]) != "[api 8000 true true]" {
		t.Errorf("the plain fields are %v", got["plain"])
	}
	for name, want := range map[string]any{
		"service":    g.Only("ecs/service:Service").Output("name"),
		"cluster":    g.Only("Cluster").Output("name"),
		"clusterArn": g.Only("Cluster").Output("arn"),
		"task":       g.Only("TaskDefinition").Output("arn"),
		"group":      g.Only("SecurityGroup").ID,
		"execution":  g.Named("Role", "api--execution").Output("arn"),
		"role":       g.Named("Role", "api--task").Output("arn"),
		"roleName":   g.Named("Role", "api--task").Output("name"),
		"logs":       g.Named("LogGroup", "api").Output("name"),
		"subnet":     "subnet-2",
	} {
		if got := g.Named("LogGroup", name).Get("kmsKeyId"); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	for _, rule := range append(g.All("SecurityGroupIngressRule"), g.All("SecurityGroupEgressRule")...) {
		if !g.Named("LogGroup", "group").WaitsFor(rule) {
			t.Errorf("the security group resolves before %s exists", rule.Name)
		}
	}
}

// A deployment group of the service must get each output that it needs.
func TestForBlueGreenIsComplete(t *testing.T) {
	var got infra.BlueGreenService
	g := graphtest.Run(t, func(ctx *pulumi.Context) error {
		service, err := ecsservice.New(ctx, "api", small(blueGreen, func(a *ecsservice.Args) {
			a.PublicIP, a.SpotPercent, a.OnDemandBase = true, new(50), 1
		}))
		if err != nil {
			return err
		}
		got = service.ForBlueGreen()
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{
			"name": got.Name.ToStringOutput(), "cluster": got.ClusterName.ToStringOutput(),
			"task":      got.TaskDefinitionARN.ToStringOutput(),
			"execution": got.ExecutionRoleARN.ToStringOutput(), "role": got.TaskRoleARN.ToStringOutput(),
			"logs":    got.LogGroupName.ToStringOutput(),
			"groups":  pulumi.JSONMarshal(got.SecurityGroupIDs),
			"subnets": pulumi.JSONMarshal(got.SubnetIDs),
		})
	})
	for field, value := range reflect.ValueOf(got).Fields() {
		if value.IsZero() {
			t.Errorf("%s is not set", field.Name)
		}
	}
	for name, want := range map[string]any{
		"name":      g.Only("ecs/service:Service").Output("name"),
		"cluster":   g.Only("Cluster").Output("name"),
		"task":      g.Only("TaskDefinition").Output("arn"),
		"execution": g.Named("Role", "api--execution").Output("arn"),
		"role":      g.Named("Role", "api--task").Output("arn"),
		"logs":      g.Named("LogGroup", "api").Output("name"),
		"groups":    fmt.Sprintf("[%q]", g.Only("SecurityGroup").ID),
		"subnets":   `["subnet-1","subnet-2"]`,
	} {
		if got := g.Named("Topic", name).Text("displayName"); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	if got.ContainerName != "api" || got.ContainerPort != 8000 ||
		!maps.Equal(got.CapacityProviders, map[string]int{"FARGATE": 50, "FARGATE_SPOT": 50}) {
		t.Errorf("it has container %q, port %d and capacity providers %v",
			got.ContainerName, got.ContainerPort, got.CapacityProviders)
	}
}
