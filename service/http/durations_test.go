package http

import (
	"fmt"
	"testing"

	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

func TestDurationsOfRequests(t *testing.T) {
	reader := sdkmetric.NewManualReader()
	a := newAPI(t, working())
	a.Handler = New(Config{
		Store: working(), Keys: keys, Limits: a.limits, Log: a.Handler.log,
		Meter: sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)).Meter("test"),
	})
	a.do(t, "GET", searchPath+"?q=x", "key_t1", "")
	a.do(t, "GET", searchPath+"?q=x", "key_t1", "")
	a.sendUnchecked(request("HEAD", "/api/v1/health", "", ""))
	for i := range 10 {
		a.sendUnchecked(request(fmt.Sprint("BREW", i), fmt.Sprint("/", i), "", ""))
		a.sendUnchecked(request("GET", fmt.Sprint("/", i), "", ""))
	}
	a.draining.Store(true)
	a.sendUnchecked(request("GET", "/readyz", "", ""))

	var all metricdata.ResourceMetrics
	if err := reader.Collect(t.Context(), &all); err != nil {
		t.Fatal(err)
	}
	metric := all.ScopeMetrics[0].Metrics[0]
	if len(all.ScopeMetrics[0].Metrics) != 1 || metric.Name != "http.server.request.duration" || metric.Unit != "s" {
		t.Fatalf("got %+v", all.ScopeMetrics)
	}
	counts := map[string]uint64{}
	for _, point := range metric.Data.(metricdata.Histogram[float64]).DataPoints {
		counts[fmt.Sprint(text(point.Attributes.ToSlice()))] = point.Count
		if point.Bounds[0] != .005 || point.Sum <= 0 {
			t.Errorf("got %+v", point)
		}
	}
	key := func(pairs ...string) string {
		labels := map[string]string{"url.scheme": "http"}
		for i := 0; i < len(pairs); i += 2 {
			labels[pairs[i]] = pairs[i+1]
		}
		return fmt.Sprint(labels)
	}
	const method, route, status = "http.request.method", "http.route", "http.response.status_code"
	want := map[string]uint64{
		key(method, "GET", route, "/api/v1/tenants/{tenantId}/documents/search", status, "200"): 2,
		key(method, "HEAD", route, "/api/v1/health", status, "200"):                             1,
		key(method, "_OTHER", status, "404"):                                                    10,
		key(method, "GET", status, "404"):                                                       10,
		key(method, "GET", route, "/readyz", status, "503", "error.type", "503"):                1,
	}
	if fmt.Sprint(counts) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", counts, want)
	}
}
