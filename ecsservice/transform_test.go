package ecsservice_test

import (
	"reflect"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/graphtest"
)

// recorded sets every edit of a Transform and returns the fields that have not been called yet.
func recorded(transform any) map[string]bool {
	missing := map[string]bool{}
	for v, i := reflect.ValueOf(transform).Elem(), 0; i < v.NumField(); i++ {
		field := v.Type().Field(i).Name
		missing[field] = true
		v.Field(i).Set(reflect.MakeFunc(v.Field(i).Type(), func([]reflect.Value) []reflect.Value {
			delete(missing, field)
			return nil
		}))
	}
	return missing
}

func TestEveryEditReachesItsChild(t *testing.T) {
	args := small(full, func(a *ecsservice.Args) {
		a.Scaling.Schedules = map[string]ecsservice.Schedule{"night": {Cron: "0 20 * * ? *"}}
	})
	missing := recorded(&args.Transform)
	run(t, args)
	cluster := &ecsservice.ClusterArgs{ServiceConnect: true}
	missingOfCluster := recorded(&cluster.Transform)
	graphtest.Run(t, func(ctx *pulumi.Context) error {
		_, err := ecsservice.NewCluster(ctx, "main", cluster)
		return err
	})
	if len(missing)+len(missingOfCluster) > 0 {
		t.Errorf("the edits %v and %v were not called", missing, missingOfCluster)
	}
}
