package cost_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// small is the inputs of a small database, with one of them replaced or added.
func small(input string) string {
	key, _, _ := strings.Cut(input, ":")
	all := []string{
		`"engine":"postgres"`, `"instanceClass":"db.t4g.micro"`, `"allocatedStorage":20`, `"storageType":"gp3"`,
	}
	all = slices.DeleteFunc(all, func(other string) bool { return strings.HasPrefix(other, key+":") })
	return "{" + strings.Join(append(all, input), ",") + "}"
}

func TestWhatHasNoPriceIsListedAndNotFree(t *testing.T) {
	for name, c := range map[string]struct{ typ, inputs, why string }{
		"unknown type":   {functionType, `{}`, "this type has no price here"},
		"another cloud":  {"gcp:storage/bucket:Bucket", `{}`, "this type has no price here"},
		"another engine": {databaseType, small(`"engine":"mysql"`), "RDS for mysql"},
		"another class": {
			databaseType, small(`"instanceClass":"db.x9.large"`), "PostgreSQL, db.x9.large",
		},
		"unknown class":   {databaseType, small(`"instanceClass":?`), "not known yet"},
		"another storage": {databaseType, small(`"storageType":"io2"`), "type io2"},
		"long insights": {
			databaseType, small(`"performanceInsightsRetentionPeriod":31`), "Performance Insights",
		},
		"gateway load balancer": {balancerType, `{"loadBalancerType":"gateway"}`, "type gateway"},
		"endpoint not known":    {endpointType, `{"vpcEndpointType":?}`, "not known yet"},
		"bot control": {
			aclType, `{"rules":[{"name":"AWSManagedRulesBotControlRuleSet"}]}`, "Bot Control",
		},
		"service without its definition": {
			serviceType, `{"launchType":"FARGATE","desiredCount":1,"taskDefinition":"elsewhere:1"}`, "size of its tasks",
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := estimate(resource(t, c.typ, "x", c.inputs))
			if len(e.Unpriced) != 1 || e.Unpriced[0].Type != c.typ || !strings.Contains(e.Unpriced[0].Why, c.why) {
				t.Errorf("unpriced are %v, want one because of %q", e.Unpriced, c.why)
			}
			if len(e.Free) > 0 {
				t.Errorf("it counts as free: %v", e.Free)
			}
		})
	}
}

// hidden are the ways in which a preview hides a value.
var hidden = map[string]string{
	"unknown": `"` + unknown + `"`, "secret": `"[secret]"`,
	"secret in an event": `{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","ciphertext":"x"}`,
}

func TestValuesThatAreNotKnownYetAreAssumedAndListed(t *testing.T) {
	const (
		parameterType = "aws:ssm/parameter:Parameter"
		tracking      = `{"policyType":"TargetTrackingScaling","targetTrackingScalingPolicyConfiguration":?}`
	)
	for name, c := range map[string]struct {
		typ, inputs, code string
		quantity          float64
		said              string
	}{
		"zones of an endpoint": {
			endpointType, `{"vpcEndpointType":"Interface","subnetIds":?}`, "endpoint/hour", 2, "assumed two zones",
		},
		"zones of a load balancer":    {balancerType, `{"subnets":?}`, "ipv4", 2, "assumed two zones"},
		"mappings of a load balancer": {balancerType, `{"subnetMappings":?}`, "ipv4", 2, "assumed two zones"},
		"scheme of a load balancer": {
			balancerType, `{"internal":?,"subnets":["a"]}`, "ipv4", 1, "assumed public",
		},
		"addresses of a load balancer": {
			balancerType, `{"ipAddressType":?,"subnets":["a"]}`, "ipv4", 1, "ipAddressType is not known yet; assumed ipv4",
		},
		"type of a load balancer": {
			balancerType, `{"loadBalancerType":?,"subnets":["a"]}`, "alb/hour", 1, "application",
		},
		"standby": {
			databaseType, small(`"multiAz":?`), "rds/postgres/db.t4g.micro", 2, "assumed true",
		},
		"address of a database": {
			databaseType, small(`"publiclyAccessible":?`), "ipv4", 1, "assumed true",
		},
		"password of a database": {
			databaseType, small(`"manageMasterUserPassword":?`), "secret", 1, "assumed true",
		},
		"insights of a database": {
			databaseType, small(`"databaseInsightsMode":?`), "rds/insights-advanced", 2, "advanced",
		},
		"monitoring of a database": {
			databaseType, small(`"monitoringInterval":?`), "rds/gp3", 20, "assumed 60",
		},
		"metrics of an alarm": {alarmType, `{"metricQueries":?}`, "alarm/standard", 1, "assumed one"},
		"period of an alarm":  {alarmType, `{"period":?}`, "alarm/high-resolution", 1, "assumed 10"},
		"band of an alarm": {
			alarmType, `{"thresholdMetricId":?}`, "alarm/standard", 2, "assumed a band",
		},
		"kind of scaling": {
			policyType, `{"policyType":?}`, "alarm/standard", 2, "TargetTrackingScaling",
		},
		"metrics of scaling":  {policyType, tracking, "alarm/standard", 2, "assumed one"},
		"tier of a parameter": {parameterType, `{"tier":?}`, "ssm/advanced", 1, "assumed Advanced"},
		"Container Insights": {
			clusterType, `{"settings":?}`, "metric/insights", 8, "assumed enabled",
		},
		"a cluster's setting": {
			clusterType, `{"settings":[?]}`, "metric/insights", 8, "assumed enabled",
		},
		"a setting of a cluster alone": {
			clusterType, `{"settings":[{"name":"containerInsights","value":?}]}`, "metric/insights", 8, "enabled",
		},
		"region of a NAT gateway": {
			natType, `{"region":?}`, "nat/hour", 1, "region is not known yet; assumed us-east-1",
		},
	} {
		t.Run(name, func(t *testing.T) {
			for way, value := range hidden {
				e := estimate(resource(t, c.typ, "x", strings.ReplaceAll(c.inputs, "?", value)))
				if got := quantities(e)[c.code]; got != always(c.quantity) {
					t.Errorf("%s: %s has quantity %v, want %v", way, c.code, got, c.quantity)
				}
				if len(e.Assumptions) != 1 || !strings.Contains(e.Assumptions[0], c.said) || len(e.Unpriced) > 0 {
					t.Errorf("%s: assumed %q, want %q; unpriced %v", way, e.Assumptions, c.said, e.Unpriced)
				}
			}
		})
	}
}

