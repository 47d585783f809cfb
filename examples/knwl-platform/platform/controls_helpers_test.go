package platform

import (
	"slices"
	"strings"

	"github.com/knwl-platform/infra/internal/graphtest"
)

// highRisk are the ports of EC2.19.
var highRisk = []int{
	20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 3389, 4333, 5000, 5432, 5500, 5601, 8080, 8088,
	8888, 9200, 9300,
}

// unscoped are actions that support no resources.
var unscoped = []string{
	"ecr:GetAuthorizationToken", "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules",
	"elasticloadbalancing:DescribeTargetGroups", "logs:DescribeLogGroups",
}

func all(nodes []*graphtest.Node, holds func(*graphtest.Node) bool) bool {
	return len(nodes) > 0 && !slices.ContainsFunc(nodes, func(n *graphtest.Node) bool { return !holds(n) })
}

func every(nodes []*graphtest.Node, path string, want any) bool {
	return all(nodes, func(n *graphtest.Node) bool { return n.Get(path) == want })
}

// given reports whether every node has a value for a property.
func given(nodes []*graphtest.Node, property string) bool {
	return all(nodes, func(n *graphtest.Node) bool { return n.Get(property) != nil && n.Get(property) != "" })
}

func positive(value any) bool {
	number, _ := value.(float64)
	return number > 0
}

// admitsTheWorld reports whether a security group admits the internet to one of the ports, or to all.
func admitsTheWorld(g *graphtest.Graph, on func(port int) bool) bool {
	return slices.ContainsFunc(g.All("SecurityGroupIngressRule"), func(rule *graphtest.Node) bool {
		if rule.Get("cidrIpv4") != "0.0.0.0/0" && rule.Get("cidrIpv6") != "::/0" {
			return false
		}
		from, limited := rule.Get("fromPort").(float64)
		to, _ := rule.Get("toPort").(float64)
		if !limited {
			return true
		}
		for port := int(from); port <= int(to); port++ {
			if on(port) {
				return true
			}
		}
		return false
	})
}

func hasEndpoints(g *graphtest.Graph, services ...string) bool {
	return !slices.ContainsFunc(services, func(service string) bool {
		return !slices.ContainsFunc(g.All("VpcEndpoint"), func(n *graphtest.Node) bool {
			return strings.HasSuffix(n.Text("serviceName"), "."+service)
		})
	})
}

// withoutACLs reports whether buckets have no access control lists. AWS enforces that by default.
func withoutACLs(g *graphtest.Graph) bool {
	controls := g.All("BucketOwnershipControls")
	return len(controls) == 0 || every(controls, "rule.objectOwnership", "BucketOwnerEnforced")
}

// notifies reports whether a topic gets the categories of RDS events of all sources of a type.
func notifies(g *graphtest.Graph, sourceType string, categories ...string) bool {
	return slices.ContainsFunc(g.All("EventSubscription"), func(n *graphtest.Node) bool {
		return n.Text("sourceType") == sourceType && slices.Equal(n.Strings("eventCategories"), categories)
	})
}

func everyContainer(g *graphtest.Graph, holds func(map[string]any) bool) bool {
	var containers []map[string]any
	g.Only("TaskDefinition").JSON("containerDefinitions", &containers)
	return len(containers) > 0 && !slices.ContainsFunc(containers, func(c map[string]any) bool { return !holds(c) })
}

func parameters(g *graphtest.Graph) string {
	var list []string
	for _, p := range g.Only("ParameterGroup").Get("parameters").([]any) {
		parameter := p.(map[string]any)
		list = append(list, parameter["name"].(string)+"="+parameter["value"].(string))
	}
	return strings.Join(list, " ")
}

func isolatedReachesTheInternet(g *graphtest.Graph) bool {
	table := g.Named("RouteTable", "knwl--isolated").ID
	return slices.ContainsFunc(g.All("aws:ec2/route:Route"), func(r *graphtest.Node) bool {
		return r.Text("routeTableId") == table
	})
}

// statement is a statement of a role's policy.
type statement struct{ Action, Resource []string }

// everyStatement reports whether all statements of all roles' policies have a property.
func everyStatement(g *graphtest.Graph, holds func(statement) bool) bool {
	return all(g.All("RolePolicy"), func(p *graphtest.Node) bool {
		var policy struct{ Statement []statement }
		p.JSON("policy", &policy)
		return !slices.ContainsFunc(policy.Statement, func(s statement) bool { return !holds(s) })
	})
}

// trustsThisAccountOnly reports whether every statement of a role's trust policy names a service, and
// this account as its source.
func trustsThisAccountOnly(role *graphtest.Node) bool {
	var trust struct {
		Statement []struct {
			Principal map[string]string
			Condition map[string]map[string]string
		}
	}
	role.JSON("assumeRolePolicy", &trust)
	for _, s := range trust.Statement {
		if !strings.HasSuffix(s.Principal["Service"], ".amazonaws.com") ||
			s.Condition["StringEquals"]["aws:SourceAccount"] != "123456789012" {
			return false
		}
	}
	return len(trust.Statement) > 0
}
