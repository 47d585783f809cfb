// Package arn checks that a component is given the ARN or id of the right kind of resource, and
// builds other ARNs in the same partition, region and account.
package arn

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Kind is a kind of AWS resource, as its ARN or id shows it. The zero value is any string.
type Kind struct {
	name    string // with an article
	form    *regexp.Regexp
	example string
	isID    bool
}

// Kinds of ARN that the components take. A secret's ARN must be complete, with the six characters
// that Secrets Manager appends to the name: most AWS APIs find the secret without them, but IAM
// policies do not.
var (
	Certificate    = kind("an ACM certificate", "acm", `certificate/.+`, "certificate/12345678-...")
	Database       = kind("an RDS instance", "rds", `db:.+`, "db:main")
	ECSCluster     = kind("an ECS cluster", "ecs", `cluster/.+`, "cluster/main")
	Function       = kind("a Lambda function", "lambda", `function:.+`, "function:notify")
	IAMPolicy      = kind("an IAM policy", "iam", `policy/.+`, "policy/reader")
	IAMRole        = kind("an IAM role", "iam", `role/.+`, "role/task")
	KMSKey         = kind("a KMS key", "kms", `key/.+`, "key/12345678-...")
	Listener       = kind("a load balancer listener", elb, `listener/app/.+`, "listener/app/web/50dc6c49/0467ef3c")
	LogGroup       = kind("a log group", "logs", `log-group:[^:]+`, "log-group:main")
	LoadBalancer   = kind("an Application Load Balancer", elb, `loadbalancer/app/.+`, "loadbalancer/app/web/50dc6c49")
	LoginSecret    = kind("a Secrets Manager secret", "secretsmanager", login, "secret:registry-AbCdEf")
	Namespace      = kind("a Cloud Map namespace", "servicediscovery", `namespace/.+`, "namespace/ns-0a1b2c3d4e5f")
	Queue          = kind("an SQS queue", "sqs", `[^:]+`, "alarms")
	Secret         = kind("a Secrets Manager secret or SSM parameter", secrets, secret, "secret:api-keys-AbCdEf")
	TargetGroup    = kind("a target group", elb, `targetgroup/.+`, "targetgroup/web/73e2d6bc")
	TaskDefinition = kind("an ECS task definition", "ecs", `task-definition/.+`, "task-definition/web:1")
	WebACL         = kind("a regional web ACL", "wafv2", `regional/webacl/.+`, "regional/webacl/main/12345678-...")
	Topic          = kind("an SNS topic", "sns", `[^:]+`, "alarms")
)

const (
	elb     = "elasticloadbalancing"
	secrets = "secretsmanager|ssm"
	login   = `secret:[^:]+-[A-Za-z0-9]{6}`
	secret  = login + `|parameter/.+`
)

// Any is every ARN, including those with wildcards.
var Any = Kind{
	name: "an ARN", form: regexp.MustCompile(`^arn:aws[a-z-]*:[a-z0-9-]+:.+$`), example: "arn:aws:s3:::shop/*",
}

// HTTPS is a URL with the scheme https, without a query.
var HTTPS = Kind{
	name:    "an HTTPS URL",
	form:    regexp.MustCompile(`^https://[^/\s?#]+(/[^/\s?#]+)*/?$`),
	example: "https://login.example.com",
}

// LogGroupName is the name of a log group.
var LogGroupName = Kind{
	name: "a log group name", form: regexp.MustCompile(`^[A-Za-z0-9_./#-]{1,512}$`), example: "/ecs/web",
}

