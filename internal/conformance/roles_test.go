package conformance

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
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
	"logs:CreateLogStream":                      {"log-group:*:log-stream:*"},
	"logs:DescribeLogGroups":                    {anything},
	"logs:DescribeLogStreams":                   {"log-group:*"}, // policies append ":*", as DescribeLogGroups does
	"logs:PutLogEvents":                         {"log-group:*:log-stream:*"},
	"secretsmanager:GetSecretValue":             {"secret:*"},
	"sns:Publish":                               {"deployments"},               // the topic that anyBluegreen draws
	"sqs:SendMessage":                           {"lost", "*--dead-letters-*"}, // what anyJob draws, or a new one
	"ssm:GetParameters":                         {"parameter/*"},
}

// everywhere lists actions that have a resource type but must be allowed on "*", with the reason.
var everywhere = map[string]string{
	"cloudwatch:DescribeAlarms": "CloudWatch returns composite alarms only with the permission on *",
}

// call is one request that an AWS service makes with one of our roles.
type call struct {
	action, resource string
	context          map[string]string
}

// callsOf returns the calls that AWS makes with the role of a service principal, derived from the
// rest of the graph. ECS tags a task set when it creates it, because services propagate their tags,
// and that needs a separate permission.
func callsOf(principal string, role *graphtest.Node, g *graphtest.Graph) []call {
	switch {
	case principal == "vpc-flow-logs.amazonaws.com":
		group := g.Only("LogGroup").State("arn").(string)
		return []call{
			{"logs:CreateLogStream", group + ":log-stream:eni-0-reject", nil},
			{"logs:PutLogEvents", group + ":log-stream:eni-0-reject", nil},
			{"logs:DescribeLogStreams", group + ":log-stream:", nil},
			{"logs:DescribeLogGroups", anything, nil},
		}
	case strings.HasPrefix(principal, "codedeploy.amazonaws.com"):
		return callsOfCodeDeploy(g.Only("codedeploy/deploymentGroup:DeploymentGroup"), role)
	case principal == "scheduler.amazonaws.com":
		return callsOfScheduler(g.Only("scheduler/schedule:Schedule"), role)
	case g.Only("TaskDefinition").Text("executionRoleArn") == role.State("arn"):
		return callsOfExecution(g)
	default: // the program's task role; AWS itself only uses it for ECS Exec, which ecsservice tests
		return nil
	}
}

func callsOfCodeDeploy(group, role *graphtest.Node) []call {
	listeners := group.Strings("loadBalancerInfo.targetGroupPairInfo.prodTrafficRoute.listenerArns")
	listeners = append(listeners, group.Strings("loadBalancerInfo.targetGroupPairInfo.testTrafficRoute.listenerArns")...)
	place := strings.Replace(strings.Join(strings.Split(listeners[0], ":")[:5], ":"), "elasticloadbalancing", "ecs", 1)
	cluster, name := group.Text("ecsService.clusterName"), group.Text("ecsService.serviceName")
	service := place + ":service/" + cluster + "/" + name
	taskSet := place + ":task-set/" + cluster + "/" + name + "/ecs-svc-0123456789"
	within := map[string]string{"ecs:cluster": place + ":cluster/" + cluster, "ecs:service": service}
	calls := []call{
		{"ecs:DescribeServices", service, within},
		{"ecs:UpdateServicePrimaryTaskSet", service, within},
		{"ecs:CreateTaskSet", anything, within},
		{"ecs:CreateTaskSet", taskSet, within},
		{"ecs:TagResource", taskSet, map[string]string{"ecs:CreateAction": "CreateTaskSet"}},
		{"ecs:DeleteTaskSet", taskSet, within},
		{"elasticloadbalancing:DescribeListeners", anything, nil},
		{"elasticloadbalancing:DescribeRules", anything, nil},
		{"elasticloadbalancing:DescribeTargetGroups", anything, nil},
	}
	calls = append(calls, passingTheTasksRoles(role)...)
	for _, listener := range listeners {
		rule := strings.Replace(listener, ":listener/", ":listener-rule/", 1) + "/0123456789abcdef"
		calls = append(calls, call{"elasticloadbalancing:ModifyListener", listener, nil},
			call{"elasticloadbalancing:ModifyRule", rule, nil})
	}
	triggers, _ := group.Get("triggerConfigurations").([]any)
	for i := range triggers {
		topic := group.Text(fmt.Sprintf("triggerConfigurations[%d].triggerTargetArn", i))
		calls = append(calls, call{"sns:Publish", topic, nil})
	}
	if group.Get("alarmConfiguration.enabled") == true {
		calls = append(calls, call{"cloudwatch:DescribeAlarms", anything, nil})
	}
	return calls
}

