package http

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/knwl-platform/infra/service"
)

// pipes is a listener whose connections are in memory and have no buffers: a client that does not
// read blocks the server's first byte.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	conn, open := <-p
	if !open {
		return nil, net.ErrClosed
	}
	return conn, nil
}
func (p pipes) Close() error { return nil }
func (pipes) Addr() net.Addr { return &net.TCPAddr{} }

// serve serves the API and returns a function that opens a connection and sends text on it.
func (a *api) serve(t *testing.T) (send func(text string) net.Conn) {
	listener := make(pipes)
	server := &http.Server{Handler: a, WriteTimeout: 40 * time.Second}
	go server.Serve(listener)
	t.Cleanup(func() {
		close(listener)
		server.Close()
		time.Sleep(time.Minute) // the bubble's time stops with the test, and net/http lingers
	})
	return func(text string) net.Conn {
		client, conn := net.Pipe()
		t.Cleanup(func() { client.Close() })
		listener <- conn
		if _, err := client.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		return client
	}
}

func post(tenant string, length int, body string) string {
	return fmt.Sprintf("POST /api/v1/tenants/%s/documents HTTP/1.1\r\nHost: h\r\nX-API-Key: key_admin\r\n"+
		"Content-Length: %d\r\n\r\n%s", tenant, length, body)
}

const get = "GET " + searchPath + "?q=x&limit=50 HTTP/1.1\r\nHost: h\r\nX-API-Key: key_t1\r\n\r\n"

func answerOf(t *testing.T, conn net.Conn) *http.Response {
	t.Helper()
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

// wantServed checks that requests of t2 are answered at once.
func (a *api) wantServed(t *testing.T) {
	t.Helper()
	start := time.Now()
	path := "/api/v1/tenants/t2/documents"
	wantStatus(t, a.do(t, "GET", path+"/search?q=x", "key_admin", ""), 200)
	wantStatus(t, a.do(t, "POST", path, "key_admin", validBody), 201)
	if took := time.Since(start); took > 0 {
		t.Errorf("t2 waits %s for t1", took)
	}
}

// hugePage is as large as an answer of the default limits can be.
func hugePage() service.Page {
	var page service.Page
	tags := make([]string, 20)
	for i := range tags {
		tags[i] = strings.Repeat("\x01", 200)
	}
	for range 50 {
		page.Add(service.Hit{Document: service.Document{Title: "t", Content: "c", Tags: tags}})
	}
	return page
}

// abused is an API with a store that answers t1 by search, and t2 at once.
func abused(t *testing.T, search func() service.Page) *api {
	return newAPI(t, fakeStore{
		add: func(context.Context, service.Document) error { return nil },
		search: func(_ context.Context, q service.Query) (service.Page, error) {
			if q.Tenant == "t1" {
				return search(), nil
			}
			return service.Page{}, nil
		},
	})
}

func TestBodiesThatDoNotArriveHoldNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := abused(t, func() service.Page { return service.Page{} })
		send := a.serve(t)
		conns := make([]net.Conn, 200)
		for i := range conns {
			conns[i] = send(post("t1", 1000, "{"))
		}
		synctest.Wait()
		a.wantServed(t)
		wantStatus(t, a.do(t, "GET", searchPath+"?q=x", "key_t1", ""), 200) // t1 itself searches on
		start := time.Now()
		if resp := answerOf(t, conns[0]); resp.StatusCode != 408 {
			t.Errorf("status %d, want 408", resp.StatusCode)
		}
		if took := time.Since(start); took != bodyTimeout {
			t.Errorf("a body may take %s", took)
		}
	})
}

func TestBodiesOfOneTenantUseHalfOfTheBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := abused(t, func() service.Page { return service.Page{} })
		send := a.serve(t)
		const size = 2 << 20
		for range inFlight / 2 / size {
			send(post("t1", size, "{"))
		}
		synctest.Wait()
		a.wantServed(t)
		w := a.do(t, "POST", documentsPath, "key_t1", validBody)
		wantDetail(t, w, 503, "too many requests at once; try again")
		time.Sleep(bodyTimeout)
		wantStatus(t, a.do(t, "POST", documentsPath, "key_t1", validBody), 201)
	})
}

func TestAnswersThatNobodyReadsHoldNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := abused(t, hugePage)
		send := a.serve(t)
		for range 200 {
			send(get)
		}
		synctest.Wait()
		a.wantServed(t)
		time.Sleep(2 * queueWait) // for a place and then for bytes
		synctest.Wait()
		if !a.searches.all.TryAcquire(searching) {
			t.Fatal("an answer that is written holds a place")
		}
		a.searches.all.Release(searching)
		if a.bytes.tenants["t1"].free.TryAcquire(a.bytes.share / 2) {
			t.Error("answers that are written do not count")
		}
		time.Sleep(sendTimeout)
		synctest.Wait()
		if !a.bytes.all.TryAcquire(inFlight) {
			t.Errorf("answers hold bytes for more than %s", sendTimeout)
		}
	})
}

func TestOneTenantHasHalfOfThePlaces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		var running atomic.Int64
		a := abused(t, func() service.Page { running.Add(1); <-release; return service.Page{} })
		statuses := make(chan int, 100)
		for range 100 {
			go func() { statuses <- a.sendUnchecked(request("GET", searchPath+"?q=x", "key_t1", "")).Code }()
			synctest.Wait()
		}
		if n := running.Load(); n != searching/2 {
			t.Errorf("%d searches of one tenant run, want %d", n, searching/2)
		}
		a.wantServed(t)
		close(release)
		for range 100 {
			if status := <-statuses; status != 200 {
				t.Errorf("status %d, want those that wait to be answered", status)
			}
		}
	})
}
