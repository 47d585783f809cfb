package ingress_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ingress"
)

func TestAccessLogsAreOptional(t *testing.T) {
	if got := run(t, ingress.Args{}).Only("LoadBalancer").Get("accessLogs"); got != nil {
		t.Errorf("without AccessLogs they are %v", got)
	}
	logs := &ingress.AccessLogs{Bucket: pulumi.String("logs"), Prefix: "web"}
	balancer := run(t, ingress.Args{AccessLogs: logs}).Only("LoadBalancer")
	for property, want := range map[string]any{"bucket": "logs", "prefix": "web", "enabled": true} {
		if got := balancer.Get("accessLogs." + property); got != want {
			t.Errorf("%s is %v, want %v", property, got, want)
		}
	}
}

// The provider takes a missing block as no change, and then the load balancer goes on logging.
func TestAccessLogsAreTurnedOffInPlace(t *testing.T) {
	logs := &ingress.AccessLogs{Bucket: pulumi.String("logs"), Off: true}
	balancer := run(t, ingress.Args{AccessLogs: logs}).Only("LoadBalancer")
	if balancer.Get("accessLogs.enabled") != false || balancer.Get("accessLogs.bucket") != "logs" {
		t.Errorf("the logs are %v", balancer.Get("accessLogs"))
	}
}
