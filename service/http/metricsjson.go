package http

import (
	"context"
	"net/http"
	"strconv"

	dto "github.com/prometheus/client_model/go"
)

type metricsAnswer struct {
	UptimeSeconds int64 `json:"uptimeSeconds"`
	Requests      struct {
		Total      int64            `json:"total"`
		ByTenant   map[string]int64 `json:"byTenant"`
		ByEndpoint map[string]int64 `json:"byEndpoint"`
	} `json:"requests"`
	LatencyMs struct {
		AvgOverall    float64            `json:"avgOverall"`
		ByEndpointAvg map[string]float64 `json:"byEndpointAvg"`
	} `json:"latencyMs"`
	Errors struct {
		Total    int64            `json:"total"`
		ByStatus map[string]int64 `json:"byStatus"`
		ByTenant map[string]int64 `json:"byTenant"`
	} `json:"errors"`
	Documents struct {
		ByTenant map[string]int64 `json:"byTenant"`
	} `json:"documents"`
}

// metricsJSON returns the metrics in the format of the original service. If the
// store fails, only the numbers of documents are missing, because the other
// metrics are needed most then.
func (h *Handler) metricsJSON(w http.ResponseWriter, r *http.Request) error {
	var a metricsAnswer
	a.UptimeSeconds = int64(h.now().Sub(h.metrics.started).Seconds())
	if err := h.metrics.summarize(&a); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), countTimeout)
	defer cancel()
	counts, err := h.store.Counts(ctx)
	if err != nil {
		h.log.Warn("documents are not counted", exchangeOf(r).ids(), "error", err.Error())
		counts = map[string]int64{}
	}
	a.Documents.ByTenant = counts
	writeJSON(w, http.StatusOK, a)
	return nil
}

func (m *metrics) summarize(a *metricsAnswer) error {
	families, err := m.own.Gather()
	if err != nil {
		return err
	}
	a.Requests.ByTenant, a.Requests.ByEndpoint = map[string]int64{}, map[string]int64{}
	a.Errors.ByStatus, a.Errors.ByTenant = map[string]int64{}, map[string]int64{}
	a.LatencyMs.ByEndpointAvg = map[string]float64{}
	var seconds float64
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			label := labels(metric)
			if c := metric.GetCounter(); c != nil {
				a.count(label["endpoint"], label["tenant"], label["status"], int64(c.GetValue()))
			}
			if d := metric.GetHistogram(); d != nil {
				seconds += d.GetSampleSum()
				a.LatencyMs.ByEndpointAvg[label["endpoint"]] = 1000 * d.GetSampleSum() / float64(d.GetSampleCount())
			}
		}
	}
	if a.Requests.Total > 0 {
		a.LatencyMs.AvgOverall = 1000 * seconds / float64(a.Requests.Total)
	}
	return nil
}

func (a *metricsAnswer) count(endpoint, tenant, status string, n int64) {
	a.Requests.Total += n
	a.Requests.ByEndpoint[endpoint] += n
	if tenant != "" {
		a.Requests.ByTenant[tenant] += n
	}
	if code, _ := strconv.Atoi(status); code >= 400 {
		a.Errors.Total += n
		a.Errors.ByStatus[status] += n
		if tenant != "" {
			a.Errors.ByTenant[tenant] += n
		}
	}
}

func labels(m *dto.Metric) map[string]string {
	values := map[string]string{}
	for _, pair := range m.GetLabel() {
		values[pair.GetName()] = pair.GetValue()
	}
	return values
}
