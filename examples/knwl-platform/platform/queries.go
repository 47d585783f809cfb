package platform

// queries are saved in CloudWatch Logs Insights. The service writes a JSON line for each request, with
// the fields of service/http, and one for each event.
var queries = map[string]string{
	"errors": `fields @timestamp, msg, error, cause, request_id, trace_id, tenant_id, method, path, status
| filter level = "ERROR"
| sort @timestamp desc
| limit 100`,
	"slow-requests": `fields @timestamp, latency_ms, request_id, trace_id, tenant_id, method, path, status
| filter ispresent(latency_ms)
| sort latency_ms desc
| limit 100`,
	"statuses": `filter ispresent(latency_ms)
| stats count(*) as requests, pct(latency_ms, 95) as p95 by method, status
| sort requests desc`,
	"tenants": `filter ispresent(latency_ms)
| stats count(*) as requests, pct(latency_ms, 95) as p95 by tenant_id, status
| sort requests desc
| limit 100`,
}
