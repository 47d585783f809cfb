package platform

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
)

// trace adds a collector to the tasks, and makes the service send it a part of its traces. Clients cannot
// choose that part: the sampler decides by the trace id, and without propagators the service ignores theirs.
func trace(service *ecsservice.Args, percent int) {
	collector := ecsservice.OpenTelemetry()
	service.Sidecars["collector"] = collector
	service.Permissions = append(service.Permissions, ecsservice.OpenTelemetryPermission())
	service.Container.DependsOn["collector"] = ecsservice.Started // so it also stops after the service
	environment := service.Container.Environment
	environment["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = pulumi.String("http://localhost:4318/v1/traces")
	environment["OTEL_PROPAGATORS"] = pulumi.String("none")
	environment["OTEL_TRACES_SAMPLER"] = pulumi.String("traceidratio")
	environment["OTEL_TRACES_SAMPLER_ARG"] = pulumi.Sprintf("%.2f", float64(percent)/100)
	environment["GOMEMLIMIT"] = pulumi.Sprintf("%dMiB", (service.MemoryMiB-collector.MemoryMiB)*4/5)
}
