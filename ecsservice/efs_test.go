package ecsservice_test

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/graphtest"
)

func withFiles(a *ecsservice.Args) {
	a.Volumes = map[string]ecsservice.EFSVolume{
		"files": {FileSystemID: pulumi.String("fs-1"), AccessPointID: pulumi.String("fsap-1")},
	}
	a.Container.WritablePaths = map[string]string{"files": "/files", "tmp": "/tmp"}
	a.Connections = map[string]infra.Connection{"files": {SecurityGroupID: pulumi.String("sg-files"), Port: 2049}}
}

func TestVolumesAreEncryptedOnTheWayAndNeedTheTaskRole(t *testing.T) {
	task := run(t, small(withFiles)).Only("TaskDefinition")
	for path, want := range map[string]any{
		"volumes[0].name": "files",
		"volumes[0].efsVolumeConfiguration.fileSystemId":                      "fs-1",
		"volumes[0].efsVolumeConfiguration.transitEncryption":                 "ENABLED",
		"volumes[0].efsVolumeConfiguration.authorizationConfig.accessPointId": "fsap-1",
		"volumes[0].efsVolumeConfiguration.authorizationConfig.iam":           "ENABLED",
		"volumes[1].name":                   "tmp",
		"volumes[1].efsVolumeConfiguration": nil,
	} {
		if got := task.Get(path); got != want {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
}

// Another access point shows another directory, and root may change what others own.
func TestProgramMayWriteThroughItsAccessPointOnly(t *testing.T) {
	g := run(t, small(withFiles))
	policy := g.Named("RolePolicy", "api--task")
	const fileSystem = " on arn:aws:elasticfilesystem:us-east-1:123456789012:file-system/fs-1"
	wantGrants(t, policy,
		"elasticfilesystem:ClientMount"+fileSystem, "elasticfilesystem:ClientWrite"+fileSystem)
	at := slices.IndexFunc(statements(policy, "policy"), func(s statement) bool {
		return s.Condition["StringEquals"]["elasticfilesystem:AccessPointArn"] ==
			"arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/fsap-1"
	})
	if at < 0 {
		t.Errorf("each access point is allowed: %+v", statements(policy, "policy"))
	}
	if !g.Only("ecs/service:Service").WaitsFor(policy) {
		t.Error("tasks may start before they may mount their files")
	}
}

func TestServiceWaitsForTheMountTarget(t *testing.T) {
	g := graphtest.Run(t, withOther(func(a *ecsservice.Args, other *cloudwatch.LogGroup) {
		withFiles(a)
		a.Volumes["files"] = ecsservice.EFSVolume{FileSystemID: other.Name, AccessPointID: pulumi.String("fsap-1")}
	}))
	if !g.Only("ecs/service:Service").WaitsFor(g.Named("LogGroup", "source")) {
		t.Error("the service does not wait for its file system")
	}
}
