package ecsservice_test

import (
	"maps"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/graphtest"
)

// A job must not run a revision that a rolling deployment has just rolled back.
func TestJobRunsTheNewestRevisionOnceItIsDeployed(t *testing.T) {
	g := graphtest.Run(t, func(ctx *pulumi.Context) error {
		service, err := ecsservice.New(ctx, "api", small())
		if err != nil {
			return err
		}
		job := service.ForJob()
		if job.ContainerName != "api" || job.PublicIP || !maps.Equal(job.CapacityProviders, map[string]int{"FARGATE": 1}) {
			t.Errorf("the job is %+v", job)
		}
		return graphtest.Consume(ctx, map[string]pulumi.StringInput{
			"task": job.TaskDefinitionARN, "family": job.Family, "cluster": job.ClusterARN,
			"execution": job.ExecutionRoleARN, "role": job.TaskRoleARN,
			"subnet": at(job.SubnetIDs), "group": at(job.SecurityGroupIDs),
		})
	})
	task := g.Only("TaskDefinition")
	for name, want := range map[string]any{
		"task": task.Output("arn"), "family": task.Get("family"), "cluster": g.Only("ecs/cluster:Cluster").Output("arn"),
		"execution": g.Named("iam/role:Role", "api--execution").Output("arn"),
		"role":      g.Named("iam/role:Role", "api--task").Output("arn"),
		"subnet":    "subnet-1", "group": g.Only("ec2/securityGroup:SecurityGroup").ID,
	} {
		if got := g.Named("Topic", name).Get("displayName"); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	if !g.Named("Topic", "task").WaitsFor(g.Only("ecs/service:Service")) {
		t.Error("the job does not wait for the deployment")
	}
	if g.Named("Topic", "family").WaitsFor(g.Only("ecs/service:Service")) {
		t.Error("the family, which does not change, waits for the deployment")
	}
}

func at(list pulumi.StringArrayInput) pulumi.StringInput {
	return list.ToStringArrayOutput().Index(pulumi.Int(0))
}
