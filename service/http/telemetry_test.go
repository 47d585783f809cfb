package http

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/knwl-platform/infra/service"
)

// tracedAPI is an API with its spans.
type tracedAPI struct {
	*api
	*tracetest.SpanRecorder
}

func newTracedAPI(t testing.TB, store service.Store, options ...sdktrace.TracerProviderOption) tracedAPI {
	t.Helper()
	a := tracedAPI{newAPI(t, store), tracetest.NewSpanRecorder()}
	provider := sdktrace.NewTracerProvider(append(options, sdktrace.WithSpanProcessor(a.SpanRecorder))...)
	a.Handler = New(Config{
		Store: store, Keys: keys, Limits: a.limits, Log: a.Handler.log, Now: a.now,
		Tracer: provider.Tracer("test"), Propagator: propagation.TraceContext{},
	})
	return a
}

// ended returns the spans that have ended, by name.
func (a tracedAPI) ended() map[string]sdktrace.ReadOnlySpan {
	spans := map[string]sdktrace.ReadOnlySpan{}
	for _, s := range a.Ended() {
		spans[s.Name()] = s
	}
	return spans
}

func (a tracedAPI) logLine(t testing.TB) map[string]any {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(a.log.String()), "\n")
	var line map[string]any
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &line); err != nil {
		t.Fatal(err)
	}
	return line
}

func text(list []attribute.KeyValue) map[string]string {
	values := map[string]string{}
	for _, a := range list {
		values[string(a.Key)] = a.Value.String()
	}
	return values
}

const (
	searchSpan = "GET /api/v1/tenants/{tenantId}/documents/search"
	addSpan    = "POST /api/v1/tenants/{tenantId}/documents"
)

func working() fakeStore {
	return fakeStore{
		search: func(context.Context, service.Query) (service.Page, error) { return service.Page{}, nil },
		add:    func(context.Context, service.Document) error { return nil },
		ping:   func(context.Context) error { return nil },
		counts: func(context.Context) (map[string]int64, error) { return nil, nil },
	}
}

func TestARequestIsASpanWithTheStoresWork(t *testing.T) {
	a := newTracedAPI(t, working())
	a.do(t, "GET", searchPath+"?q=private", "key_t1", "")
	a.do(t, "POST", documentsPath, "key_t1", `{"title":"private","content":"private","tags":["private"]}`)
	spans := a.ended()
	for name, inner := range map[string]string{searchSpan: "store.search", addSpan: "store.add"} {
		outer, work := spans[name], spans[inner]
		if outer == nil || work == nil {
			t.Fatalf("got the spans %v", spans)
		}
		if outer.SpanKind() != trace.SpanKindServer || outer.Status().Code != codes.Unset || outer.Parent().IsValid() {
			t.Errorf("%s: kind %s, status %s, parent %v", name, outer.SpanKind(), outer.Status().Code, outer.Parent())
		}
		if work.Parent().SpanID() != outer.SpanContext().SpanID() {
			t.Errorf("%s is not within %s", inner, name)
		}
		method, route, _ := strings.Cut(name, " ")
		want := map[string]string{
			"http.request.method": method, "http.route": route, "url.scheme": "http", "tenant_id": "t1",
			"http.response.status_code": map[string]string{"GET": "200", "POST": "201"}[method],
		}
		if got := text(outer.Attributes()); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s has %v, want %v", name, got, want)
		}
		if got := text(work.Attributes()); len(got) > 0 {
			t.Errorf("%s has %v, want nothing", inner, got)
		}
	}
}

func TestTheClientsTraceGoesOnAndIsInTheLog(t *testing.T) {
	const traceID, parent = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
	a := newTracedAPI(t, working())
	r := request("GET", searchPath+"?q=x", "key_t1", "")
	r.Header.Set("traceparent", "00-"+traceID+"-"+parent+"-01")
	r.Header.Set("tracestate", "vendor=1")
	a.send(t, r)
	span := a.ended()[searchSpan]
	if got := span.Parent(); got.TraceID().String() != traceID || got.SpanID().String() != parent || !got.IsRemote() {
		t.Errorf("the parent is %v", got)
	}
	if got := span.SpanContext().TraceState().String(); got != "vendor=1" {
		t.Errorf("the state is %q", got)
	}
	id := span.SpanContext().SpanID()
	line := a.logLine(t)
	if line["trace_id"] != traceID || line["span_id"] != hex.EncodeToString(id[:]) || line["request_id"] == nil {
		t.Errorf("the line is %v", line)
	}
}