// Names in RDS. AWS Backup and automated backups put a prefix before those of their snapshots. They are
// ids here, because a user's mocks may return any.
var (
	DBInstance = Kind{
		"the identifier of an RDS instance, with 1 to 63 letters, digits and hyphens, starting with a letter",
		regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]{0,62}$`), "main-1a2b3c4", true,
	}
	DBSnapshot = Kind{
		"the identifier or ARN of a DB snapshot, with letters, digits and hyphens, starting with a letter",
		regexp.MustCompile(`^(arn:aws[a-z-]*:rds:[a-z0-9-]+:[0-9]*:snapshot:)?([a-z]+:)?[A-Za-z][A-Za-z0-9-]{0,254}$`),
		"main-1a2b3c4-final", true,
	}
)

// Kinds of id. Only the prefix is checked.
var (
	AccessPoint   = id("an EFS access point", "fsap")
	Address       = id("an Elastic IP allocation", "eipalloc")
	FileSystem    = id("an EFS file system", "fs")
	HostedZone    = Kind{"a Route 53 hosted zone id", regexp.MustCompile(`^Z[A-Z0-9]+$`), "Z0123456789ABCDEFGHIJ", true}
	PrefixList    = id("a prefix list", "pl")
	SecurityGroup = id("a security group", "sg")
	Subnet        = id("a subnet", "subnet")
	VPC           = id("a VPC", "vpc")
)

// RequestLabel names an Application Load Balancer and one of its target groups, by the ends of their
// ARNs.
var RequestLabel = Kind{
	"a load balancer's request label", regexp.MustCompile(`^app/[^/]+/[^/]+/targetgroup/[^/]+/[^/]+$`),
	"app/web/50dc6c49/targetgroup/web/73e2d6bc", true,
}

// kind is a kind with an ARN of the service. service and resource, the part after the account, are
// regular expressions.
func kind(name, service, resource, example string) Kind {
	first, _, _ := strings.Cut(service, "|")
	place := ":eu-west-1:123456789012:"
	if service == "iam" { // which has no regions
		place = "::123456789012:"
	}
	return Kind{
		name:    name + " ARN",
		form:    regexp.MustCompile(`^arn:aws[a-z-]*:(` + service + `):[a-z0-9-]*:(?:[0-9]*|aws):(` + resource + `)$`),
		example: "arn:aws:" + first + place + example,
	}
}

func id(name, prefix string) Kind {
	return Kind{name + " id", regexp.MustCompile(`^` + prefix + `-.+$`), prefix + "-0a1b2c3d", true}
}

// String describes the kind, with an example.
func (k Kind) String() string {
	if k.form == nil {
		return "a value"
	}
	return k.name + ", such as " + k.example
}

// IsID reports whether the kind is an id. Ids are checked only where they are literals, because a
// user's mocks may return any id.
func (k Kind) IsID() bool { return k.isID }

// Check returns an error if s is not of this kind.
func (k Kind) Check(s string) error {
	if k.form == nil || k.form.MatchString(s) {
		return nil
	}
	return fmt.Errorf("must be %s", k)
}

// Place is the partition, region and account of an ARN that a component already has. With it the
// component need not ask AWS for them.
type Place struct{ of pulumi.StringOutput }

// PlaceOf returns the place of an ARN. A value that is not an ARN fails the deployment with an error
// that begins with the component and names the ARN's resource.
func PlaceOf(component, resource string, of pulumi.StringInput) Place {
	return Place{of.ToStringOutput().ApplyT(func(s string) (string, error) {
		if strings.Count(s, ":") < 5 || !strings.HasPrefix(s, "arn:") {
			return "", fmt.Errorf("%s: arn of %s %q: must be an ARN, because the region and account are taken from it; "+
				"in a unit test, use infratest.Mocks", component, resource, s)
		}
		return s, nil
	}).(pulumi.StringOutput)}
}

// Expand replaces {partition}, {region} and {account} in a pattern, and {reversed} with the labels of
// the partition's DNS suffix in reverse order, such as com.amazonaws.
func (p Place) Expand(pattern string) pulumi.StringOutput {
	return p.of.ApplyT(func(s string) string {
		parts := strings.SplitN(s, ":", 6)
		labels := strings.Split(DNSSuffix(parts[1]), ".")
		slices.Reverse(labels)
		return strings.NewReplacer(
			"{partition}", parts[1], "{region}", parts[3], "{account}", parts[4], "{reversed}", strings.Join(labels, "."),
		).Replace(pattern)
	}).(pulumi.StringOutput)
}

// DNSSuffix returns the suffix of AWS's host names in a partition, from botocore's partitions.json.
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
