package conformance

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/internal/offline"
)

var (
	awsName   = regexp.MustCompile(`[A-Za-z0-9.*-]*amazonaws[A-Za-z0-9.*-]*`)
	partition = regexp.MustCompile(`\barn:([^:]*):`)
)

// names returns all names with "amazonaws" in them that the components use. The names of endpoint
// services in Beijing are from DescribeVpcEndpointServices, as quoted in
// https://github.com/aws/aws-cdk/pull/16139 and in aws-cdk's vpc-endpoint.ts: those of ECR and STS start
// with cn, those of CloudWatch Logs, Secrets Manager, KMS, SSM and the S3 gateway do not. Service
// principals are the same in every partition, except CodeDeploy's in China, according to the console
// there and terraform-provider-aws.
func names(partition string) []string {
	suffix := arn.DNSSuffix(partition)
	all := []string{
		// principals
		"vpc-flow-logs.amazonaws.com", "ecs-tasks.amazonaws.com", "scheduler.amazonaws.com",
		"cloudwatch.amazonaws.com", "events.rds.amazonaws.com", "monitoring.rds.amazonaws.com", "rds.amazonaws.com",
		// of kms:ViaService; the wildcard matches the suffix of every partition
		"secretsmanager.{region}.amazonaws.com*", "sns.{region}.amazonaws.com*",
		"com.amazonaws.{region}.s3", "com.amazonaws.{region}.logs", "com.amazonaws.{region}.secretsmanager",
		"com.amazonaws.{region}.dynamodb", "com.amazonaws.{region}.kms", "com.amazonaws.{region}.ssmmessages",
		"{account}.dkr.ecr.{region}." + suffix, // the private image among the drawn ones
	}
	if partition == "aws" {
		all = append(all, "logdelivery.elasticloadbalancing.amazonaws.com") // in the others, logs come from an account
	}
	if partition == "aws-cn" {
		return append(all, "codedeploy.amazonaws.com.cn",
			"cn.com.amazonaws.{region}.ecr.api", "cn.com.amazonaws.{region}.ecr.dkr", "cn.com.amazonaws.{region}.sts")
	}
	return append(all, "codedeploy.amazonaws.com",
		"com.amazonaws.{region}.ecr.api", "com.amazonaws.{region}.ecr.dkr", "com.amazonaws.{region}.sts")
}

// named returns the AWS names in a graph, with placeholders for region and account.
func named(cloud offline.Cloud, g *graphtest.Graph) map[string]bool {
	all := map[string]bool{}
	for _, n := range g.Resources() {
		for _, text := range texts(n) {
			for _, name := range awsName.FindAllString(text, -1) {
				all[strings.NewReplacer(cloud.Region, "{region}", cloud.Account, "{account}").Replace(name)] = true
			}
		}
	}
	return all
}

// wrongNames lists the names and ARNs in a graph that do not belong to its partition.
func wrongNames(cloud offline.Cloud, g *graphtest.Graph) (faults []string) {
	known := names(cloud.Partition())
	for name := range named(cloud, g) {
		if !slices.Contains(known, name) {
			faults = append(faults, name+" is not known in "+cloud.Partition())
		}
	}
	for _, n := range g.Resources() {
		for path, text := range texts(n) {
			for _, found := range partition.FindAllStringSubmatch(text, -1) {
				if found[1] != cloud.Partition() {
					faults = append(faults, n.Type+" "+path+" names another partition: "+text)
				}
			}
		}
	}
	return faults
}

func TestEveryKnownNameIsInUse(t *testing.T) {
	for _, cloud := range clouds {
		seen := map[string]bool{}
		for _, g := range examples(t, cloud, 30) {
			maps.Copy(seen, named(cloud, g))
		}
		for _, name := range names(cloud.Partition()) {
			if !seen[name] {
				t.Errorf("nothing in %s is called %s", cloud.Partition(), name)
			}
		}
	}
}
