package http

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/service"
	"github.com/knwl-platform/infra/service/storetest"
)

func TestAnAddedDocumentIsFound(t *testing.T) {
	a := newSQLiteAPI(t)
	body := `{"title":"Title","content":"Some <i>apple</i> & more","tags":["x","y"]}`
	w := a.do(t, "POST", documentsPath, "key_t1", body)
	wantStatus(t, w, 201)
	doc := decode[created](t, w.Body)
	if doc.TenantID != "t1" || doc.CreatedAt != "2025-03-01T10:30:00.000Z" {
		t.Errorf("got %+v", doc)
	}
	w = a.do(t, "GET", searchPath+"?q=APPLE", "key_t1", "")
	wantStatus(t, w, 200)
	page := decode[searchAnswer](t, w.Body)
	if page.TenantID != "t1" || page.Query != "APPLE" || page.Limit != 10 || page.Offset != 0 ||
		page.Total != 1 || len(page.Results) != 1 {
		t.Fatalf("got %+v", page)
	}
	hit := page.Results[0]
	if hit.DocumentID != doc.DocumentID || hit.CreatedAt != doc.CreatedAt || hit.Title != "Title" ||
		fmt.Sprint(hit.Tags) != "[x y]" || hit.Score <= 0 ||
		hit.Snippet != "Some &lt;i&gt;<b>apple</b>&lt;/i&gt; &amp; more" {
		t.Errorf("got %+v", hit)
	}
}

func TestInvalidBodies(t *testing.T) {
	const notOne = "the body is not one JSON object with title, content and tags"
	const types = "; title and content are strings, tags is a list of strings"
	const halfPair = `the body has half of a surrogate pair, such as \ud800; send both halves or neither`
	const none = "title: missing; content: missing; tags: missing; an empty list will do"
	tooMuch := `{"title":"` + strings.Repeat("x", 201) + `","content":"c","tags":[` + strings.Repeat(`"",`, 19) + `""]}`
	a := newSQLiteAPI(t)
	for body, want := range map[string]string{
		``:                           notOne,
		`{`:                          notOne,
		`[]`:                         notOne,
		`"text"`:                     notOne,
		validBody + `{}`:             notOne,
		strings.Repeat(`[`, 100_000): notOne,
		`null`:                       notOne,
		`{"title":"t"`:               notOne,
		`{"title":"t",}`:             notOne,
		`{"x":[}`:                    notOne,
		`{}`:                         none,

		`{"title":1,"content":"c"}`:                     "title: a JSON number does not fit" + types,
		`{"title":null,"content":"c"}`:                  "title: missing; tags: missing; an empty list will do",
		`{"title":"t","content":"c","tags":"x"}`:        "tags: a JSON string does not fit" + types,
		`{"title":"t","content":"c","tags":{"a":1}}`:    "tags: a JSON object does not fit" + types,
		`{"title":"t","content":"c","tags":1}`:          "tags: a JSON number does not fit" + types,
		`{"title":"t","content":"c","tags":true}`:       "tags: a JSON bool does not fit" + types,
		`{"title":"t","content":"c","tags":null}`:       "tags: missing; an empty list will do",
		`{"title":"t","content":"c","tags":["x"`:        notOne,
		`{"title":"t","content":"c","tags":[1]}`:        "tags: a JSON number does not fit" + types,
		`{"title":"t","content":"c","tags":[null]}`:     "tags: a list of strings must not hold null",
		`{"title":"","content":"","tags":[]}`:           "title: must not be empty; content: must not be empty",
		`{"title":"\u0000","content":"c","tags":[]}`:    "title: must not hold the character U+0000",
		`{"title":"t","content":"c","tags":["\u0000"]}`: "tags[0]: must not hold the character U+0000",

		// Keys match exactly, as in the original.
		`{"Title":"t","CONTENT":"c","tags":[]}`:               "title: missing; content: missing",
		"{\"title\":\"t\xff\",\"content\":\"c\",\"tags\":[]}": "the body is not valid UTF-8",

		`{"title":"\ud800","content":"c","tags":[]}`:       halfPair,
		`{"title":"t","content":"\ude42\ud83d","tags":[]}`: halfPair,
		`{"title":"t","content":"c","tags":["\\\uD83Dx"]}`: halfPair,
		`{"title":"t","content":"\ud83d\ud83d","tags":[]}`: halfPair,
		`{"title":"t","content":"\ud83d\u0041","tags":[]}`: halfPair,

		tooMuch: "title: got 201 characters, want at most 200",
		`{"title":"t","content":"c","tags":[` + strings.Repeat(`"",`, 20) + `""]}`: "tags: want at most 20",
	} {
		wantDetail(t, a.do(t, "POST", documentsPath, "key_t1", body), 400, want)
	}
}

