package network_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/internal/offline"
	"github.com/knwl-platform/infra/network"
)

func TestFlowLogRecordsRejectedTrafficUnlessChanged(t *testing.T) {
	g := run(t, network.Args{Zones: zones})
	log := g.Only("FlowLog")
	if log.Text("trafficType") != "REJECT" || g.Only("LogGroup").Get("retentionInDays") != 14.0 {
		t.Errorf("by default it records %q for %v days", log.Text("trafficType"), g.Only("LogGroup").Get("retentionInDays"))
	}
	if !log.WaitsFor(g.Only("RolePolicy")) || !log.WaitsFor(g.Only("LogGroup")) {
		t.Error("the flow log starts before it may write")
	}
	run(t, network.Args{Zones: zones, FlowLog: network.FlowLog{Off: true}}).None("FlowLog")
}

func TestFlowLogRoleServesThisAccountOnlyInItsPartition(t *testing.T) {
	china := offline.Cloud{Region: "cn-north-1", Account: "210987654321"}
	g := graphtest.RunIn(t, china, nil, func(ctx *pulumi.Context) error {
		_, err := network.New(ctx, "main", &network.Args{Zones: []string{"cn-north-1a", "cn-north-1b"}})
		return err
	})
	var trust struct {
		Statement []struct {
			Principal map[string]string
			Condition map[string]map[string]string
		}
	}
	g.Only("Role").JSON("assumeRolePolicy", &trust)
	got := trust.Statement[0]
	if got.Principal["Service"] != "vpc-flow-logs.amazonaws.com" ||
		got.Condition["StringEquals"]["aws:SourceAccount"] != "210987654321" ||
		got.Condition["ArnLike"]["aws:SourceArn"] != "arn:aws-cn:ec2:cn-north-1:210987654321:vpc-flow-log/*" {
		t.Errorf("the role trusts %+v", got)
	}
}

func TestFlowLogRoleWritesToItsGroupOnly(t *testing.T) {
	g := run(t, network.Args{Zones: zones})
	var policy struct {
		Statement []struct{ Action, Resource []string }
	}
	g.Only("RolePolicy").JSON("policy", &policy)
	for _, s := range policy.Statement {
		want := fmt.Sprintf("%s:*", g.Only("LogGroup").Output("arn"))
		if slices.Equal(s.Action, []string{"logs:DescribeLogGroups"}) { // IAM knows no resource of it
			want = "*"
		}
		if !slices.Equal(s.Resource, []string{want}) {
			t.Errorf("%q are allowed on %q, want %s", s.Action, s.Resource, want)
		}
	}
	if len(policy.Statement) != 2 {
		t.Errorf("the policy has %d statements", len(policy.Statement))
	}
}
