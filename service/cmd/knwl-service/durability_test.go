package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/knwl-platform/infra/service"
)

var kills = flag.Int("kills", 10, "how often the durability test kills the process")

// enough is how many documents must be acknowledged before a kill, however slow
// the machine is.
const enough = 5

// TestNoAcknowledgedDocumentIsLost repeatedly kills the process while documents
// are added concurrently, and then checks which documents exist.
func TestNoAcknowledgedDocumentIsLost(t *testing.T) {
	onBothStores(t, func(t *testing.T, db database) {
		var acknowledged sync.Map // titles
		n := 0
		for round := range *kills {
			i := start(t, append(db.env, "LOG_LEVEL=ERROR")...)
			ctx, stop := context.WithCancel(t.Context())
			var writers sync.WaitGroup
			var inRound atomic.Int64
			for w := range 16 {
				writers.Go(func() {
					for d := 0; ctx.Err() == nil; d++ {
						title := fmt.Sprintf("doc%dx%dx%d", round, w, d)
						if ingest(i.url, title) {
							acknowledged.Store(title, true)
							inRound.Add(1)
						}
					}
				})
			}
			for deadline := time.Now().Add(time.Minute); inRound.Load() < enough && time.Now().Before(deadline); {
				time.Sleep(time.Millisecond)
			}
			time.Sleep(time.Duration(rand.IntN(200)) * time.Millisecond)
			i.Process.Kill()
			stop()
			writers.Wait()
			i.Wait()
		}
		store, err := db.open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		acknowledged.Range(func(title, _ any) bool {
			n++
			page := find(t, store, title.(string), 2, 0)
			if page.Total != 1 || page.Hits[0].Title != title {
				t.Errorf("%s was acknowledged and is found %d times", title, page.Total)
			}
			return true
		})
		whole := allAreWhole(t, store)
		t.Logf("%d kills: %d documents acknowledged, %d kept, all whole", *kills, n, whole)
		if n < *kills*enough {
			t.Errorf("only %d documents acknowledged: the test proves little", n)
		}
	})
}

// content returns a content derived from the title, so that a mix of two
// documents is detected.
func content(title string) string {
	h := fnv.New64a()
	h.Write([]byte(title))
	round, _, _ := strings.Cut(title, "x")
	return fmt.Sprintf("%s %s %s", round, strings.Repeat(fmt.Sprintf("%x ", h.Sum64()), 50), title)
}

func ingest(url, title string) (acknowledged bool) {
	body, _ := json.Marshal(map[string]any{"title": title, "content": content(title), "tags": []string{title}})
	req, _ := http.NewRequest("POST", url+"/api/v1/tenants/t1/documents", bytes.NewReader(body))
	req.Header.Set("X-API-Key", "k")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	return resp.StatusCode == http.StatusCreated
}

func find(t *testing.T, store service.Store, word string, limit, offset int) service.Page {
	t.Helper()
	query := service.Query{Tenant: "t1", Words: service.QueryWords(word), Limit: limit, Offset: offset}
	page, err := store.Search(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// allAreWhole reads every document through the index and checks that its
// content belongs to its title. The store's count must agree. It returns the
// number of documents.
func allAreWhole(t *testing.T, store service.Store) int {
	t.Helper()
	n := 0
	for round := range *kills { // each has fewer documents than a search shows
		for offset := 0; ; {
			hits := find(t, store, fmt.Sprint("doc", round), 500, offset).Hits
			if len(hits) == 0 {
				break
			}
			for _, h := range hits {
				if h.Content != content(h.Title) || len(h.Tags) != 1 || h.Tags[0] != h.Title {
					t.Errorf("%s is torn: %q %q", h.Title, h.Content, h.Tags)
				}
			}
			offset += len(hits)
			n += len(hits)
		}
	}
	if counts, err := store.Counts(t.Context()); err != nil || counts["t1"] != int64(n) {
		t.Errorf("the store counts %v, %v; the index holds %d", counts, err, n)
	}
	return n
}
