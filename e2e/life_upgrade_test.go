package e2e

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"

	databases "github.com/knwl-platform/infra/database"
)

// The emulator rejects an upgrade with the parameter group of the old version, and the deletion of a
// parameter group that is in use.
func upgrade(t *testing.T) {
	program := &life{main: databases.Args{AllowDeletion: true}}
	l := born(t, program)
	before := l.instance(l.id)
	if !aws.ToBool(before.AutoMinorVersionUpgrade) {
		t.Error("RDS does not upgrade the minor version")
	}
	l.modify(l.id, rds.ModifyDBInstanceInput{EngineVersion: aws.String("16.11")}) // as RDS does
	l.settled()
	if version := aws.ToString(l.instance(l.id).EngineVersion); version != "16.11" {
		t.Errorf("the version is %s again", version)
	}

	program.main.EngineVersion, program.main.AllowMajorUpgrade, program.main.ApplyImmediately = "17", true, true
	l.up(map[string]string{
		of("main", parameterGroupOf): "replace, create first: family",
		of("main", instanceOf):       "update: allowMajorVersionUpgrade, applyImmediately, engineVersion, parameterGroupName",
	})
	after := l.instance(l.id)
	if version := aws.ToString(after.EngineVersion); !strings.HasPrefix(version, "17.") {
		t.Errorf("the version is %s", version)
	}
	if changed := differences(before, after); !slices.Equal(changed, []string{"DBParameterGroups", "EngineVersion"}) {
		t.Errorf("the upgrade changed %q", changed)
	}
	if ssl := l.parameter(after, "rds.force_ssl"); ssl != "1" {
		t.Errorf("after the upgrade, rds.force_ssl is %q", ssl)
	}
	l.settled()
	program.main.AllowMajorUpgrade, program.main.ApplyImmediately = false, false
	l.up(map[string]string{of("main", instanceOf): "update: allowMajorVersionUpgrade, applyImmediately"})
	l.end(l.id + "-final")
}

// differences returns the names of the properties in which two answers of RDS differ.
func differences(before, after rdstypes.DBInstance) (names []string) {
	properties := func(instance rdstypes.DBInstance) (all map[string]any) {
		instance.LatestRestorableTime = nil
		document, err := json.Marshal(instance)
		if err == nil {
			err = json.Unmarshal(document, &all)
		}
		if err != nil {
			panic(err)
		}
		return all
	}
	was, is := properties(before), properties(after)
	for _, name := range slices.Sorted(maps.Keys(is)) {
		if !reflect.DeepEqual(was[name], is[name]) {
			names = append(names, name)
		}
	}
	return names
}
