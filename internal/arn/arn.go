// Package arn checks that a component is given the ARN or id of the right kind of resource, such as
// a target group's ARN where a load balancer's would be a mistake, and builds other ARNs in the
// same account, region and partition.
package arn

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Kind is a type of AWS resource as its ARN or id shows it. The zero value is any text.
type Kind struct {
	name    string // in words, for the error
	form    *regexp.Regexp
	example string
	isID    bool
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

// Any is every ARN, with wildcards too.
var Any = Kind{name: "an ARN", form: regexp.MustCompile(`^arn:aws[a-z-]*:[a-z0-9-]+:.+$`), example: "arn:aws:s3:::shop/*"}

// The kinds that have an id. Only their beginning is checked.
var (
	PrefixList    = id("a prefix list", "pl")
	SecurityGroup = id("a security group", "sg")
	Subnet        = id("a subnet", "subnet")
	VPC           = id("a VPC", "vpc")
)

// kind is told by the ARN's service and the part behind the account, both regular expressions.
func kind(name, service, resource, example string) Kind {
	first, _, _ := strings.Cut(service, "|")
	return Kind{
		name:    "the ARN of " + name,
		form:    regexp.MustCompile(`^arn:aws[a-z-]*:(` + service + `):[a-z0-9-]*:(?:[0-9]*|aws):(` + resource + `)$`),
		example: "arn:aws:" + first + ":eu-west-1:123456789012:" + example,
	}
}

func id(name, prefix string) Kind {
	return Kind{"the id of " + name, regexp.MustCompile(`^` + prefix + `-.+$`), prefix + "-0a1b2c3d", true}
}

// String is the kind in words.
func (k Kind) String() string {
	if k.form == nil {
		return "a value"
	}
	return k.name + ", such as " + k.example
}

// IsID reports whether the kind is an id. Only literal ids are checked: a user's mocks may answer
// with any id.
func (k Kind) IsID() bool { return k.isID }

// Check says in words why s is not of this kind; nil when it is.
func (k Kind) Check(s string) error {
	if k.form == nil || k.form.MatchString(s) {
		return nil
	}
	return fmt.Errorf("must be %s; give one like %s", k.name, k.example)
}

// Place is the partition, region and account that a component is in, as an ARN that it already has
// says: whoever asks it need not ask AWS.
type Place struct{ of pulumi.StringOutput }

// PlaceOf is the place of an ARN. A value that is no ARN fails the deployment with an error that
// says whose it is.
func PlaceOf(component, name, what string, of pulumi.StringInput) Place {
	return Place{of.ToStringOutput().ApplyT(func(s string) (string, error) {
		if strings.Count(s, ":") < 5 || !strings.HasPrefix(s, "arn:") {
			return "", fmt.Errorf("%s %q: %s %q: must be an ARN, because the region and account are read from it; "+
				"in a unit test, return the resource's arn from the mock", component, name, what, s)
		}
		return s, nil
	}).(pulumi.StringOutput)}
}

// Expand fills {partition}, {region} and {account} in a pattern, and {reversed} with the
// partition's DNS suffix label by label from the end, such as com.amazonaws: what is built so names
// no partition literally.
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
