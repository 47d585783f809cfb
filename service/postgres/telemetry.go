package postgres

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/semconv/v1.40.0/dbconv"
)

// measure makes meter watch the connections, under the names of OpenTelemetry's semantic conventions.
func (s *Store) measure(meter metric.Meter) {
	count, most := dbconv.ClientConnectionCount{}, dbconv.ClientConnectionMax{}
	connections, err := meter.Int64ObservableUpDownCounter(count.Name(),
		metric.WithUnit(count.Unit()), metric.WithDescription(count.Description()))
	if err != nil {
		panic(err) // only a bug in the program can cause it
	}
	limit, err := meter.Int64ObservableUpDownCounter(most.Name(),
		metric.WithUnit(most.Unit()), metric.WithDescription(most.Description()))
	if err != nil {
		panic(err)
	}
	observe := func(_ context.Context, o metric.Observer) error {
		for name, p := range s.pools() {
			of, stat := attribute.String("db.client.connection.pool.name", name), p.Stat()
			in := func(state dbconv.ClientConnectionStateAttr) metric.MeasurementOption {
				return metric.WithAttributes(of, attribute.String("db.client.connection.state", string(state)))
			}
			o.ObserveInt64(connections, int64(stat.AcquiredConns()), in(dbconv.ClientConnectionStateUsed))
			o.ObserveInt64(connections, int64(stat.IdleConns()), in(dbconv.ClientConnectionStateIdle))
			o.ObserveInt64(limit, int64(stat.MaxConns()), metric.WithAttributes(of))
		}
		return nil
	}
	if _, err := meter.RegisterCallback(observe, connections, limit); err != nil {
		panic(err)
	}
}

func (s *Store) pools() map[string]*pool {
	if s.replica == nil {
		return map[string]*pool{"primary": s.pool}
	}
	return map[string]*pool{"primary": s.pool, "replica": s.replica.pool}
}
