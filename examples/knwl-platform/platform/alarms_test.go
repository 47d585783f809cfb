package platform

import (
	"slices"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/internal/alarmsim"
)

// firing lists the alarms that fire in each scenario. All others must stay quiet.
var firing = map[string]map[string][]string{
	"dev": {
		alarmsim.DeadService: {
			"api-main-5xx", "ecs-api-tasks", "target-api-balancer", "target-api-nohost",
		},
		alarmsim.DeadAtNight: {"ecs-api-tasks", "target-api-nohost"},
		alarmsim.SlowDatabase: {
			"api-main-integration", "api-main-latency", "rds-main-connections", "rds-main-cpu", "rds-main-disk",
			"target-api-latency",
		},
		alarmsim.BadVersion: {
			"api-main-5xx", "api-main-integration", "log-api-errors", "target-api-5xx", "target-api-latency", "target-api-rate",
		},
		alarmsim.CrashingTask: {"api-main-5xx", "target-api-balancer", "target-api-unhealthy"},
		alarmsim.NoResponse:   {"api-main-5xx", "target-api-balancer"},
		alarmsim.FullDatabase: {"rds-main-freeable", "rds-main-storage"},
	},
	"prod": {
		alarmsim.DeadService: {
			"api-main-5xx", "ecs-api-tasks", "target-api-balancer", "target-api-nohost",
		},
		alarmsim.DeadAtNight: {"ecs-api-tasks", "target-api-nohost"},
		alarmsim.SlowDatabase: {
			"api-main-integration", "api-main-latency", "rds-main-cpu", "rds-main-disk", "target-api-latency",
		},
		alarmsim.BadVersion: {
			"api-main-5xx", "api-main-integration", "log-api-errors", "target-api-green-5xx", "target-api-green-latency",
			"target-api-green-rate",
		},
		alarmsim.CrashingTask: {"api-main-5xx", "target-api-balancer", "target-api-green-unhealthy"},
		alarmsim.NoResponse:   {"api-main-5xx", "target-api-balancer"},
		alarmsim.FullDatabase: {"rds-main-freeable", "rds-main-storage"},
	},
}

func TestAlarmsOfThePresetsFireWhenTheyShould(t *testing.T) {
	for name, scenarios := range firing {
		g := run(t, preset(name))
		for _, scenario := range alarmsim.Scenarios {
			want := []string{}
			for _, alarm := range scenarios[scenario] {
				want = append(want, "knwl--"+alarm)
			}
			if got := alarmsim.Fired(g, scenario); !slices.Equal(got, want) {
				t.Errorf("%s, %s: fired\n%s, want\n%s", name, scenario, strings.Join(got, " "), strings.Join(want, " "))
			}
		}
		for _, fault := range alarmsim.Faults(g) {
			t.Errorf("%s: %s", name, fault)
		}
	}
}

// docs/observability.md has these sums.
func TestAlarmsOfThePresetsCostWhatTheDocumentationSays(t *testing.T) {
	for name, want := range map[string]int{"dev": 22, "prod": 28} {
		metrics := 0
		for _, alarm := range run(t, preset(name)).All("MetricAlarm") {
			metrics += alarmsim.Metrics(alarm)
		}
		if metrics != want {
			t.Errorf("%s has alarms on %d metrics, want %d", name, metrics, want)
		}
	}
}
