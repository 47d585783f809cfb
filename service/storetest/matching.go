package storetest

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/knwl-platform/infra/service"
)

func comesBackWhole(t *testing.T, s service.Store) {
	want := doc("t1", "Zürich & <Bern>", "line one\n\tline 'two' \"three\" \\ 🙂 \u2028 ünïcode")
	want.Tags = []string{"a", "", `"quoted"`, "{}", "🙂"}
	add(t, s, want)
	page := search(t, s, "t1", "two", 10, 0)
	if page.Total != 1 || len(page.Hits) != 1 {
		t.Fatalf("got %+v, want one hit", page)
	}
	if got := page.Hits[0].Document; !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if page.Hits[0].Score <= 0 {
		t.Errorf("score %v, want more than 0", page.Hits[0].Score)
	}
}

func everyWordMustMatch(t *testing.T, s service.Store) {
	add(t, s, doc("t1", "one", "red green"), doc("t1", "two", "red blue"), doc("t1", "three in green", "red"))
	for query, want := range map[string][]string{
		"red green":         {"one", "three in green"},
		"blue":              {"two"},
		"green blue":        nil,
		"gre":               nil,
		`"red" AND (blue)*`: nil, // "and" is a word like any other
		"title: red":        nil,
		"-green":            {"one", "three in green"},
	} {
		got := titles(t, s, "t1", query)
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
}

func wordsAreFolded(t *testing.T, s service.Store) {
	add(t, s, doc("t1", "d", "Ärger im CAFÉ, e-mail an bob@example.com: v1.2 "+
		"見つける 知识图谱 Ελλάδα naïve 1e5 'quote' back\\slash"))
	for _, query := range []string{
		"ärger", "ARGER", "cafe", "Café", "cafe\u0301", "mail", "e-mail", "bob", "example", "bob@example.com", "v1.2",
		"v1", "見", "知识", "图谱", "ελλαδα", "NAIVE", "1e5", "quote", "slash", "back",
	} {
		if got := titles(t, s, "t1", query); len(got) != 1 {
			t.Errorf("%q finds %d documents, want 1", query, len(got))
		}
	}
}

func tagsMatch(t *testing.T, s service.Store) {
	d := doc("t1", "title", "content")
	d.Tags = []string{"Müller AG", "red", "green"}
	add(t, s, d, doc("t1", "other", "ag"))
	for query, want := range map[string]int{
		"muller": 1, `"müller ag"`: 1, "ag": 2, "title content red": 1, `"red green"`: 0, `"content red"`: 0, "mull*": 1,
	} {
		if got := len(titles(t, s, "t1", query)); got != want {
			t.Errorf("%q finds %d documents, want %d", query, got, want)
		}
	}
}

func phrasesAndPrefixes(t *testing.T, s service.Store) {
	add(t, s, doc("t1", "one", "red green blue, kubernetes"), doc("t1", "two", "green red blue kubectl"),
		doc("t1", "three red", "green straße 東京都 हिन्दी οδός"),
		doc("t1", "four", "京都と東 kub हद"))
	for query, want := range map[string][]string{
		`"red green"`:      {"one"},
		`"red-green blue"`: {"one"},
		`"red green`:       {"one", "three red", "two"}, // an open quote is text
		`"green red"`:      {"two"},
		`"red red"`:        nil,
		`"red" "green"`:    {"one", "three red", "two"},
		`blue "red green"`: {"one"},
		"kub*":             {"four", "one", "two"},
		"kube*":            {"one", "two"},
		"kubec* red":       {"two"},
		"kub *":            {"four"},
		"k*":               nil,
		"東京":               {"three red"},
		"東京都":              {"three red"},
		"京 東":              {"four", "three red"},
		"東都":               nil,
		"हिन्दी":           {"three red"},
		"हद":               {"four"},
		"STRASSE":          {"three red"},
		"stras*":           {"three red"},
		"ΟΔΟΣ":             {"three red"},
	} {
		got := titles(t, s, "t1", query)
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
}

// HostileQueries are queries that could break a search language, a parser or a
// database.
var HostileQueries = []string{
	`"`, `""`, `'`, `*`, `apple*`, `AND`, `apple AND`, `NOT apple`, `NEAR(a b)`, `title:apple`, `col:`,
	`"a" "`, `"a*`, `aa*bb*`, `"a"*`, `*"a`, `""*`, `'aa:*'`, `aa' | 'b`, `"aa' <-> 'b"`, "ि*", `"ि a"`,
	`^`, `-`, `(`, `a:*b`, `!`, `a & b | !c`, `<->`, `\`, "\x00", "a\x00b", "\xff\xfe", `%`, `_`,
	`; DROP TABLE document`, `🙂`, `🙂 apple`, "a\u0301", "\u202e", "ﷺ",
	strings.Repeat("a ", 5_000), strings.Repeat("a", 10_000), strings.Repeat(`"`, 10_000), strings.Repeat("知", 3_000),
}

func anyQuery(t *testing.T, s service.Store) {
	add(t, s, doc("t1", "d", "apple and a"))
	for _, query := range HostileQueries {
		search(t, s, "t1", query, 10, 0) // fails on an error
	}
}

func noWordsNoMatch(t *testing.T, s service.Store) {
	add(t, s, doc("t1", "d", "content 🙂 !"))
	if page := search(t, s, "t1", `🙂 ! "" * : ()`, 10, 0); page.Total != 0 || len(page.Hits) != 0 {
		t.Errorf("got %+v, want nothing", page)
	}
}

func unknownTenant(t *testing.T, s service.Store) {
	add(t, s, doc("t1", "d", "word"))
	if page := search(t, s, "t2", "word", 10, 0); page.Total != 0 || len(page.Hits) != 0 {
		t.Errorf("got %+v, want nothing", page)
	}
}

func counts(t *testing.T, s service.Store) {
	add(t, s, doc("t1", "d", "w"), doc("t2", "d", "w"), doc("t1", "d", "🙂"))
	got, err := s.Counts(context.Background())
	if want := map[string]int64{"t1": 2, "t2": 1}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
}

func concurrentAdds(t *testing.T, s service.Store) {
	const writers, each = 16, 20
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				tenant := fmt.Sprintf("t%d", i%2) // batches have both tenants in either order, and must not deadlock
				d := doc(tenant, fmt.Sprint(w), fmt.Sprintf("common n%dx%d", w, i))
				if err := s.Add(context.Background(), d); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if n := search(t, s, "t0", "common", 1, 0).Total + search(t, s, "t1", "common", 1, 0).Total; n != writers*each {
		t.Errorf("%d documents, want %d", n, writers*each)
	}
}

func cancelledSearch(t *testing.T, s service.Store) {
	add(t, s, doc("t1", "d", "word"))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Search(ctx, service.Query{Tenant: "t1", Words: service.QueryWords("word"), Limit: 1}); err == nil {
		t.Error("no error")
	}
}

// extremeDocuments adds documents near the limits of the engines' indexes.
func extremeDocuments(t *testing.T, s service.Store) {
	var distinct strings.Builder
	for r := rune(0x4E00); r < 0x4E00+20_000; r++ {
		distinct.WriteRune(r)
	}
	for r := rune(0x20000); r < 0x20000+40_000; r++ {
		distinct.WriteRune(r)
	}
	for i := distinct.Len() / 3; i < 100_000; i++ {
		fmt.Fprintf(&distinct, " %x", i)
	}
	for name, content := range map[string]string{
		"distinct": "needle " + distinct.String(),
		"repeated": strings.Repeat("needle ", 28_000),
		"unbroken": "needle " + strings.Repeat("x", 199_000),
		"phrases":  "needle " + strings.Repeat("\uFDFA", 199_000),
		"symbols":  "needle" + strings.Repeat("🙂", 199_000),
		"quotes":   "needle" + strings.Repeat(`'\"`, 60_000),
	} {
		add(t, s, doc("t1", name, content))
	}
	if got := titles(t, s, "t1", "needle"); len(got) != 6 {
		t.Errorf("found %q, want all 6", got)
	}
	add(t, s, doc("t2", "🙂", "x"), doc("t2", "🙂", "x"))
	if got := titles(t, s, "t2", "x"); len(got) != 2 {
		t.Errorf("found %q, want 2", got)
	}
}

func closedRefuses(t *testing.T, s service.Store) {
	if err := s.Ping(context.Background()); err != nil {
		t.Errorf("Ping of an open store: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Add(context.Background(), doc("t1", "d", "w")); err == nil {
		t.Error("Add succeeds on a closed store")
	}
	if err := s.Ping(context.Background()); err == nil {
		t.Error("Ping succeeds on a closed store")
	}
}