// Spans in the queue keep it.
func TestALongTraceStateIsDropped(t *testing.T) {
	a := newTracedAPI(t, working())
	r := request("GET", searchPath+"?q=x", "key_t1", "")
	r.Header.Set("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
	r.Header.Set("tracestate", "a=1,b="+strings.Repeat("x", 250)+",c="+strings.Repeat("x", 255))
	a.send(t, r)
	span := a.ended()[searchSpan].SpanContext()
	if span.TraceState().Len() > 0 || span.TraceID().String() != "4bf92f3577b34da6a3ce929d0e0e4736" {
		t.Errorf("the span is %v", span)
	}
}

func TestATenantCannotFillSpans(t *testing.T) {
	a := newTracedAPI(t, working())
	long := strings.Repeat("x", 10_000)
	a.do(t, "GET", searchPath+"?q="+long, "key_t1", "")
	a.do(t, "POST", documentsPath, "key_t1", `{"title":"`+long+`","content":"`+long+`","tags":["`+long+`"]}`)
	for name, s := range a.ended() {
		if size := len(fmt.Sprint(name, s.Attributes(), s.Events(), s.Status())); size > 500 {
			t.Errorf("%s has %d bytes", name, size)
		}
	}
	if a.ended()[searchSpan] == nil || a.ended()[addSpan] == nil {
		t.Errorf("got the spans %v", a.ended())
	}
}

func TestErrorsMarkSpans(t *testing.T) {
	broken := errors.New("the document said private")
	for name, tc := range map[string]struct {
		err             error
		status          int
		code, storeCode codes.Code
		kind            string // of the store's error
	}{
		"none":        {nil, 200, codes.Unset, codes.Unset, ""},
		"unavailable": {fmt.Errorf("%w: private", service.ErrUnavailable), 503, codes.Error, codes.Error, "unavailable"},
		"timeout":     {context.DeadlineExceeded, 503, codes.Error, codes.Error, "timeout"},
		"client gone": {context.Canceled, 499, codes.Unset, codes.Error, "canceled"},
		"bug":         {broken, 500, codes.Error, codes.Error, "_OTHER"},
	} {
		store := working()
		store.search = func(context.Context, service.Query) (service.Page, error) { return service.Page{}, tc.err }
		a := newTracedAPI(t, store)
		a.sendUnchecked(request("GET", searchPath+"?q=x", "key_t1", ""))
		request, search := a.ended()[searchSpan], a.ended()["store.search"]
		if request.Status().Code != tc.code || search.Status().Code != tc.storeCode {
			t.Errorf("%s: the statuses are %v and %v", name, request.Status(), search.Status())
		}
		wantType := map[bool]string{true: fmt.Sprint(tc.status)}[tc.status >= 500]
		if got := text(request.Attributes()); got["error.type"] != wantType ||
			got["http.response.status_code"] != fmt.Sprint(tc.status) {
			t.Errorf("%s: the request has %v", name, got)
		}
		if got := text(search.Attributes())["error.type"]; got != tc.kind {
			t.Errorf("%s: the store's error is %q, want %q", name, got, tc.kind)
		}
		if all := fmt.Sprint(request, search); strings.Contains(all, "private") {
			t.Errorf("%s: a span says what the error says: %s", name, all)
		}
		if name != "none" && tc.status >= 500 {
			for _, line := range strings.Split(strings.TrimSpace(a.log.String()), "\n") {
				if !strings.Contains(line, request.SpanContext().TraceID().String()) {
					t.Errorf("%s: a line lacks the trace: %s", name, line)
				}
			}
		}
	}
}

func TestAPanicEndsItsSpans(t *testing.T) {
	store := working()
	store.search = func(context.Context, service.Query) (service.Page, error) { panic("boom") }
	a := newTracedAPI(t, store)
	a.sendUnchecked(request("GET", searchPath+"?q=x", "key_t1", ""))
	spans := a.ended()
	if len(spans) != 2 || spans[searchSpan].Status().Code != codes.Error {
		t.Errorf("got the spans %v", spans)
	}
	if strings.Count(a.log.String(), `"trace_id"`) != 2 {
		t.Errorf("not every line has the trace:\n%s", a.log)
	}
}

func TestOnlyTenantsRequestsAreTraced(t *testing.T) {
	a := newTracedAPI(t, working())
	for _, path := range []string{"/api/v1/health", "/readyz", "/metrics", "/api/v1/metrics", "/docs", "/nothing"} {
		a.sendUnchecked(request("GET", path, "", ""))
	}
	a.do(t, "GET", searchPath+"?q=x", "", "")
	a.do(t, "GET", searchPath+"?q=x", "nobody", "")
	a.do(t, "GET", "/api/v1/tenants/t2/documents/search?q=x", "key_t1", "")
	if n := strings.Count(a.log.String(), `"status":40`); n != 4 { // with that of /nothing
		t.Errorf("%d requests are refused:\n%s", n, a.log)
	}
	if n := len(a.Started()); n > 0 {
		t.Errorf("there are %d spans", n)
	}
	if strings.Contains(a.log.String(), "trace_id") {
		t.Errorf("the log has a trace:\n%s", a.log)
	}
}

func TestWhatIsNotSampledIsNotInTheLog(t *testing.T) {
	a := newTracedAPI(t, working(), sdktrace.WithSampler(sdktrace.NeverSample()))
	a.do(t, "GET", searchPath+"?q=x", "key_t1", "")
	if line := a.logLine(t); line["trace_id"] != nil || line["request_id"] == nil {
		t.Errorf("the line is %v", line)
	}
}

func TestReadinessSaysWhoAnswersTracedSearches(t *testing.T) {
	for want, store := range map[string]service.Store{
		`{"searchedAt":"replica","status":"ready"}`: replicated{working()}, `{"status":"ready"}`: working(),
	} {
		w := newTracedAPI(t, store).do(t, "GET", "/readyz", "", "")
		if got := strings.TrimSpace(w.Body.String()); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
