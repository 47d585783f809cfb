// Command worker is a Pulumi program: a worker on Fargate Spot that scales with a queue, and a nightly
// job of the same image, in a VPC that exists.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsjob"
	"github.com/knwl-platform/infra/ecsservice"
)

func main() { pulumi.Run(program) }

func program(ctx *pulumi.Context) error {
	cfg := config.New(ctx, "")
	var subnets []string
	cfg.RequireObject("subnetIds", &subnets)
	queue := pulumi.String(cfg.Require("queueArn"))
	mailer, err := ecsservice.New(ctx, "mailer", &ecsservice.Args{
		Network: infra.Network{VPCID: pulumi.String(cfg.Require("vpcId")), SubnetIDs: pulumi.ToStringArray(subnets)},
		Container: ecsservice.Container{
			Image: pulumi.String(cfg.Require("image")), StopSeconds: 110, // AWS stops a Spot task with two minutes' notice
		},
		SpotPercent: new(100),
		Scaling: &ecsservice.Scaling{ // no task without a message
			Min: new(0), Max: 10, Queue: &ecsservice.Queue{ARN: queue, MessagesPerTask: 100},
		},
		Permissions: []ecsservice.Permission{{
			Actions:   []string{"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"},
			Resources: []pulumi.StringInput{queue},
		}},
	})
	if err != nil {
		return err
	}
	_, err = ecsjob.New(ctx, "mailer-report", &ecsjob.Args{
		Job: mailer.ForJob(), Command: []string{"/mailer", "report"},
		When: ecsjob.When{Cron: "0 3 * * ? *", Timezone: "Europe/Berlin"},
	})
	if err != nil {
		return err
	}
	ctx.Export("service", mailer.ServiceName)
	return nil
}
