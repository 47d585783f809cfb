package ecsservice

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/child"
)

// createLogGroup creates the log group first, so that it has a retention period and is deleted
// last.
func (b *builder) createLogGroup() (err error) {
	b.logGroup, err = child.New(b.Parent, cloudwatch.NewLogGroup, b.Name, &cloudwatch.LogGroupArgs{
		RetentionInDays: pulumi.Int(b.LogRetentionDays),
		Tags:            child.Tags(b.Tags, b.Name),
	}, b.Transform.LogGroup)
	if err != nil {
		return err
	}
	b.place = b.PlaceOf("the log group", b.logGroup.Arn)
	return nil
}

// physicalName is the name of cluster and task definition.
func (b *builder) physicalName() pulumi.StringOutput { return ecsNameOf(b.logGroup) }

// ecsNameOf returns a log group's auto-generated name, which is unique in the account and region.
// Cluster and task definition reuse it so that their names are known early. They ignore later changes
// of it, so no other service may take the old name of a log group that Transform renames.
func ecsNameOf(group *cloudwatch.LogGroup) pulumi.StringOutput {
	return group.Name.ApplyT(toECSName).(pulumi.StringOutput)
}

// longestECSName is the limit for names of clusters and task definitions.
const longestECSName = 255

var notInECSName = regexp.MustCompile(`[^A-Za-z0-9_-]+`)

// toECSName returns the name of a log group as a name that ECS accepts. If it has to change or cut
// the name it appends a hash, so that two log groups get different names.
func toECSName(logGroup string) string {
	if check.IsECSName(logGroup) && len(logGroup) <= longestECSName {
		return logGroup
	}
	sum := sha256.Sum256([]byte(logGroup))
	plain := strings.Trim(notInECSName.ReplaceAllString(logGroup, "-"), "-")
	return plain[:min(len(plain), longestECSName-9)] + "-" + hex.EncodeToString(sum[:4])
}
