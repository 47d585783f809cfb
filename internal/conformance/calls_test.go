package conformance

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/knwl-platform/infra/internal/graphtest"
)

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
		group := g.Only("LogGroup").Output("arn").(string)
		return []call{
			{"logs:CreateLogStream", group + ":log-stream:eni-0-reject", nil},
			{"logs:PutLogEvents", group + ":log-stream:eni-0-reject", nil},
			{"logs:DescribeLogStreams", group + ":log-stream:", nil},
			{"logs:DescribeLogGroups", anything, nil},
		}
	case strings.HasPrefix(principal, "codedeploy.amazonaws.com"):
		return callsOfCodeDeploy(g.Only("codedeploy/deploymentGroup:DeploymentGroup"), role)
	case principal == "monitoring.rds.amazonaws.com":
		return callsOfMonitoring(g.Only("SubnetGroup"))
	case principal == "rds.amazonaws.com":
		return callsOfProxy(g.Only("rds/proxy:Proxy"))
	case principal == "scheduler.amazonaws.com":
		return callsOfScheduler(g.Only("scheduler/schedule:Schedule"), role)
	case g.Only("TaskDefinition").Text("executionRoleArn") == role.Output("arn"):
		return callsOfExecution(g)
	default: // the program's task role; AWS itself only uses it for ECS Exec, which ecsservice tests
		return nil
	}
}

func callsOfCodeDeploy(group, role *graphtest.Node) []call {
	const pair = "loadBalancerInfo.targetGroupPairInfo"
	listeners := group.Strings(pair + ".prodTrafficRoute.listenerArns")
	if group.Get(pair+".testTrafficRoute") != nil {
		listeners = append(listeners, group.Strings(pair+".testTrafficRoute.listenerArns")...)
	}
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

// callsOfMonitoring returns the calls of Enhanced Monitoring, which makes the log group if there is none.
// They are in the account and region of the subnet group.
func callsOfMonitoring(subnets *graphtest.Node) []call {
	place := strings.Split(subnets.Output("arn").(string), ":")
	group := fmt.Sprintf("arn:%s:logs:%s:%s:log-group:RDSOSMetrics", place[1], place[3], place[4])
	stream := group + ":log-stream:db-ABCDEFGHIJKLMNOP"
	return []call{
		{"logs:CreateLogGroup", group, nil},
		{"logs:PutRetentionPolicy", group, nil},
		{"logs:CreateLogStream", stream, nil},
		{"logs:PutLogEvents", stream, nil},
		{"logs:DescribeLogStreams", stream, nil},
		{"logs:GetLogEvents", stream, nil},
	}
}

func callsOfProxy(proxy *graphtest.Node) (calls []call) {
	auths, _ := proxy.Get("auths").([]any)
	for i := range auths {
		calls = append(calls, call{"secretsmanager:GetSecretValue", proxy.Text(fmt.Sprintf("auths[%d].secretArn", i)), nil})
	}
	return calls
}

// passingTheTasksRoles returns the calls that pass the roles that anyBluegreen and anyJob draw, which
// are in the account of the role that passes them.
func passingTheTasksRoles(role *graphtest.Node) (calls []call) {
	account := strings.TrimSuffix(role.Output("arn").(string), path.Base(role.Output("arn").(string)))
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
	partition := strings.Split(task.Output("arn").(string), ":")[1]
	place := strings.Replace(strings.Join(strings.Split(task.Output("arn").(string), ":")[:5], ":"), ":ecs:", ":logs:", 1)
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
