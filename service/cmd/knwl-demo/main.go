// Command knwl-demo runs the service on this machine for a first try, with
// SQLite under .state, two demo keys and a few documents. The service's
// environment variables override its settings.
package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/knwl-platform/infra/service/app"
	"github.com/knwl-platform/infra/service/internal/client"
)

var settings = map[string]string{
	"LISTEN_HOST":   "localhost",
	"API_KEYS_JSON": `{"key_admin":["t1","t2"],"key_t1":["t1"]}`,
	"DB_PATH":       ".state/service/app.db",
	"DRAIN_DELAY":   "0s",
	"LOG_LEVEL":     "WARNING",
}

func main() {
	cfg, err := app.ConfigFromEnv(func(name string) string { return cmp.Or(os.Getenv(name), settings[name]) })
	if err != nil {
		fmt.Fprintf(os.Stderr, "knwl-demo: the configuration is wrong:\n%v\n", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	go welcome(ctx, cfg)
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: cfg.LogLevel}))
	if err := app.Run(ctx, cfg, log); err != nil {
		fmt.Fprintln(os.Stderr, "knwl-demo:", err)
		os.Exit(1)
	}
}

// welcome waits for the service, adds documents the first time, and prints what
// to try.
func welcome(ctx context.Context, cfg app.Config) {
	base := fmt.Sprintf("http://%s:%d", cmp.Or(cfg.Host, "localhost"), cfg.Port)
	c := client.Client{Base: base, Key: "key_t1"}
	for c.Get(ctx, "/readyz", nil) != nil {
		select {
		case <-ctx.Done():
			return
		case <-time.After(20 * time.Millisecond):
		}
	}
	if _, ours := cfg.Keys[c.Key]; !ours {
		fmt.Printf("\n  %s/docs\n\n  Stop with Ctrl-C.\n", base)
		return
	}
	if err := seed(ctx, c); err != nil {
		fmt.Fprintln(os.Stderr, "knwl-demo: no demo documents:", err)
	}
	fmt.Printf(`
  Interactive   %[1]s/docs   (Authorize with %[2]s, tenant t1)
  Health        %[1]s/api/v1/health
  Metrics       %[1]s/api/v1/metrics

  Search        curl -H 'X-API-Key: %[2]s' '%[1]s%[3]s'
  Smoke test    make smoke URL=%[1]s

  Stop with Ctrl-C. The documents are in %[4]s.
`, base, c.Key, client.SearchPath("t1", "network"), cfg.Database.Path)
}

var documents = []struct {
	title, content string
	tags           []string
}{
	{
		"Welcome",
		"Put documents in with a POST, find them again with a search. " +
			"Every word of the query must match; the best match comes first.",
		[]string{"guide"},
	},
	{
		"The network",
		"A network of three tiers: public subnets for the load balancer, private subnets for the tasks, " +
			"isolated subnets for the database.",
		[]string{"aws", "network"},
	},
	{
		"Blue/green deployment",
		"The new version starts beside the old one, traffic shifts step by step, " +
			"and alarms bring it back when something is wrong.",
		[]string{"aws", "deployment"},
	},
	{"Café culture", "Accents and case make no difference: cafe finds this, and so does CAFÉ.", []string{"search"}},
}

func seed(ctx context.Context, c client.Client) error {
	page, err := c.Search(ctx, "t1", "welcome")
	if err != nil || page.Total > 0 {
		return err
	}
	for _, d := range documents {
		if _, err := c.Add(ctx, "t1", d.title, d.content, d.tags...); err != nil {
			return err
		}
	}
	return nil
}
