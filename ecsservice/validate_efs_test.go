package ecsservice

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/check/checktest"
)

func TestResolveRefusesVolumes(t *testing.T) {
	files := func(change ...func(*Args)) Args {
		return valid(append([]func(*Args){func(a *Args) {
			a.Volumes = map[string]EFSVolume{
				"files": {FileSystemID: pulumi.String("fs-1"), AccessPointID: pulumi.String("fsap-1")},
			}
			a.Container.WritablePaths = map[string]string{"files": "/files"}
			a.Connections = map[string]infra.Connection{"files": {SecurityGroupID: pulumi.String("sg-1"), Port: 2049}}
		}}, change...)...)
	}
	if _, err := resolve("api", files()); err != nil {
		t.Fatal(err)
	}

	checktest.Table[Args]{
		"a volume of nobody": {
			Args: files(func(a *Args) { a.Container.WritablePaths = map[string]string{"file": "/files"} }),
			Want: `Volumes["files"] "files": is in WritablePaths of no container`,
		},
		"no way to the file system": {
			Args: files(func(a *Args) { a.Connections = nil }),
			Want: `Volumes (1 entry): needs an entry of Connections with port 2049`,
		},
		"no file system": {
			Args: files(func(a *Args) { a.Volumes["files"] = EFSVolume{AccessPointID: pulumi.String("fsap-1")} }),
			Want: `Volumes["files"].FileSystemID (not set): is required`,
		},
		"no access point": {
			Args: files(func(a *Args) { a.Volumes["files"] = EFSVolume{FileSystemID: pulumi.String("fs-1")} }),
			Want: `Volumes["files"].AccessPointID (not set): is required`,
		},
		"an ARN": {
			Args: files(func(a *Args) {
				a.Volumes["files"] = EFSVolume{FileSystemID: pulumi.String("arn:aws:x"), AccessPointID: pulumi.String("fsap-1")}
			}),
			Want: `Volumes["files"].FileSystemID "arn:aws:x": must be an EFS file system id, such as fs-`,
		},
	}.Run(t, func(a Args) error { _, err := resolve("api", a); return err })
}
