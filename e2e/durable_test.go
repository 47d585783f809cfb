package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// checkRotation changes the master user's password, as RDS does every week, and cuts the connections of
// the service. Neither the service nor the next task's setup needs the password.
func (d deployed) checkRotation(master string) {
	d.server.Exec(d, `ALTER ROLE `+master+` PASSWORD 'rotated'`)
	d.server.Exec(d, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'knwl_service'`)
	var out []byte
	var err error
	for range 5 { // each connection that was cut may fail once
		if out, err = d.trySmoke(); err == nil {
			d.setUp()
			return
		}
	}
	d.Errorf("after a rotation, ingest and search fail: %v\n%s", err, out)
}

// checkKills kills the service while documents are added, and looks for those that it has acknowledged.
func (d deployed) checkKills(service *running) {
	const kills, enough = 3, 5 // documents before each kill
	client := newClient(d)
	for round := range kills {
		var acknowledged sync.Map // words
		var writers sync.WaitGroup
		var first sync.WaitGroup
		first.Add(enough)
		ctx, stop := context.WithCancel(d.Context())
		for w := range enough {
			writers.Go(func() {
				counted := sync.OnceFunc(first.Done)
				defer counted() // not to wait forever for a service that fails
				for n := 0; ctx.Err() == nil; n++ {
					word := fmt.Sprintf("word%dx%dx%d", round, w, n)
					if !client.add(word) {
						return
					}
					acknowledged.Store(word, true)
					counted()
				}
			})
		}
		first.Wait()
		service.kill()
		stop()
		writers.Wait()
		service = d.start()
		found := 0
		acknowledged.Range(func(word, _ any) bool {
			if total := client.total(word.(string)); total != 1 {
				d.Errorf("%s was acknowledged and is found %d times", word, total)
			}
			found++
			return true
		})
		if found < enough {
			d.Errorf("only %d documents were acknowledged: the check proves little", found)
		}
	}
}

// client uses the service as one of its tenants.
type client struct {
	deployed
	key, documents string // the URL of the tenant's documents
}

func newClient(d deployed) client {
	var keys map[string][]string
	if err := json.Unmarshal([]byte(d.environmentOf("knwl-api")["API_KEYS_JSON"]), &keys); err != nil {
		d.Fatal(err)
	}
	for key, tenants := range keys {
		return client{d, key, "http://" + d.address() + "/api/v1/tenants/" + tenants[0] + "/documents"}
	}
	d.Fatal("the service has no API key")
	panic("unreachable")
}

// add reports whether the service acknowledges a document with a word.
func (c client) add(word string) bool {
	return c.send(http.MethodPost, c.documents, `{"title":"kill","content":"`+word+`","tags":[]}`, http.StatusCreated, nil)
}

// total returns how many documents have a word.
func (c client) total(word string) int {
	var page struct{ Total int }
	if !c.send(http.MethodGet, c.documents+"/search?q="+word, "", http.StatusOK, &page) {
		return -1
	}
	return page.Total
}

func (c client) send(method, url, body string, status int, into any) bool {
	ctx, cancel := context.WithTimeout(c.Context(), time.Minute)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return false
	}
	request.Header.Set("X-API-Key", c.key)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	return answer.StatusCode == status && (into == nil || json.NewDecoder(answer.Body).Decode(into) == nil)
}
