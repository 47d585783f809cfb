// Package arn tells apart the Amazon Resource Names that the components are given, so that a load balancer's ARN where a
// target group's is due is refused as soon as it is known, and builds
// other names in the same account, region and partition.
package arn

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Kind is a type of AWS resource as its ARN shows it.
type Kind struct {
	name    string // in words, for the error
	form    *regexp.Regexp
	example string
}

// The kinds that the components take. A secret's ARN must be whole, with the six characters that Secrets Manager puts behind the name: most of AWS finds
// the secret without them, but no IAM policy does.
var (
	Certificate    = kind("an ACM certificate", "acm", `certificate/.+`, "certificate/12345678-...")
	Database       = kind("an RDS instance", "rds", `db:.+`, "db:main")
	ECSCluster     = kind("an ECS cluster", "ecs", `cluster/.+`, "cluster/main")
	Function       = kind("a Lambda function", "lambda", `function:.+`, "function:notify")
	IAMPolicy      = kind("an IAM policy", "iam", `policy/.+`, "policy/reader")
	IAMRole        = kind("an IAM role", "iam", `role/.+`, "role/task")
	KMSKey         = kind("a KMS key", "kms", `key/.+`, "key/12345678-...")
	Listener       = kind("a load balancer's listener", "elasticloadbalancing", `listener/app/.+`, "listener/app/web/50dc6c49/0467ef3c")
	LoadBalancer   = kind("an application load balancer", "elasticloadbalancing", `loadbalancer/app/.+`, "loadbalancer/app/web/50dc6c49")
	Queue          = kind("an SQS queue", "sqs", `[^:]+`, "alarms")
	Secret         = kind("a Secrets Manager secret or an SSM parameter", "secretsmanager|ssm", `secret:[^:]+-[A-Za-z0-9]{6}|parameter/.+`, "secret:api-keys-AbCdEf")
	TargetGroup    = kind("a target group", "elasticloadbalancing", `targetgroup/.+`, "targetgroup/web/73e2d6bc")
	TaskDefinition = kind("an ECS task definition", "ecs", `task-definition/.+`, "task-definition/web:1")
	Topic          = kind("an SNS topic", "sns", `[^:]+`, "alarms")
)

// kind is told by the ARN's service and the part behind the account, both regular expressions.
func kind(name, service, resource, example string) Kind {
	first, _, _ := strings.Cut(service, "|")
	return Kind{
		name:    name,
		form:    regexp.MustCompile(`^arn:aws[a-z-]*:(` + service + `):[a-z0-9-]*:(?:[0-9]*|aws):(` + resource + `)$`),
		example: "arn:aws:" + first + ":eu-west-1:123456789012:" + example,
	}
}

// Check says in words why s is not an ARN of this kind; nil when it is.
func (k Kind) Check(s string) error {
	if k.form.MatchString(s) {
		return nil
	}
	return fmt.Errorf("must be the ARN of %s; give one like %s", k.name, k.example)
}

// Require returns in as an output that fails, naming the component and its field, when the value turns out to be another kind of ARN.
// Resources must be given the output rather than in: a failure that feeds no resource would go unnoticed.
func (k Kind) Require(component, name, field string, in pulumi.StringInput) pulumi.StringOutput {
	return in.ToStringOutput().ApplyT(func(s string) (string, error) {
		if err := k.Check(s); err != nil {
			return "", fmt.Errorf("%s %q: %s %q: %w", component, name, field, s, err)
		}
		return s, nil
	}).(pulumi.StringOutput)
}

// Place is the partition, region and account that a component is in, as an ARN that it already has says: whoever asks it need not ask AWS.
type Place struct{ of pulumi.StringOutput }

// PlaceOf is the place of an ARN. A value that is no ARN fails the deployment with an error that says whose it is.
func PlaceOf(component, name, what string, of pulumi.StringInput) Place {
	return Place{of.ToStringOutput().ApplyT(func(s string) (string, error) {
		if strings.Count(s, ":") < 5 || !strings.HasPrefix(s, "arn:") {
			return "", fmt.Errorf("%s %q: %s %q: is not an ARN, from which region and account are taken; "+
				"give the resource its ARN where a test answers for AWS", component, name, what, s)
		}
		return s, nil
	}).(pulumi.StringOutput)}
}

// Expand fills {partition}, {region} and {account} in a pattern, and {reversed} with the partition's DNS suffix label by label from the end, such as
// com.amazonaws: what is built so names no partition literally.
func (p Place) Expand(pattern string) pulumi.StringOutput {
	return p.of.ApplyT(func(s string) string {
		parts := strings.SplitN(s, ":", 6)
		labels := strings.Split(DNSSuffix(parts[1]), ".")
		slices.Reverse(labels)
		return strings.NewReplacer("{partition}", parts[1], "{region}", parts[3], "{account}", parts[4], "{reversed}", strings.Join(labels, ".")).Replace(pattern)
	}).(pulumi.StringOutput)
}

// DNSSuffix is the end of AWS's host names in a partition, as botocore's partitions.json has it.
func DNSSuffix(partition string) string {
	switch partition {
	case "aws-cn":
		return "amazonaws.com.cn"
	case "aws-eusc":
		return "amazonaws.eu"
	case "aws-iso":
		return "c2s.ic.gov"
	case "aws-iso-b":
		return "sc2s.sgov.gov"
	case "aws-iso-e":
		return "cloud.adc-e.uk"
	case "aws-iso-f":
		return "csp.hci.ic.gov"
	default: // aws and aws-us-gov
		return "amazonaws.com"
	}
}
