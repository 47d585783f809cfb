package conformance

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/internal/graphtest"
)

// anything is the resource of an action that has no resource type in the service authorization
// reference. Only a statement on "*" allows such an action.
const anything = "*"

// authorization has the resource types of each action that our roles need, from the service
// authorization reference, as the part of an ARN after the account. Copies of the reference
// disagree on ecs:CreateTaskSet, so both forms must be allowed.
var authorization = map[string][]string{
	"cloudwatch:DescribeAlarms":                 {"alarm:*"},
	"ecr:BatchCheckLayerAvailability":           {"repository/*"},
	"ecr:BatchGetImage":                         {"repository/*"},
	"ecr:BatchImportUpstreamImage":              {"repository/*"},
	"ecr:CreateRepository":                      {"repository/*"},
	"ecr:GetAuthorizationToken":                 {anything},
	"ecr:GetDownloadUrlForLayer":                {"repository/*"},
	"ecs:CreateTaskSet":                         {anything, "task-set/*/*/*"},
	"ecs:DeleteTaskSet":                         {"task-set/*/*/*"},
	"ecs:DescribeServices":                      {"service/*/*"},
	"ecs:RunTask":                               {"task-definition/*"},
	"ecs:TagResource":                           {"task-set/*/*/*", "task/*/*"}, // of CodeDeploy and Scheduler
	"ecs:UpdateServicePrimaryTaskSet":           {"service/*/*"},
	"elasticloadbalancing:DescribeListeners":    {anything},
	"elasticloadbalancing:DescribeRules":        {anything},
	"elasticloadbalancing:DescribeTargetGroups": {anything},
	"elasticloadbalancing:ModifyListener":       {"listener/app/*/*/*"},
	"elasticloadbalancing:ModifyRule":           {"listener-rule/app/*/*/*/*"},
	"iam:PassRole":                              {"role/*"},
	"kms:Decrypt":                               {"key/*"},
	"kms:GenerateDataKey":                       {"key/*"},
	"logs:CreateLogGroup":                       {"log-group:*"},
	"logs:CreateLogStream":                      {"log-group:*:log-stream:*"},
	"logs:DescribeLogGroups":                    {anything},
	"logs:DescribeLogStreams":                   {"log-group:*"}, // policies append ":*", as DescribeLogGroups does
	"logs:GetLogEvents":                         {"log-group:*:log-stream:*"},
	"logs:PutLogEvents":                         {"log-group:*:log-stream:*"},
	"logs:PutRetentionPolicy":                   {"log-group:*"},
	"secretsmanager:GetSecretValue":             {"secret:*"},
	"sns:Publish":                               {"deployments"},               // the topic that anyBluegreen draws
	"sqs:SendMessage":                           {"lost", "*--dead-letters-*"}, // what anyJob draws, or a new one
	"ssm:GetParameters":                         {"parameter/*"},
}

// everywhere lists actions that have a resource type but must be allowed on "*", with the reason.
var everywhere = map[string]string{
	"cloudwatch:DescribeAlarms": "CloudWatch returns composite alarms only with the permission on *",
}

type statement struct {
	Effect    string
	Action    []string
	Resource  []string
	Principal map[string]any
	Condition map[string]map[string]string
}

func statementsOf(document string) []statement {
	var policy struct{ Statement []statement }
	if err := json.Unmarshal([]byte(document), &policy); err != nil {
		panic(fmt.Sprintf("%s is no policy: %v", document, err))
	}
	return policy.Statement
}

// allows evaluates a statement as IAM does. Only a statement on "*" allows a request on anything.
func (s statement) allows(c call) bool {
	on := slices.ContainsFunc(s.Resource, func(pattern string) bool { return like(pattern, c.resource) })
	if !slices.Contains(s.Action, c.action) || !on {
		return false
	}
	for _, comparisons := range s.Condition {
		for key, want := range comparisons {
			if got, known := c.context[key]; !known || !like(want, got) {
				return false
			}
		}
	}
	return true
}

func like(pattern, s string) bool {
	return regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(pattern), `\*`, ".*") + "$").MatchString(s)
}

