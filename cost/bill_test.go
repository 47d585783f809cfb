package cost_test

import (
	"encoding/json"
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
		"unknown type":          {functionType, `{}`, "this type has no price here"},
		"another cloud":         {"gcp:storage/bucket:Bucket", `{}`, "this type has no price here"},
		"another engine":        {databaseType, small(`"engine":"mysql"`), "RDS for mysql"},
		"another class":         {databaseType, small(`"instanceClass":"db.x9.large"`), "PostgreSQL, db.x9.large"},
		"unknown class":         {databaseType, small(`"instanceClass":?`), "not known yet"},
		"another storage":       {databaseType, small(`"storageType":"io2"`), "type io2"},
		"long insights":         {databaseType, small(`"performanceInsightsRetentionPeriod":31`), "Performance Insights"},
		"gateway load balancer": {balancerType, `{"loadBalancerType":"gateway"}`, "type gateway"},
		"endpoint not known":    {endpointType, `{"vpcEndpointType":?}`, "not known yet"},
		"bot control":           {aclType, `{"rules":[{"name":"AWSManagedRulesBotControlRuleSet"}]}`, "Bot Control"},
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

func TestValuesThatAreNotKnownYetAreAssumedAndListed(t *testing.T) {
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
		"scheme of a load balancer":   {balancerType, `{"internal":?,"subnets":["a"]}`, "ipv4", 1, "assumed public"},
		"standby":                     {databaseType, small(`"multiAz":?`), "rds/postgres/db.t4g.micro", 2, "assumed true"},
		"storage":                     {databaseType, small(`"allocatedStorage":?`), "rds/gp3", 20, "assumed 20 GB"},
		"metrics of an alarm":         {alarmType, `{"metricQueries":?}`, "alarm/standard", 1, "assumed one"},
		"rules of a web ACL":          {aclType, `{"rules":?}`, "waf/acl", 1, "assumed none"},
	} {
		t.Run(name, func(t *testing.T) {
			e := estimate(resource(t, c.typ, "x", c.inputs))
			if got := quantities(e)[c.code]; got != always(c.quantity) {
				t.Errorf("%s has quantity %v, want %v", c.code, got, c.quantity)
			}
			if len(e.Assumptions) != 1 || !strings.Contains(e.Assumptions[0], c.said) {
				t.Errorf("assumed %q, want %q", e.Assumptions, c.said)
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
