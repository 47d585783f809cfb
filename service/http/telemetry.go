package http

import (
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.40.0"
	"go.opentelemetry.io/otel/semconv/v1.40.0/httpconv"
	"go.opentelemetry.io/otel/trace"
)

// Spans and metrics follow OpenTelemetry's semantic conventions for HTTP, with one exception: a span has
// neither the path nor the query. Strangers choose them, and they contain what tenants search for.

// startSpan starts the span of a tenant's request, which continues the client's trace if there is one.
func (h *Handler) startSpan(r *http.Request) *http.Request {
	if h.tracer == nil {
		return r
	}
	ex := exchangeOf(r)
	ctx := h.propagator.Extract(r.Context(), traceHeaders(r.Header))
	ctx, ex.span = h.tracer.Start(ctx, ex.endpoint, trace.WithSpanKind(trace.SpanKindServer),
		trace.WithAttributes(requestAttributes(r, ex.endpoint)...))
	return r.WithContext(ctx)
}

// endSpan ends the span of a request, if it has one.
func (ex *exchange) endSpan(status int) {
	if ex.span == nil {
		return
	}
	ex.span.SetAttributes(semconv.HTTPResponseStatusCode(status),
		attribute.String("tenant_id", ex.tenant)) // as in the log
	if status >= 500 {
		ex.span.SetStatus(codes.Error, "")
		ex.span.SetAttributes(semconv.ErrorTypeKey.String(strconv.Itoa(status)))
	}
	ex.span.End()
}

// ids returns what identifies a request in the log: its id and, if it is traced, those of its span.
func (ex *exchange) ids() slog.Attr {
	id := slog.String("request_id", ex.id)
	if ex.span == nil || !ex.span.SpanContext().IsSampled() {
		return id
	}
	span := ex.span.SpanContext()
	return slog.Attr{Value: slog.GroupValue(id, // a group without a name is part of the line
		slog.String("trace_id", span.TraceID().String()), slog.String("span_id", span.SpanID().String()))}
}

// traceHeaders are a request's headers without a tracestate that is longer than the 512 characters that
// everybody must accept: spans keep it in memory.
type traceHeaders http.Header

func (t traceHeaders) Get(name string) string {
	value := http.Header(t).Get(name)
	if strings.EqualFold(name, "tracestate") && len(value) > 512 {
		return ""
	}
	return value
}

func (t traceHeaders) Set(name, value string) { http.Header(t).Set(name, value) }
func (t traceHeaders) Keys() []string         { return propagation.HeaderCarrier(t).Keys() }

// durations is the histogram of all requests.
type durations struct{ httpconv.ServerRequestDuration }

// newDurations returns nil without a meter.
func newDurations(meter metric.Meter) *durations {
	if meter == nil {
		return nil
	}
	histogram, err := httpconv.NewServerRequestDuration(meter, metric.WithExplicitBucketBoundaries(
		.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10)) // the convention's
	if err != nil {
		panic(err) // only a bug in the program can cause it
	}
	return &durations{histogram}
}

func (d *durations) observe(r *http.Request, endpoint string, status int, took time.Duration) {
	if d == nil {
		return
	}
	labels := append(requestAttributes(r, endpoint), semconv.HTTPResponseStatusCode(status))
	if status >= 500 {
		labels = append(labels, semconv.ErrorTypeKey.String(strconv.Itoa(status)))
	}
	d.RecordSet(r.Context(), took.Seconds(), attribute.NewSet(labels...))
}

// requestAttributes returns what spans and metrics say about a request. A client cannot make any number of
// different ones.
func requestAttributes(r *http.Request, endpoint string) []attribute.KeyValue {
	method, route, _ := strings.Cut(endpoint, " ")
	if r.Method == http.MethodHead {
		method = r.Method // the route is that of GET
	}
	list := []attribute.KeyValue{semconv.URLScheme("http")}
	if method == otherMethod {
		list = append(list, semconv.HTTPRequestMethodOther)
	} else {
		list = append(list, semconv.HTTPRequestMethodKey.String(method))
	}
	if route != unmatchedRoute {
		list = append(list, semconv.HTTPRoute(route))
	}
	return list
}
