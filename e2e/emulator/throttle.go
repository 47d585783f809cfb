package emulator

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// Throttled is a proxy in front of an emulator that rejects the first calls of every kind, as AWS
// does when an account calls too often.
type Throttled struct {
	URL string

	held string // the kind of call that is rejected for a whole minute

	mu        sync.Mutex
	heldSince time.Time      // the first call of that kind
	calls     map[string]int // by kind
	refused   int
}

const (
	// refusals is the number of calls of each kind that are rejected. It is more than one because
	// AWS may reject the first retry too.
	refusals = 2
	// holdFor is how long calls of the held kind are rejected.
	holdFor = time.Minute
)

// Throttle starts a throttling proxy in front of the emulator. It stops with the test. Calls of one
// kind, such as "elasticloadbalancing.CreateListener", are rejected for a whole minute, so that
// what they create comes late.
func (e *Emulator) Throttle(t testing.TB, held string) *Throttled {
	t.Helper()
	target, err := url.Parse(e.URL)
	if err != nil {
		t.Fatal(err)
	}
	throttled := &Throttled{held: held, calls: map[string]int{}}
	through := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host // the signature covers it
	}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kind := kindOfCall(r)
		if throttled.refuses(kind) {
			refuse(w, r)
			return
		}
		through.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	throttled.URL = server.URL
	return throttled
}

// Refused returns how many calls have been rejected.
func (p *Throttled) Refused() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.refused
}

func (p *Throttled) refuses(kind string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.calls[kind]++
	if kind == p.held && p.heldSince.IsZero() {
		p.heldSince = time.Now()
	}
	stillHeld := kind == p.held && time.Since(p.heldSince) < holdFor
	if p.calls[kind] > refusals && !stillHeld {
		return false
	}
	p.refused++
	return true
}

// kindOfCall returns the service and action of a call, or method and path if the protocol has no
// actions.
func kindOfCall(r *http.Request) string {
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		return target
	}
	if !isQuery(r) {
		return r.Method + " " + r.URL.Path
	}
	body, _ := io.ReadAll(r.Body) // a truncated body fails in the emulator
	r.Body = io.NopCloser(bytes.NewReader(body))
	form, _ := url.ParseQuery(string(body))
	return service(r) + "." + form.Get("Action")
}

// refuse answers with the throttling error of the API's protocol: each protocol has its own.
func refuse(w http.ResponseWriter, r *http.Request) {
	switch {
	case isQuery(r) && service(r) == "ec2":
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprint(w, `<Response><Errors><Error><Code>RequestLimitExceeded</Code>`+
			`<Message>Request limit exceeded.</Message></Error></Errors><RequestID>0</RequestID></Response>`)
	case isQuery(r):
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code>`+
			`<Message>Rate exceeded</Message></Error><RequestId>0</RequestId></ErrorResponse>`)
	case r.Header.Get("X-Amz-Target") != "":
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"__type":"ThrottlingException","message":"Rate exceeded"}`)
	default:
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Amzn-ErrorType", "TooManyRequestsException")
		w.WriteHeader(http.StatusTooManyRequests)
		fmt.Fprint(w, `{"message":"Too Many Requests"}`)
	}
}

func isQuery(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded")
}

// service returns the service that a call is signed for. It is the fourth part of the credential:
// <key>/<day>/<region>/<service>/aws4_request.
func service(r *http.Request) string {
	_, credential, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	parts := strings.Split(credential, "/")
	if len(parts) < 4 {
		return ""
	}
	return parts[3]
}
