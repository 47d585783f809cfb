package cost_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/knwl-platform/infra/cost"
)

func TestResourcesAreChargedAsAWSDoes(t *testing.T) {
	type charges = map[string]cost.Range
	for name, c := range map[string]struct {
		typ, inputs string
		want        charges
		uses        []string
	}{
		"NAT gateway":      {natType, `{}`, charges{"nat/hour": always(1)}, []string{"nat/gb"}},
		"address":          {addressType, `{}`, charges{"ipv4": always(1)}, nil},
		"gateway endpoint": {endpointType, `{"vpcEndpointType":"Gateway"}`, charges{}, nil},
		"interface endpoint in three zones": {
			endpointType, `{"vpcEndpointType":"Interface","subnetIds":["a",?,?]}`,
			charges{"endpoint/hour": always(3)},
			[]string{"endpoint/gb"},
		},
		"internal load balancer": {
			balancerType, `{"internal":true,"subnets":["a","b"]}`,
			charges{"alb/hour": always(1)},
			[]string{"alb/lcu"},
		},
		"public load balancer": {
			balancerType, `{"subnets":["a","b"]}`,
			charges{"alb/hour": always(1), "ipv4": always(2)},
			[]string{"alb/lcu", "transfer/out"},
		},
		"public load balancer by mappings": {
			balancerType, `{"internal":false,"subnetMappings":[{"subnetId":"a"},{"subnetId":"b"},{"subnetId":"c"}]}`,
			charges{"alb/hour": always(1), "ipv4": always(3)},
			[]string{"alb/lcu", "transfer/out"},
		},
		"network load balancer with an address of its own": {
			balancerType,
			`{"loadBalancerType":"network","subnetMappings":[{"subnetId":"a","allocationId":?},{"subnetId":"b"}]}`,
			charges{"nlb/hour": always(1), "ipv4": always(1)},
			[]string{"nlb/lcu", "transfer/out"},
		},
		"load balancer without IPv4": {
			balancerType, `{"ipAddressType":"dualstack-without-public-ipv4","subnets":["a"]}`,
			charges{"alb/hour": always(1)},
			[]string{"alb/lcu", "transfer/out"},
		},
		"database": {
			databaseType,
			`{"engine":"postgres","instanceClass":"db.m7g.large","allocatedStorage":50,"storageType":"gp3"}`,
			charges{"rds/postgres/db.m7g.large": always(1), "rds/gp3": always(50)},
			[]string{"rds/backup"},
		},
		"database with a standby": {
			databaseType,
			`{"engine":"postgres","instanceClass":"db.t4g.micro","allocatedStorage":20,"storageType":"gp3","multiAz":true,` +
				`"manageMasterUserPassword":true,"monitoringInterval":60}`,
			charges{"rds/postgres/db.t4g.micro": always(2), "rds/gp3": always(40), "secret": always(1)},
			[]string{"logs/standard", "rds/backup", "rds/credits", "secret/calls"},
		},
		"large database": {
			databaseType,
			`{"engine":"postgres","instanceClass":"db.r7g.2xlarge","allocatedStorage":500,"storageType":"gp3",` +
				`"iops":13000,"storageThroughput":600,"databaseInsightsMode":"advanced","performanceInsightsRetentionPeriod":465}`,
			charges{
				"rds/postgres/db.r7g.2xlarge": always(1), "rds/gp3": always(500), "rds/gp3-iops": always(1000),
				"rds/gp3-throughput": always(100), "rds/insights-advanced": always(8),
			},
			[]string{"rds/backup"},
		},
		"database on io1": {
			databaseType,
			`{"engine":"postgres","instanceClass":"db.m7g.large","allocatedStorage":100,"iops":1000,"publiclyAccessible":true}`,
			charges{
				"rds/postgres/db.m7g.large": always(1), "rds/io1": always(100), "rds/io1-iops": always(1000), "ipv4": always(1),
			},
			[]string{"rds/backup"},
		},
		"alarm":           {alarmType, `{"period":60}`, charges{"alarm/standard": always(1)}, nil},
		"alarm in 10 s":   {alarmType, `{"period":10}`, charges{"alarm/high-resolution": always(1)}, nil},
		"composite alarm": {"aws:cloudwatch/compositeAlarm:CompositeAlarm", `{}`, charges{"alarm/composite": always(1)}, nil},
		"alarm on an expression": {
			alarmType, `{"metricQueries":[{"metric":{}},{"metric":{}},{"expression":"a/b"}]}`,
			charges{"alarm/standard": always(2)},
			nil,
		},
		"alarm on a band": {
			alarmType, `{"metricQueries":[{"metric":{}}],"thresholdMetricId":"band"}`,
			charges{"alarm/standard": always(3)},
			nil,
		},
		"target tracking": {
			policyType, `{"policyType":"TargetTrackingScaling"}`,
			charges{"alarm/standard": always(2)},
			nil,
		},
		"target tracking by an expression": {
			policyType, `{"policyType":"TargetTrackingScaling","targetTrackingScalingPolicyConfiguration":` +
				`{"customizedMetricSpecification":{"metrics":[{"metricStat":{}},{"metricStat":{}},{"expression":"a/b"}]}}}`,
			charges{"alarm/standard": always(4)},
			nil,
		},
		"step scaling": {policyType, `{"policyType":"StepScaling"}`, charges{}, nil},
		"log group": {
			logGroupType, `{}`, charges{}, []string{"logs/standard", "logs/storage"},
		},
		"log group for rare access": {
			logGroupType, `{"logGroupClass":"INFREQUENT_ACCESS"}`,
			charges{},
			[]string{"logs/infrequent", "logs/storage"},
		},
		"key": {"aws:kms/key:Key", `{}`, charges{"kms/key": always(1)}, []string{"kms/requests"}},
		"secret with a copy": {
			"aws:secretsmanager/secret:Secret", `{"replicas":[{"region":"eu-west-1"}]}`,
			charges{"secret": always(2)},
			[]string{"secret/calls"},
		},
		"web ACL": {
			aclType, `{"rules":[{"name":"a"},{"name":"b"}]}`,
			charges{"waf/acl": always(1), "waf/rule": always(2)},
			[]string{"waf/requests"},
		},
		"HTTP API": {
			"aws:apigatewayv2/api:Api", `{"protocolType":"HTTP"}`, charges{}, []string{"api/http", "transfer/out"},
		},
		"VPC Link":   {"aws:apigatewayv2/vpcLink:VpcLink", `{}`, charges{}, nil},
		"zone":       {"aws:route53/zone:Zone", `{}`, charges{"route53/zone": always(1)}, []string{"route53/queries"}},
		"queue":      {queueType, `{}`, charges{}, []string{"sqs/standard"}},
		"FIFO queue": {queueType, `{"fifoQueue":true}`, charges{}, []string{"sqs/fifo"}},
		"e-mail": {
			"aws:sns/topicSubscription:TopicSubscription", `{"protocol":"email"}`, charges{}, []string{"sns/email"},
		},
		"schedule": {"aws:scheduler/schedule:Schedule", `{"target":{"arn":"x"}}`, charges{}, []string{"scheduler"}},
		"elastic files": {
			filesType, `{"throughputMode":"elastic"}`, charges{}, []string{"efs/read", "efs/standard", "efs/write"},
		},
		"parameter": {"aws:ssm/parameter:Parameter", `{"tier":"Standard"}`, charges{}, nil},
		"large one": {"aws:ssm/parameter:Parameter", `{"tier":"Advanced"}`, charges{"ssm/advanced": always(1)}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			e := estimate(resource(t, c.typ, "x", c.inputs))
			if got := quantities(e); !maps.Equal(got, c.want) {
				t.Errorf("it is charged %v, want %v", got, c.want)
			}
			if got := uses(e); !slices.Equal(got, c.uses) {
				t.Errorf("it is paid for by use of %q, want %q", got, c.uses)
			}
			if len(e.Unpriced) > 0 || len(e.Assumptions) > 0 {
				t.Errorf("unpriced %v, assumed %q", e.Unpriced, e.Assumptions)
			}
			free := len(c.want) == 0 && len(c.uses) == 0
			if (e.Free[c.typ] == 1) != free {
				t.Errorf("it counts as free: %v, want %v", e.Free, free)
			}
		})
	}
}
