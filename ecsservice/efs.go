package ecsservice

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/iampolicy"
)

// EFSVolume is a directory of an EFS file system in the service's account and region. Both fields are
// required. Traffic is encrypted, and the task role may mount and write through this access point, not as
// root. Changing it starts a deployment. Cost: EFS bills storage and throughput.
type EFSVolume struct {
	// FileSystemID is the file system. It needs a mount target in each zone of the tasks: give the
	// FileSystemId of a mount target, and the tasks start after it.
	FileSystemID pulumi.StringInput
	// AccessPointID is the access point to mount. It says which directory, and as which user files are
	// written.
	AccessPointID pulumi.StringInput
}

func init() {
	check.Fields[EFSVolume](map[string]check.Field{
		"FileSystemID":  {Kind: arn.FileSystem, Rule: "required", Fix: "give the id of an EFS file system"},
		"AccessPointID": {Kind: arn.AccessPoint, Rule: "required", Fix: "give the id of an access point of the file system"},
	})
}

const nfsPort = 2049

func (v EFSVolume) configuration() ecs.TaskDefinitionVolumeEfsVolumeConfigurationPtrInput {
	return ecs.TaskDefinitionVolumeEfsVolumeConfigurationArgs{
		FileSystemId:      v.FileSystemID.ToStringOutput(),
		TransitEncryption: pulumi.String("ENABLED"),
		AuthorizationConfig: ecs.TaskDefinitionVolumeEfsVolumeConfigurationAuthorizationConfigArgs{
			AccessPointId: v.AccessPointID.ToStringOutput(),
			Iam:           pulumi.String("ENABLED"),
		},
	}
}

// volumeStatements allow writing through exactly the access points of the volumes.
func (b *builder) volumeStatements() (list []iampolicy.Statement) {
	named := func(kind string, id pulumi.StringInput) pulumi.StringInput {
		return pulumi.Sprintf("%s:%s/%s", b.place.Expand("arn:{partition}:elasticfilesystem:{region}:{account}"), kind, id)
	}
	for _, key := range slices.Sorted(maps.Keys(b.Volumes)) {
		list = append(list, iampolicy.Statement{
			Actions:   []string{"elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"},
			Resources: []pulumi.StringInput{named("file-system", b.Volumes[key].FileSystemID)},
			Conditions: iampolicy.Conditions{"StringEquals": {
				"elasticfilesystem:AccessPointArn": named("access-point", b.Volumes[key].AccessPointID),
			}},
		})
	}
	return list
}

func (c config) checkVolumes(wrong *check.Mistakes) {
	mounted, reachable := map[string]bool{}, false
	for _, container := range c.containers {
		for volume := range container.WritablePaths {
			mounted[volume] = true
		}
	}
	for _, connection := range c.Connections {
		reachable = reachable || connection.Port == nfsPort
	}
	for _, key := range slices.Sorted(maps.Keys(c.Volumes)) {
		if !mounted[key] {
			wrong.Add(check.At("Volumes", key), key, "is in WritablePaths of no container; add it to one, or remove it")
		}
	}
	if len(c.Volumes) > 0 && !reachable {
		wrong.Add("Volumes", c.Volumes, "needs an entry of Connections with port %d, because tasks mount file systems "+
			"through it; add one to the security group of the mount targets", nfsPort)
	}
}