func TestEscapesAndUnknownKeysAreNoMistakes(t *testing.T) {
	a := newSQLiteAPI(t)
	body := `{"x":{"title":1},"title":"old","Title":1,` +
		`"title":"\ud83d\ude42 \\ud800 \u00e9 \ufffd\n","content":"c","tags":["\"\\"]}`
	wantStatus(t, a.do(t, "POST", documentsPath, "key_t1", body), 201)
	page := decode[searchAnswer](t, a.do(t, "GET", searchPath+"?q=c", "key_t1", "").Body)
	if got := page.Results[0]; got.Title != "🙂 \\ud800 é \ufffd\n" || got.Tags[0] != `"\` {
		t.Errorf("stored %+q, %+q", got.Title, got.Tags)
	}
}

// unread is a body that must not be read.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body is read")
	return 0, io.EOF
}

func TestABodyThatIsTooLargeIsRefusedBeforeReading(t *testing.T) {
	r := request("POST", documentsPath, "key_t1", "")
	r.Body, r.ContentLength = io.NopCloser(unread{t}), 1<<30
	wantStatus(t, newSQLiteAPI(t).send(t, r), 413)
}

func TestABodyOfUnknownLengthIsReadUpToTheLimit(t *testing.T) {
	body := &io.LimitedReader{R: spaces{}, N: 1 << 40}
	r := request("POST", documentsPath, "key_t1", "")
	r.Body, r.ContentLength = io.NopCloser(body), -1
	wantStatus(t, newSQLiteAPI(t).send(t, r), 413)
	if read := 1<<40 - body.N; read > 3<<20 {
		t.Errorf("%d bytes read", read)
	}
}

type spaces struct{}

func (spaces) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	return len(b), nil
}

func TestSearchParameters(t *testing.T) {
	var got service.Query
	a := newAPI(t, fakeStore{search: func(_ context.Context, q service.Query) (service.Page, error) {
		got = q
		return service.Page{}, nil
	}})
	for query, want := range map[string]string{
		"":                          "q: missing or blank",
		"q=":                        "q: missing or blank",
		"q=%20%09":                  "q: missing or blank",
		"q=%zz":                     "q: missing or blank",
		"q=x&limit=0":               "limit: want a whole number from 1 to 50",
		"q=x&limit=51":              "limit: want a whole number from 1 to 50",
		"q=x&limit=ten":             "limit: want a whole number from 1 to 50",
		"q=x&limit=":                "limit: want a whole number from 1 to 50",
		"q=x&limit=1e1":             "limit: want a whole number from 1 to 50",
		"q=x&offset=-1":             "offset: want a whole number from 0 to 2147483648",
		"q=x&offset=99999999999999": "offset: want a whole number from 0 to 2147483648",
	} {
		wantDetail(t, a.do(t, "GET", searchPath+"?"+query, "key_t1", ""), 400, want)
	}
	wantStatus(t, a.do(t, "GET", searchPath+"?q=One+two&limit=50&offset=7", "key_t1", ""), 200)
	want := service.Query{Tenant: "t1", Words: service.QueryWords("one two"), Limit: 50, Offset: 7}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the store is asked for %v", got)
	}
	page := decode[searchAnswer](t, a.do(t, "GET", searchPath+"?q=a;b&limit=5", "key_t1", "").Body)
	if page.Query != "a;b" || page.Limit != 5 || !reflect.DeepEqual(got.Words, service.QueryWords("a b")) {
		t.Errorf("a semicolon is no data: %+v, %v", page, got)
	}
}

func TestAnyQueryIsAnswered(t *testing.T) {
	a := newSQLiteAPI(t)
	wantStatus(t, a.do(t, "POST", documentsPath, "key_t1", validBody), 201)
	for _, q := range storetest.HostileQueries {
		wantStatus(t, a.do(t, "GET", searchPath+"?q="+url.QueryEscape(q), "key_t1", ""), 200)
	}
}

func TestErrorsOfTheStore(t *testing.T) {
	for _, tc := range []struct {
		err    error
		status int
		detail string
	}{
		{errors.New("disk secret"), 500, "internal error"},
		{fmt.Errorf("%w: disk secret", service.ErrUnavailable), 503, "the store is not available; try again"},
		{fmt.Errorf("disk secret: %w", context.DeadlineExceeded), 503, "this took too long; try again"},
	} {
		a := newAPI(t, fakeStore{add: func(context.Context, service.Document) error { return tc.err }})
		w := a.sendUnchecked(request("POST", documentsPath, "key_t1", validBody))
		wantDetail(t, w, tc.status, tc.detail)
		if !strings.Contains(a.log.String(), "disk secret") {
			t.Errorf("the log does not name the cause:\n%s", a.log)
		}
		if (w.Header().Get("Retry-After") != "") != (tc.status == 503) {
			t.Errorf("status %d with Retry-After %q", tc.status, w.Header().Get("Retry-After"))
		}
	}
}
