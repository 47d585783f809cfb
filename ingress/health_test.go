package ingress_test

import (
	"testing"

	"github.com/knwl-platform/infra/ingress"
)

// All values differ, so none can come from another field.
func TestEachHealthSettingReachesItsProperty(t *testing.T) {
	delay := 17
	group := run(t, ingress.Args{Targets: map[string]ingress.Target{"api": {
		HealthPath: "/up", HealthPort: 9090, HealthCodes: "204", HealthIntervalSeconds: 45, HealthTimeoutSeconds: 6,
		HealthyThreshold: 3, UnhealthyThreshold: 7, DeregistrationDelaySeconds: &delay,
	}}}).Only("TargetGroup")
	for property, want := range map[string]any{
		"healthCheck.enabled": true, "healthCheck.protocol": "HTTP",
		"healthCheck.path": "/up", "healthCheck.port": "9090", "healthCheck.matcher": "204",
		"healthCheck.interval": 45.0, "healthCheck.timeout": 6.0,
		"healthCheck.healthyThreshold": 3.0, "healthCheck.unhealthyThreshold": 7.0,
		"deregistrationDelay": 17.0,
	} {
		if got := group.Get(property); got != want {
			t.Errorf("%s is %v, want %v", property, got, want)
		}
	}
}

// The default timeout becomes shorter than an interval that the caller sets.
func TestHealthTimeoutFitsAShortInterval(t *testing.T) {
	short := api
	short.HealthIntervalSeconds = 5
	group := run(t, ingress.Args{Targets: map[string]ingress.Target{"api": short}}).Only("TargetGroup")
	if got := group.Get("healthCheck.timeout"); got != 4.0 {
		t.Errorf("a check every 5 seconds may take %v", got)
	}
}
