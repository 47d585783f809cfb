package postgres

import (
	"fmt"
	"net/url"
	"testing"

	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

func TestConnectionsAreMeasured(t *testing.T) {
	primary, standby := startReplicated(t)
	cfg := Config{URL: primary.NewDatabase(t) + "&pool_max_conns=3"}
	u, err := url.Parse(cfg.URL)
	if err != nil {
		t.Fatal(err)
	}
	cfg.ReadURL = standby.URL(u.Path[1:])
	reader := sdkmetric.NewManualReader()
	cfg.Meter = sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)).Meter("test")
	s := mustOpen(t, cfg)
	busy, err := s.replica.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Release()

	var all metricdata.ResourceMetrics
	if err := reader.Collect(t.Context(), &all); err != nil {
		t.Fatal(err)
	}
	got := map[string]int64{}
	for _, m := range all.ScopeMetrics[0].Metrics {
		for _, point := range m.Data.(metricdata.Sum[int64]).DataPoints {
			name, _ := point.Attributes.Value("db.client.connection.pool.name")
			state, _ := point.Attributes.Value("db.client.connection.state")
			got[fmt.Sprintf("%s %s %s", m.Name, name.AsString(), state.AsString())] = point.Value
		}
	}
	for name, want := range map[string]int64{
		"db.client.connection.max primary ": 3, "db.client.connection.max replica ": 10,
		"db.client.connection.count replica used": 1, "db.client.connection.count primary used": 0,
		"db.client.connection.count replica idle": int64(s.replica.Stat().IdleConns()),
	} {
		if value, there := got[name]; !there || value != want {
			t.Errorf("%s is %d, want %d, of %v", name, value, want, got)
		}
	}
}
