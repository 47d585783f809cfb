package http

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/knwl-platform/infra/service"
)

// metrics counts requests once, for both /metrics and /api/v1/metrics.
type metrics struct {
	started  time.Time
	own      *prometheus.Registry
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	text     http.Handler
}

func newMetrics(store service.Store, now time.Time) *metrics {
	m := &metrics{
		started: now,
		own:     prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "knwl_requests_total",
			Help: "Requests answered, by endpoint, tenant (empty if none was opened) and status.",
		}, []string{"endpoint", "tenant", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "knwl_request_duration_seconds",
			Help:    "Time from the request's header to the end of its answer, by endpoint.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"endpoint"}),
	}
	m.own.MustRegister(m.requests, m.duration)
	rest := prometheus.NewRegistry()
	rest.MustRegister(documents{store}, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.text = promhttp.HandlerFor(prometheus.Gatherers{m.own, rest},
		promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError})
	return m
}

func (m *metrics) observe(endpoint, tenant string, status int, took time.Duration) {
	m.requests.WithLabelValues(endpoint, tenant, strconv.Itoa(status)).Inc()
	m.duration.WithLabelValues(endpoint).Observe(took.Seconds())
}

func (h *Handler) metricsText(w http.ResponseWriter, r *http.Request) error {
	h.metrics.text.ServeHTTP(w, r)
	return nil
}

// documents is a collector that reads the numbers of documents from the store.
type documents struct{ store service.Store }

var documentsDesc = prometheus.NewDesc("knwl_documents", "Documents stored, by tenant.", []string{"tenant"}, nil)

const countTimeout = 2 * time.Second

func (documents) Describe(ch chan<- *prometheus.Desc) { ch <- documentsDesc }

func (d documents) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), countTimeout)
	defer cancel()
	counts, err := d.store.Counts(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(documentsDesc, err)
		return
	}
	for tenant, n := range counts {
		ch <- prometheus.MustNewConstMetric(documentsDesc, prometheus.GaugeValue, float64(n), tenant)
	}
}