// passingTheTasksRoles returns the calls that pass the roles that anyBluegreen and anyJob draw, which
// are in the account of the role that passes them.
func passingTheTasksRoles(role *graphtest.Node) (calls []call) {
	account := strings.TrimSuffix(role.State("arn").(string), path.Base(role.State("arn").(string)))
	toTasks := map[string]string{"iam:PassedToService": "ecs-tasks.amazonaws.com"}
	for _, passed := range []string{"api-execution", "api-task"} {
		calls = append(calls, call{"iam:PassRole", account + passed, toTasks})
	}
	return calls
}

var (
	privateImage = regexp.MustCompile(`^([0-9]+)\.dkr\.ecr\.([a-z0-9-]+)\.[^/]*/([^@:]*)`)
	version      = regexp.MustCompile(`^(arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:[^:]*)`)
)

func callsOfExecution(g *graphtest.Graph) []call {
	task := g.Only("TaskDefinition")
	var containers []struct {
		Image   string
		Secrets []struct{ ValueFrom string }

		RepositoryCredentials *struct{ CredentialsParameter string }
		LogConfiguration      struct {
			Options       map[string]string
			SecretOptions []struct{ ValueFrom string }
		}
	}
	task.JSON("containerDefinitions", &containers)
	partition := strings.Split(task.State("arn").(string), ":")[1]
	place := strings.Replace(strings.Join(strings.Split(task.State("arn").(string), ":")[:5], ":"), ":ecs:", ":logs:", 1)
	var calls []call
	for _, c := range containers {
		if group := c.LogConfiguration.Options["awslogs-group"]; group != "" { // else a log router takes the output
			stream := place + ":log-group:" + group + ":log-stream:ecs/api/0123456789"
			calls = append(calls, call{"logs:CreateLogStream", stream, nil}, call{"logs:PutLogEvents", stream, nil})
		}
		if image := privateImage.FindStringSubmatch(c.Image); image != nil {
			repository := fmt.Sprintf("arn:%s:ecr:%s:%s:repository/%s", partition, image[2], image[1], image[3])
			calls = append(calls, call{"ecr:GetAuthorizationToken", anything, nil},
				call{"ecr:BatchCheckLayerAvailability", repository, nil},
				call{"ecr:GetDownloadUrlForLayer", repository, nil}, call{"ecr:BatchGetImage", repository, nil})
			if strings.HasPrefix(image[3], "cache/") { // the prefix of the pull-through cache that is drawn
				calls = append(calls, call{"ecr:BatchImportUpstreamImage", repository, nil},
					call{"ecr:CreateRepository", repository, nil})
			}
		}
		if login := c.RepositoryCredentials; login != nil {
			calls = append(calls, call{"secretsmanager:GetSecretValue", login.CredentialsParameter, nil})
		}
		for _, secret := range append(c.Secrets, c.LogConfiguration.SecretOptions...) {
			if found := version.FindString(secret.ValueFrom); found != "" {
				calls = append(calls, call{"secretsmanager:GetSecretValue", found, nil})
			} else {
				calls = append(calls, call{"ssm:GetParameters", secret.ValueFrom, nil})
			}
		}
	}
	return calls
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
			if policy.Text("role") == role.State("name") {
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
