package rollout_test

import (
	"context"
	"log"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

// deployOutput brings what an output of bluegreen.DeploymentGroup says into production.
func deployOutput(ctx context.Context, cfg aws.Config, output string) error {
	target, err := rollout.ParseTarget(output)
	if err != nil {
		return err
	}
	events := func(e rollout.Event) { log.Printf("%T %+v", e, e) }
	client := rollout.New(cfg, target)
	plan, err := client.Plan(ctx, rollout.PlanOptions{})
	if err != nil {
		return err
	}
	deployment, err := client.Start(ctx, plan)
	if err != nil {
		return err
	}
	if deployment == nil { // the version already serves
		return client.AwaitHealthy(ctx, events)
	}
	return deployment.Wait(ctx, rollout.WaitOptions{Events: events})
}

func Example() {
	var cfg aws.Config // of the SDK's package config
	var output string  // of the stack
	if err := deployOutput(context.Background(), cfg, output); err != nil {
		log.Fatal(err)
	}
}
