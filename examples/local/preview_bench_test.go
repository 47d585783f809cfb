//go:build unix

package main

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/examples/knwl-platform/platform"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/network"
)

// BenchmarkPreview previews new stacks on the offline provider: the platform, and services behind one load
// balancer. docs/performance.md has its figures.
func BenchmarkPreview(b *testing.B) {
	for _, stack := range []string{"dev", "prod"} {
		b.Run(stack, func(b *testing.B) { preview(b, member{"knwl-platform", stack}, platform.Run) })
	}
	for _, n := range []int{1, 5, 20} {
		b.Run(fmt.Sprintf("services=%d", n), func(b *testing.B) { preview(b, member{"web", "dev"}, services(n)) })
	}
}

func preview(b *testing.B, m member, program pulumi.RunFunc) {
	s, err := openStack(b.Context(), repository(b), m, "")
	if err != nil {
		b.Fatal(err)
	}
	s.Workspace().SetProgram(program)
	var last auto.PreviewResult
	before := cpuSeconds(b)
	for b.Loop() {
		if last, err = s.Preview(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	resources := 0
	for _, n := range last.ChangeSummary {
		resources += n
	}
	b.ReportMetric(float64(resources), "resources")
	b.ReportMetric((cpuSeconds(b)-before)/float64(b.N), "cpu-s/op")
}

// cpuSeconds returns the CPU time of this process, which runs the program and the provider, and of the CLI
// processes that have ended. Unlike the time on the clock, it hardly depends on what else the machine does.
func cpuSeconds(b *testing.B) (sum float64) {
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var usage syscall.Rusage
		if err := syscall.Getrusage(who, &usage); err != nil {
			b.Fatal(err)
		}
		sum += time.Duration(usage.Utime.Nano() + usage.Stime.Nano()).Seconds()
	}
	return sum
}

// services is a program of n services behind one load balancer, in one cluster.
func services(n int) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		net, err := network.New(ctx, "shop", &network.Args{Egress: network.EgressSingleNAT})
		if err != nil {
			return err
		}
		targets := map[string]ingress.Target{}
		for i := range n {
			targets[fmt.Sprintf("s%d", i)] = ingress.Target{
				HealthPath: "/health", Paths: []string{fmt.Sprintf("/s%d/*", i)}, Priority: i + 1,
			}
		}
		front, err := ingress.New(ctx, "shop", &ingress.Args{Network: net.Public(), Public: true, Targets: targets})
		if err != nil {
			return err
		}
		cluster, err := ecsservice.NewCluster(ctx, "shop", nil)
		if err != nil {
			return err
		}
		for name := range targets {
			if _, err := ecsservice.New(ctx, "shop-"+name, &ecsservice.Args{
				Network: net.Private(), ClusterARN: cluster.ClusterARN, LoadBalancer: front.Targets[name].ForService(),
				Container: ecsservice.Container{Image: pulumi.String("example/shop:1"), Port: 8080},
			}); err != nil {
				return err
			}
		}
		return nil
	}
}
