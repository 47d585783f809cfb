package http

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/service"
	"github.com/knwl-platform/infra/service/storetest"
)

// newFuzzAPI returns an API with one document of each tenant.
func newFuzzAPI(f *testing.F) *api {
	a := newSQLiteAPI(f)
	for _, tenant := range []string{"t1", "t2"} {
		body := `{"title":"owned by ` + tenant + `","content":"apple a 1 and ` + tenant + `","tags":[]}`
		wantStatus(f, a.do(f, "POST", "/api/v1/tenants/"+tenant+"/documents", "key_admin", body), 201)
	}
	return a
}

// wantOwn checks that a search's answer only has documents of t1.
func wantOwn(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	if w.Code != 200 {
		return
	}
	var page searchAnswer
	if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil || page.TenantID != "t1" {
		t.Errorf("body %s: %v", w.Body, err)
	}
	for _, hit := range page.Results {
		if hit.Title == "owned by t2" {
			t.Errorf("t1 sees a document of t2: %+v", hit)
		}
	}
}

func FuzzSearch(f *testing.F) {
	for _, q := range storetest.HostileQueries {
		f.Add("q=" + url.QueryEscape(q))
		f.Add("q=" + q)
	}
	f.Add("q=a&limit=1&offset=1")
	f.Add("q=t2&limit=50&q=b;&%zz")
	a := newFuzzAPI(f)
	f.Fuzz(func(t *testing.T, rawQuery string) {
		r := request("GET", searchPath, "key_t1", "")
		r.URL.RawQuery = rawQuery
		w := a.send(t, r) // also checks that the answer is documented
		if w.Code != 200 && w.Code != 400 {
			t.Errorf("status %d", w.Code)
		}
		wantOwn(t, w)
	})
}

func FuzzDocument(f *testing.F) {
	for _, body := range []string{
		validBody, ``, `{`, `[]`, `null`, validBody + validBody, "\xff",
		`{"title":"t","content":"c","tags":[null]}`, `{"title":"\u0000","content":"c","tags":[]}`,
		`{"title":"\ud800","content":"é 知 ﷺ","tags":["<b>"]}`, `{"Title":"t","content":1,"tags":{}}`,
		`{"title":"t","title":"u","content":"c","tags":[],"tags":["x"]}`, `{"title":1e999,"content":"c"}`,
	} {
		f.Add([]byte(body))
	}
	a := newFuzzAPI(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		w := a.send(t, request("POST", documentsPath, "key_t1", string(body)))
		switch w.Code {
		case 400, 413:
		case 201:
			wantFound(t, a, body, w)
		default:
			t.Errorf("status %d: %s", w.Code, w.Body)
		}
	})
}

// wantFound searches for the first word of a document that was accepted.
func wantFound(t *testing.T, a *api, body []byte, w *httptest.ResponseRecorder) {
	t.Helper()
	var fields map[string]any // its keys match exactly, unlike a struct's
	if err := json.Unmarshal(body, &fields); err != nil {
		t.Fatalf("%q was accepted: %v", body, err)
	}
	d := struct{ Title, Content string }{fields["title"].(string), fields["content"].(string)}
	words := service.QueryWords(d.Title + " " + d.Content)
	if len(words) == 0 {
		return
	}
	id := decode[created](t, w.Body).DocumentID
	for offset := 0; ; offset += 50 {
		path := searchPath + "?limit=50&offset=" + strconv.Itoa(offset) + "&q=" + url.QueryEscape(d.Title+" "+d.Content)
		page := decode[searchAnswer](t, a.do(t, "GET", path, "key_t1", "").Body)
		for _, hit := range page.Results {
			if hit.DocumentID == id {
				return
			}
		}
		if len(page.Results) == 0 {
			t.Fatalf("%q was accepted and %v does not find it", body, words)
		}
	}
}

func FuzzHeadersAndPath(f *testing.F) {
	f.Add("key_t1", "id", "t1", "gzip")
	f.Add("", "", "", "")
	f.Add("key_admin", strings.Repeat("x", 200), "t2/../t1", "\x00")
	f.Add("key_t1\n", "a\r\nX-Evil: 1", "..%2Ft2", "é")
	f.Add("KEY_T1", "\xff", "t2", "bytes=0-1")
	a := newFuzzAPI(f)
	f.Fuzz(func(t *testing.T, key, id, tenant, other string) {
		r := request("GET", searchPath+"?q=a", key, "")
		r.URL.Path, r.URL.RawPath = "/api/v1/tenants/"+tenant+"/documents/search", ""
		r.Header.Set("X-Request-Id", id)
		for _, name := range []string{"Accept-Encoding", "Range", "If-None-Match", "Content-Type", "X-Forwarded-For"} {
			r.Header.Set(name, other)
		}
		w := a.sendUnchecked(r)
		if w.Code >= 500 {
			t.Errorf("status %d: %s", w.Code, w.Body)
		}
		if got := w.Header().Get("X-Request-Id"); got == "" || strings.ContainsAny(got, "\r\n\x00") {
			t.Errorf("request id %q", got)
		}
		if opens := keys[key]; w.Code == 200 && len(opens) == 0 {
			t.Errorf("key %q opens %q", key, tenant)
		}
		if key == "key_t1" {
			wantOwn(t, w)
		}
	})
}
