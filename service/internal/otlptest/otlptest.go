// Package otlptest is an OpenTelemetry collector for tests.
package otlptest

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	metricscollector "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	tracecollector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	metricspb "go.opentelemetry.io/proto/otlp/metrics/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// Collector accepts OTLP over HTTP and keeps it.
type Collector struct {
	URL string

	mu       sync.Mutex
	spans    []*tracepb.Span
	metrics  map[string]*metricspb.Metric // the last export of each
	resource map[string]string
	headers  http.Header
	requests map[string]int // by path
}

// Start starts a collector.
func Start(tb testing.TB) *Collector {
	c := &Collector{metrics: map[string]*metricspb.Metric{}, requests: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/traces", func(w http.ResponseWriter, r *http.Request) {
		export := receive(tb, w, r, &tracecollector.ExportTraceServiceRequest{})
		c.mu.Lock()
		defer c.mu.Unlock()
		c.count(r)
		for _, from := range export.GetResourceSpans() {
			c.resource = Attributes(from.GetResource().GetAttributes())
			for _, scope := range from.GetScopeSpans() {
				c.spans = append(c.spans, scope.GetSpans()...)
			}
		}
	})
	mux.HandleFunc("POST /v1/metrics", func(w http.ResponseWriter, r *http.Request) {
		export := receive(tb, w, r, &metricscollector.ExportMetricsServiceRequest{})
		c.mu.Lock()
		defer c.mu.Unlock()
		c.count(r)
		for _, from := range export.GetResourceMetrics() {
			c.resource = Attributes(from.GetResource().GetAttributes())
			for _, scope := range from.GetScopeMetrics() {
				for _, m := range scope.GetMetrics() {
					c.metrics[m.GetName()] = m
				}
			}
		}
	})
	server := httptest.NewServer(mux)
	tb.Cleanup(server.Close)
	c.URL = server.URL
	return c
}

func (c *Collector) count(r *http.Request) {
	c.headers = r.Header
	c.requests[r.URL.Path]++
}

func receive[M proto.Message](tb testing.TB, w http.ResponseWriter, r *http.Request, m M) M {
	body := r.Body
	if r.Header.Get("Content-Encoding") == "gzip" {
		unzipped, err := gzip.NewReader(r.Body)
		if err != nil {
			tb.Error(err)
			return m
		}
		body = unzipped
	}
	text, err := io.ReadAll(body)
	if err == nil {
		err = proto.Unmarshal(text, m)
	}
	if err != nil {
		tb.Errorf("%s: %v", r.URL.Path, err)
	}
	w.Header().Set("Content-Type", "application/x-protobuf")
	return m
}

// Spans returns the spans received so far.
func (c *Collector) Spans() []*tracepb.Span {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.spans[:len(c.spans):len(c.spans)]
}

// Metrics returns the metrics by name, as they were last received.
func (c *Collector) Metrics() map[string]*metricspb.Metric {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.metrics)
}

// Resource returns the attributes of whoever sent last.
func (c *Collector) Resource() map[string]string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.resource
}

// Headers returns those of the last request.
func (c *Collector) Headers() http.Header {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.headers
}

// Requests returns how many requests a path got.
func (c *Collector) Requests(path string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.requests[path]
}

// Attributes returns attributes as text.
func Attributes(list []*commonpb.KeyValue) map[string]string {
	text := map[string]string{}
	for _, a := range list {
		switch v := a.GetValue().GetValue().(type) {
		case *commonpb.AnyValue_StringValue:
			text[a.GetKey()] = v.StringValue
		case *commonpb.AnyValue_IntValue:
			text[a.GetKey()] = fmt.Sprint(v.IntValue)
		default:
			text[a.GetKey()] = fmt.Sprint(v)
		}
	}
	return text
}

// Silent returns the URL of a collector that accepts requests and never answers. The channel gets the context
// of its first request with traces, which ends when the exporter gives up.
func Silent(tb testing.TB) (url string, hanging <-chan context.Context) {
	first, ended := make(chan context.Context, 1), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // the context only ends early once the body has been read
		if r.URL.Path == "/v1/traces" {
			select {
			case first <- r.Context():
			default:
			}
		}
		select {
		case <-ended:
		case <-r.Context().Done():
		}
	}))
	tb.Cleanup(func() { close(ended); server.Close() })
	return server.URL, first
}