// others returns similar calls that a role must not allow: the same call on a resource with another
// name, or, if the call has no resource, with one part of its context changed.
func (c call) others() (all []call) {
	change := strings.NewReplacer("cluster/", "cluster/other-", "service/", "service/other-")
	if c.resource != anything {
		parts := strings.SplitN(c.resource, ":", 6)
		parts[5] = afterKind.ReplaceAllString(parts[5], "${1}other-")
		context := map[string]string{}
		for key, value := range c.context {
			context[key] = change.Replace(value)
		}
		return []call{{c.action, strings.Join(parts, ":"), context}}
	}
	for key, value := range c.context {
		context := maps.Clone(c.context)
		context[key] = change.Replace(value)
		all = append(all, call{c.action, c.resource, context})
	}
	return all
}

// afterKind matches the part of a resource in front of its name, which a topic does not have.
var afterKind = regexp.MustCompile(`^([a-z-]+[:/])?`)

// wrongRoles lists the calls that AWS makes with a role but the role does not allow, and what it
// allows besides.
func wrongRoles(g *graphtest.Graph) (faults []string) {
	for _, role := range g.All("iam/role:Role") {
		principal := statementsOf(role.Text("assumeRolePolicy"))[0].Principal["Service"].(string)
		var statements []statement
		for _, policy := range g.All("iam/rolePolicy:RolePolicy") {
			if policy.Text("role") == role.Output("name") {
				statements = append(statements, statementsOf(policy.Text("policy"))...)
			}
		}
		calls := callsOf(principal, role, g)
		if calls == nil {
			continue
		}
		for _, fault := range judge(statements, calls) {
			faults = append(faults, role.Name+": "+fault)
		}
	}
	return faults
}

// judge compares the statements of a role with the calls that are made with it.
func judge(statements []statement, calls []call) (faults []string) {
	// ECS calls kms:Decrypt for secrets with a customer managed key, and SNS both for a topic with one,
	// but no resource here refers to the key.
	needed := map[string]bool{"kms:Decrypt": true, "kms:GenerateDataKey": true}
	allowed := func(c call) bool {
		return slices.ContainsFunc(statements, func(s statement) bool { return s.allows(c) })
	}
	for _, c := range calls {
		needed[c.action] = true
		if !allowed(c) {
			faults = append(faults, fmt.Sprintf("%s on %s is not allowed", c.action, c.resource))
		}
		known := slices.ContainsFunc(authorization[c.action], func(form string) bool {
			return form == c.resource || like("arn:*:"+form, c.resource)
		})
		if !known && everywhere[c.action] == "" {
			faults = append(faults, fmt.Sprintf("%s has no resource like %s", c.action, c.resource))
		}
		for _, other := range c.others() {
			if allowed(other) {
				faults = append(faults,
					fmt.Sprintf("%s is allowed on %s as well, with %v", other.action, other.resource, other.context))
			}
		}
	}
	for _, s := range statements {
		for _, action := range s.Action {
			if !needed[action] {
				faults = append(faults, action+" is allowed, but nothing calls it")
			}
			forms, wildcard := authorization[action], slices.Equal(s.Resource, []string{anything})
			if wildcard != slices.Contains(forms, anything) && everywhere[action] == "" {
				faults = append(faults,
					fmt.Sprintf("%s is allowed on %q, but its resources are %q", action, s.Resource, forms))
			}
		}
	}
	slices.Sort(faults)
	return slices.Compact(faults)
}

// An action that no example needs is never checked.
func TestEveryAuthorizationIsInUse(t *testing.T) {
	seen := map[string]bool{}
	for _, g := range examples(t, clouds[0], 30) {
		for _, policy := range g.All("iam/rolePolicy:RolePolicy") {
			for _, s := range statementsOf(policy.Text("policy")) {
				for _, action := range s.Action {
					seen[action] = true
				}
			}
		}
	}
	for _, action := range slices.Sorted(maps.Keys(authorization)) {
		if !seen[action] {
			t.Errorf("nothing allows %s", action)
		}
	}
}
