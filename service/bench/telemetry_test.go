package bench

import (
	"testing"
	"time"

	"github.com/knwl-platform/infra/service/internal/otlptest"
)

// BenchmarkTelemetry measures the CPU time of the service for a search on PostgreSQL, without a collector
// and with one that gets every request's spans.
func BenchmarkTelemetry(b *testing.B) {
	env, store := backends[1].fresh(b)
	seven.load(b, store, "t1", size)
	for name, collector := range map[string]string{"off": "", "on": otlptest.Start(b).URL} {
		b.Run(name, func(b *testing.B) {
			s := start(b, env, "OTEL_EXPORTER_OTLP_ENDPOINT="+collector)
			search := overHTTP(b, seven, s)
			before := cpuTime(b, s.Process.Pid)
			measure(b, 8, search)
			b.ReportMetric(float64((cpuTime(b, s.Process.Pid)-before)/time.Microsecond)/float64(b.N), "service-cpu-us")
		})
	}
}
