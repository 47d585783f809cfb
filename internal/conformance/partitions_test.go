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

// names are everything that the components call by a name with "amazonaws" in it. Endpoint services
// are listed by AWS in Beijing as in https://github.com/aws/aws-cdk/pull/16139
// (DescribeVpcEndpointServices): ECR's start with cn, those of logs, Secrets Manager and the S3
// gateway do not. Service principals are the same in every partition, but for CodeDeploy's in
// China: so says the console there, and terraform-provider-aws.
func names(partition string) []string {
	suffix := arn.DNSSuffix(partition)
	all := []string{
		"vpc-flow-logs.amazonaws.com",
		"ecs-tasks.amazonaws.com",
		"cloudwatch.amazonaws.com",
		"events.rds.amazonaws.com",    // principals
		"sns.{region}.amazonaws.com*", // of kms:ViaService, with whatever end the partition has
		"com.amazonaws.{region}.s3",
		"com.amazonaws.{region}.logs",
		"com.amazonaws.{region}.secretsmanager",
		"{account}.dkr.ecr.{region}." + suffix, // an image that is drawn
	}
	if partition == "aws-cn" {
		return append(
			all,
			"codedeploy.amazonaws.com.cn",
			"cn.com.amazonaws.{region}.ecr.api",
			"cn.com.amazonaws.{region}.ecr.dkr",
		)
	}
	return append(all, "codedeploy.amazonaws.com", "com.amazonaws.{region}.ecr.api", "com.amazonaws.{region}.ecr.dkr")
}

// named are the AWS names in a graph, with placeholders.
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

// wrongNames lists the names and ARNs in a graph that are not those of its partition.
func wrongNames(cloud offline.Cloud, g *graphtest.Graph) (faults []string) {
	known := names(cloud.Partition)
	for name := range named(cloud, g) {
		if !slices.Contains(known, name) {
			faults = append(faults, name+" is not known in "+cloud.Partition)
		}
	}
	for _, n := range g.Resources() {
		for path, text := range texts(n) {
			for _, found := range partition.FindAllStringSubmatch(text, -1) {
				if found[1] != cloud.Partition {
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
		for _, name := range names(cloud.Partition) {
			if !seen[name] {
				t.Errorf("nothing in %s is called %s", cloud.Partition, name)
			}
		}
	}
}
