package app

import (
	"log/slog"
	"net/url"
	"strings"
	"testing"
)

func TestAnotherUserCannotTakeTheTablesOfTheFirst(t *testing.T) {
	_, _, cfg := startIAM(t)
	mustOpenStore(t, Database{URL: cfg.MasterURL})
	setUp(t, cfg)
	renamed, err := url.Parse(cfg.Database.URL)
	if err != nil {
		t.Fatal(err)
	}
	renamed.User = url.User("another")
	cfg.Database.URL = renamed.String()
	err = RunSetup(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if want := `belong to "` + user + `", and`; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("the error is %v, want %s", err, want)
	}
}
