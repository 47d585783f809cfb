package ecsservice

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// FluentBit returns a sidecar that is a log router: AWS for Fluent Bit 2.34 from ECR Public, for both
// architectures. Containers send it their output with LogTo. Change the result before you use it, such as
// Image to another version. Like each log router of ECS, it runs as root, which violates Security Hub
// control ECS.20. It writes to /tmp only. If it stops, the task stops, because the program's output
// would be lost.
func FluentBit() Container {
	return Container{
		Image:         pulumi.String("public.ecr.aws/aws-observability/aws-for-fluent-bit:2.34.3.20260818"),
		LogRouter:     &LogRouter{},
		User:          "0",
		AllowRoot:     true,
		MemoryMiB:     256,
		WritablePaths: map[string]string{"fluent-bit": "/tmp"}, // where the output to S3 buffers
	}
}

// OpenTelemetry returns a sidecar that sends traces to X-Ray: the AWS Distro for OpenTelemetry 0.50 from
// ECR Public, for both architectures. The program sends OTLP to localhost, to port 4317 by gRPC or 4318 by
// HTTP. Add [OpenTelemetryPermission] to Args.Permissions, and to subnets without a route to the internet
// the interface endpoint xray. Change the result before you use it: with another configuration in
// Command, it exports metrics too. The task survives without it. Cost: X-Ray bills each trace.
func OpenTelemetry() Container {
	return Container{
		Image:     pulumi.String("public.ecr.aws/aws-observability/aws-otel-collector:v0.50.0"),
		Command:   []string{"--config=/etc/ecs/ecs-xray.yaml"},
		Health:    &Health{Command: []string{"/healthcheck"}, StartPeriodSeconds: 10}, // the image has no shell
		MemoryMiB: 256,
		Optional:  true,
	}
}

// OpenTelemetryPermission returns what the collector of [OpenTelemetry] calls with the task role. IAM
// cannot restrict these actions to a resource.
func OpenTelemetryPermission() Permission {
	return Permission{
		Actions: []string{
			"xray:PutTraceSegments", "xray:PutTelemetryRecords",
			"xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:GetSamplingStatisticSummaries",
		},
		AnyResource: true,
	}
}
