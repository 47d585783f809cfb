package cost_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/cost"
)

// The types that many tests have.
const (
	natType        = "aws:ec2/natGateway:NatGateway"
	addressType    = "aws:ec2/eip:Eip"
	endpointType   = "aws:ec2/vpcEndpoint:VpcEndpoint"
	balancerType   = "aws:lb/loadBalancer:LoadBalancer"
	databaseType   = "aws:rds/instance:Instance"
	alarmType      = "aws:cloudwatch/metricAlarm:MetricAlarm"
	policyType     = "aws:appautoscaling/policy:Policy"
	actionType     = "aws:appautoscaling/scheduledAction:ScheduledAction"
	logGroupType   = "aws:cloudwatch/logGroup:LogGroup"
	aclType        = "aws:wafv2/webAcl:WebAcl"
	queueType      = "aws:sqs/queue:Queue"
	filesType      = "aws:efs/fileSystem:FileSystem"
	serviceType    = "aws:ecs/service:Service"
	definitionType = "aws:ecs/taskDefinition:TaskDefinition"
	targetType     = "aws:appautoscaling/target:Target"
	clusterType    = "aws:ecs/cluster:Cluster"
	functionType   = "aws:lambda/function:Function" // has no price
)

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

// resource returns a resource whose inputs are JSON. ? stands for a value that is not known yet.
func resource(t testing.TB, typ, name, inputs string) *cost.Resource {
	t.Helper()
	r := &cost.Resource{URN: "urn:pulumi:s::p::" + typ + "::" + name, Type: typ, Custom: true}
	if err := json.Unmarshal([]byte(strings.ReplaceAll(inputs, "?", `"`+unknown+`"`)), &r.Inputs); err != nil {
		t.Fatalf("%s %s: %v", typ, name, err)
	}
	return r
}

func estimate(resources ...*cost.Resource) *cost.Estimate {
	return (&cost.Preview{Region: "us-east-1", After: resources}).Estimate()
}

// quantities returns the quantity of each charge by its code.
func quantities(e *cost.Estimate) map[string]cost.Range {
	all := map[string]cost.Range{}
	for _, c := range e.Components {
		for _, charge := range c.Charges {
			all[charge.Code] = charge.Quantity
		}
	}
	return all
}

// uses returns the codes of all prices for use.
func uses(e *cost.Estimate) (codes []string) {
	for _, c := range e.Components {
		for _, use := range c.Uses {
			codes = append(codes, use.Code)
		}
	}
	return codes
}

func always(n float64) cost.Range { return cost.Range{Fewest: n, Most: n} }
