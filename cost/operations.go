package cost

import "strings"

// metricAlarm is paid for by the metrics that it watches. A band of expected values counts as two more.
func metricAlarm(b *bill, r *Resource) {
	code, metrics := "alarm/standard", 0.0
	queries, known := r.list("metricQueries")
	if !known {
		b.assume("its metrics are not known yet; assumed one")
	}
	for _, q := range queries {
		if query, _ := q.(map[string]any); query["metric"] != nil {
			metrics++
		}
	}
	if b.text(r, "a band", "thresholdMetricId") != "" {
		metrics += 2
	}
	if period := b.number(r, 10, "period"); period > 0 && period < 60 {
		code = "alarm/high-resolution"
	}
	b.fixed(code, max(metrics, 1))
}

// scalingPolicy prices the two alarms that target tracking creates. They are in no program. Other
// policies have alarms of their own.
func scalingPolicy(b *bill, r *Resource) {
	if b.text(r, "TargetTrackingScaling", "policyType") != "TargetTrackingScaling" {
		return
	}
	metrics := 0.0
	list, known := r.list("targetTrackingScalingPolicyConfiguration", "customizedMetricSpecification", "metrics")
	if !known {
		b.assume("its metrics are not known yet; assumed one")
	}
	for _, m := range list {
		if metric, _ := m.(map[string]any); metric["metricStat"] != nil {
			metrics++
		}
	}
	b.fixed("alarm/standard", 2*max(metrics, 1))
}

func logGroup(b *bill, r *Resource) {
	written := "logs/standard"
	if b.text(r, "STANDARD", "logGroupClass") == "INFREQUENT_ACCESS" {
		written = "logs/infrequent"
	}
	b.use(written, "logs/storage")
}

func key(b *bill, _ *Resource) {
	b.fixed("kms/key", 1)
	b.use("kms/requests")
}

// secret prices a secret, and each copy of it in another region.
func secret(b *bill, r *Resource) {
	replicas, known := r.list("replicas")
	if !known {
		b.cannot("its replicas are not known yet; none is in the sum")
	}
	b.fixed("secret", float64(1+len(replicas)))
	b.use("secret/calls")
}

func parameter(b *bill, r *Resource) {
	if b.text(r, "Advanced", "tier") == "Advanced" {
		b.fixed("ssm/advanced", 1)
	}
}

func subscription(b *bill, r *Resource) {
	if protocol := b.text(r, "sms", "protocol"); strings.HasPrefix(protocol, "email") {
		b.use("sns/email")
	} else if protocol == "sms" {
		b.cannot("text messages have no price here")
	}
}

func queue(b *bill, r *Resource) {
	if b.yes(r, "fifoQueue") {
		b.use("sqs/fifo")
		return
	}
	b.use("sqs/standard")
}

// fileSystem prices EFS with elastic throughput.
func fileSystem(b *bill, r *Resource) {
	stored := "efs/standard"
	if b.text(r, "", "availabilityZoneName") != "" {
		stored = "efs/one-zone"
	}
	b.use(stored)
	switch b.text(r, "provisioned", "throughputMode") {
	case "elastic":
		b.use("efs/read", "efs/write")
	case "provisioned":
		b.cannot("provisioned throughput has no price here")
	}
}
