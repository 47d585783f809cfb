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

// Throttled stands before an emulator and refuses the first calls of every kind, as AWS does when an account calls too often.
type Throttled struct {
	URL string

	held string // the kind of call that is held back

	mu        sync.Mutex
	heldSince time.Time      // the first call of that kind
	calls     map[string]int // by kind
	refused   int
}

const (
	// refusals is how many calls of a kind are refused: more than one, as AWS does not relent at the first retry either.
	refusals = 2
	// holdFor is how long the one kind is refused.
	holdFor = time.Minute
)

// Throttle starts a proxy before the emulator that stops with the test. One kind of call, such as "elasticloadbalancing.CreateListener", is refused for a
// whole minute, so that what it makes comes late.
func (e *Emulator) Throttle(t testing.TB, held string) *Throttled {
	t.Helper()
	target, err := url.Parse(e.URL)
	if err != nil {
		t.Fatal(err)
	}
	throttled := &Throttled{held: held, calls: map[string]int{}}
	through := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host // part of what is signed
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

// Refused is how many calls have been refused.
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

// kindOfCall is the service with the action of a call, or with the path where the protocol has no actions.
func kindOfCall(r *http.Request) string {
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		return target
	}
	if !isQuery(r) {
		return r.Method + " " + r.URL.Path
	}
	body, _ := io.ReadAll(r.Body) // a body cut short fails where it is passed on
	r.Body = io.NopCloser(bytes.NewReader(body))
	form, _ := url.ParseQuery(string(body))
	return service(r) + "." + form.Get("Action")
}

// refuse answers as the API's protocol has it: each says "too often" in its own way.
func refuse(w http.ResponseWriter, r *http.Request) {
	switch {
	case isQuery(r) && service(r) == "ec2":
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprint(
			w,
			`<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Request limit exceeded.</Message></Error></Errors><RequestID>0</RequestID></Response>`,
		)
	case isQuery(r):
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(
			w,
			`<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error><RequestId>0</RequestId></ErrorResponse>`,
		)
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

// service is the fourth part of the credential that the call is signed with: <key>/<day>/<region>/<service>/aws4_request.
func service(r *http.Request) string {
	_, credential, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	parts := strings.Split(credential, "/")
	if len(parts) < 4 {
		return ""
	}
	return parts[3]
}
