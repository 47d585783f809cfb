package http

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestHealthAnswersWithTheTimeInUTC(t *testing.T) {
	zone := time.FixedZone("east", 2*60*60)
	clock := func() time.Time { return time.Date(2025, 3, 1, 14, 30, 0, 0, zone) }

	w := httptest.NewRecorder()
	health(clock)(w, httptest.NewRequest("GET", "/api/v1/health", nil))

	if w.Code != 200 {
		t.Errorf("status %d, want 200", w.Code)
	}
	if got, want := strings.TrimSpace(w.Body.String()), `{"status":"ok","time":"2025-03-01T12:30:00Z"}`; got != want {
		t.Errorf("body %s, want %s", got, want)
	}
}

func TestOnlyGetReachesHealth(t *testing.T) {
	w := httptest.NewRecorder()
	NewHandler().ServeHTTP(w, httptest.NewRequest("DELETE", "/api/v1/health", nil))
	if w.Code != 405 {
		t.Errorf("status %d, want 405", w.Code)
	}
}