func TestValuesOfAnotherKindAreNotKnown(t *testing.T) {
	for name, c := range map[string]struct{ typ, inputs string }{
		"number that is an object": {serviceType, `{"launchType":"EC2","desiredCount":{"a":1}}`},
		"number that is a list":    {serviceType, `{"launchType":"EC2","desiredCount":[5]}`},
		"number that is a bool":    {serviceType, `{"launchType":"EC2","desiredCount":true}`},
		"number in words":          {serviceType, `{"launchType":"EC2","desiredCount":"five"}`},
		"negative number":          {serviceType, `{"launchType":"EC2","desiredCount":-5}`},
		"absurd number":            {serviceType, `{"launchType":"EC2","desiredCount":1e308}`},
		"list that is an object":   {aclType, `{"rules":{"a":1}}`},
		"list that is text":        {aclType, `{"rules":"a"}`},
		"text that is a number":    {databaseType, small(`"storageType":3`)},
		"bool that is an object":   {databaseType, small(`"multiAz":{"a":1}`)},
		"bool that is a number":    {databaseType, small(`"multiAz":1`)},
	} {
		e := estimate(resource(t, c.typ, "x", c.inputs))
		if said := fmt.Sprint(e.Unpriced, e.Assumptions); !strings.Contains(said, "not known yet") {
			t.Errorf("%s: it says %s", name, said)
		}
	}
}

// An assumption about what has no bound would say nothing about the cost.
func TestQuantitiesWithoutABoundAreUnpricedUntilTheyAreKnown(t *testing.T) {
	for name, c := range map[string]struct{ typ, inputs, said string }{
		"tasks":           {serviceType, `{"launchType":"EC2","desiredCount":?}`, "desiredCount"},
		"storage":         {databaseType, small(`"allocatedStorage":?`), "allocatedStorage"},
		"type of storage": {databaseType, small(`"storageType":?`), "the type of its storage"},
		"IOPS":            {databaseType, small(`"iops":?`), "iops"},
		"IOPS alone": {
			databaseType, `{"engine":"postgres","instanceClass":"db.t4g.micro","iops":?,"allocatedStorage":20}`, "iops",
		},
		"throughput": {databaseType, small(`"storageThroughput":?`), "storageThroughput"},
		"days of insights": {
			databaseType, small(`"performanceInsightsRetentionPeriod":?`), "more than seven days",
		},
		"rules":                             {aclType, `{"rules":?}`, "its rules"},
		"replicas":                          {"aws:secretsmanager/secret:Secret", `{"replicas":?}`, "its replicas"},
		"proxy of another stack's database": {"aws:rds/proxy:Proxy", `{}`, "two vCPUs are in the sum"},
		"throughput of files":               {filesType, `{"throughputMode":?}`, "provisioned throughput"},
	} {
		t.Run(name, func(t *testing.T) {
			for way, value := range hidden {
				e := estimate(resource(t, c.typ, "x", strings.ReplaceAll(c.inputs, "?", value)))
				if len(e.Unpriced) != 1 || e.Unpriced[0].Type != c.typ || !strings.Contains(e.Unpriced[0].Why, c.said) {
					t.Errorf("%s: unpriced are %v, want one because of %q", way, e.Unpriced, c.said)
				}
			}
		})
	}
}

