package main

import (
	"testing"

	"github.com/knwl-platform/infra/internal/graphtest"
)

func TestRepositoryKeepsDeployedTagsAndTheNewestImages(t *testing.T) {
	g := graphtest.Run(t, run)
	repository := g.Only("aws:ecr/repository:Repository")
	if repository.Text("imageTagMutability") != "IMMUTABLE" ||
		repository.Get("imageScanningConfiguration.scanOnPush") != true {
		t.Errorf("the repository is %v, want immutable tags and a scan on push (ECR.1, ECR.2)", repository.Inputs)
	}
	var policy struct {
		Rules []struct{ Selection struct{ CountNumber int } }
	}
	g.Only("LifecyclePolicy").JSON("policy", &policy) // ECR.3
	if len(policy.Rules) != 1 || policy.Rules[0].Selection.CountNumber != 200 {
		t.Errorf("the lifecycle is %+v, want the newest 200 images kept", policy)
	}
}