func TestSubnetsThatAListComesFromAreItsZones(t *testing.T) {
	const subnet, route = "urn:pulumi:s::p::aws:ec2/subnet:Subnet::", "urn:pulumi:s::p::aws:ec2/route:Route::"
	balancer := resource(t, balancerType, "x", `{"subnets":?}`)
	balancer.PropertyDependencies = map[string][]string{"subnets": {subnet + "a", subnet + "b", subnet + "c", route + "x"}}
	e := estimate(balancer)
	if got := quantities(e)["ipv4"]; got != always(3) || len(e.Assumptions) > 0 {
		t.Errorf("it has %v addresses, want 3; assumed %q", got, e.Assumptions)
	}
}

func TestProxyIsChargedByTheCPUsOfItsDatabase(t *testing.T) {
	e := estimate(
		resource(t, databaseType, "db", `{"engine":"postgres","instanceClass":"db.m7g.2xlarge","allocatedStorage":20}`),
		resource(t, "aws:rds/proxy:Proxy", "proxy", `{}`),
		resource(t, "aws:rds/proxyTarget:ProxyTarget", "target", `{"dbProxyName":?,"dbInstanceIdentifier":?}`),
	)
	if got := quantities(e)["rds/proxy"]; got != always(8) {
		t.Errorf("the proxy has %v vCPUs, want 8", got)
	}
}

func TestReplicaHasTheEngineAndTheStorageOfItsSource(t *testing.T) {
	replica := resource(t, databaseType, "replica",
		`{"replicateSourceDb":?,"instanceClass":"db.t4g.small","storageType":"gp3"}`)
	source := resource(t, databaseType, "db",
		`{"engine":"postgres","instanceClass":"db.t4g.micro","allocatedStorage":30,"storageType":"gp3"}`)
	replica.PropertyDependencies = map[string][]string{"replicateSourceDb": {source.URN}}
	got := quantities(estimate(source, replica))
	if got["rds/postgres/db.t4g.small"] != always(1) || got["rds/gp3"] != always(60) {
		t.Errorf("both together are %v, want a db.t4g.small more and 60 GB", got)
	}
}

func TestReplicaOfAnotherStacksDatabaseIsPostgreSQLWithUnpricedStorage(t *testing.T) {
	for _, primary := range []string{`"arn:aws:rds:eu-west-1:123456789012:db:main"`, "?"} {
		e := estimate(resource(t, databaseType, "replica",
			`{"replicateSourceDb":`+primary+`,"instanceClass":"db.t4g.small","storageType":"gp3"}`))
		if got := quantities(e)["rds/postgres/db.t4g.small"]; got != always(1) {
			t.Errorf("%s: there are %v instances", primary, got)
		}
		if said := fmt.Sprint(e.Assumptions); len(e.Assumptions) != 1 || !strings.Contains(said, "assumed PostgreSQL") {
			t.Errorf("%s: assumed %s", primary, said)
		}
		if said := fmt.Sprint(e.Unpriced); len(e.Unpriced) != 1 || !strings.Contains(said, "20 GB are in the sum") {
			t.Errorf("%s: unpriced are %s", primary, said)
		}
	}
}

// Without dependencies, as in engine events, a replica's component has no other database.
func TestReplicaIsNotItsOwnPrimary(t *testing.T) {
	replica := resource(t, databaseType, "replica",
		`{"replicateSourceDb":?,"instanceClass":"db.t4g.micro","storageType":"gp3"}`)
	all := append(inComponent("main", resource(t, databaseType, "db", small(`"allocatedStorage":30`))),
		inComponent("reader", replica)...)
	e := estimate(all...)
	if got := quantities(e)["rds/gp3"]; got != always(30) || len(e.Unpriced) > 0 {
		t.Errorf("one has %v GB, want 30; unpriced %v", got, e.Unpriced)
	}
	replica.Inputs["allocatedStorage"] = unknown // it may be larger than the primary
	if e := estimate(all...); len(e.Unpriced) != 1 {
		t.Errorf("with storage of its own, unpriced are %v", e.Unpriced)
	}
}

func TestEveryTypeOfTheLibraryHasAPriceOrIsFree(t *testing.T) {
	data, err := os.ReadFile("../internal/conformance/apimodel.json")
	if err != nil {
		t.Fatal(err)
	}
	var types map[string]json.RawMessage
	if err := json.Unmarshal(data, &types); err != nil {
		t.Fatal(err)
	}
	for typ := range types {
		for _, u := range estimate(resource(t, typ, "x", `{}`)).Unpriced {
			if strings.Contains(u.Why, "this type") {
				t.Errorf("%s has no price; add it to pricers or freeTypes in types.go", typ)
			}
		}
	}
}
