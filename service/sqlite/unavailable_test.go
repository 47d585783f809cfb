package sqlite

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/service"
)

func TestAFullDiskIsUnavailable(t *testing.T) {
	s := mustOpen(t, filepath.Join(t.TempDir(), "app.db"))
	if _, err := s.writer.ExecContext(t.Context(), "PRAGMA max_page_count = 20"); err != nil {
		t.Fatal(err)
	}
	d := service.Document{Tenant: "t", Title: "t", Content: strings.Repeat("word ", 40_000)}
	if err := s.Add(t.Context(), d); !errors.Is(err, service.ErrUnavailable) {
		t.Errorf("got %v, want ErrUnavailable", err)
	}
}

func TestAMistakeOfTheProgramIsNotUnavailable(t *testing.T) {
	s := mustOpen(t, filepath.Join(t.TempDir(), "app.db"))
	_, err := s.writer.ExecContext(t.Context(), "SELECT * FROM nothing")
	if markUnavailable(&err); err == nil || errors.Is(err, service.ErrUnavailable) {
		t.Errorf("got %v", err)
	}
}

func TestPingNoticesADamagedFile(t *testing.T) {
	for name, damage := range map[string]func(path string) error{
		"deleted":   os.Remove,
		"truncated": func(path string) error { return os.Truncate(path, 20_000) },
		"emptied":   func(path string) error { return os.Truncate(path, 0) },
		"replaced": func(path string) error {
			content, err := os.ReadFile(path)
			return errors.Join(err, os.Remove(path), os.WriteFile(path, content, 0o600))
		},
		"overwritten": func(path string) error {
			return os.WriteFile(path, bytes.Repeat([]byte("garbage "), 1<<16), 0o600)
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "app.db")
			s := mustOpen(t, path)
			if err := s.Add(t.Context(), service.Document{Tenant: "t", Title: "t", Content: "word"}); err != nil {
				t.Fatal(err)
			}
			if err := s.Ping(t.Context()); err != nil {
				t.Fatalf("a good file: %v", err)
			}
			if _, err := s.writer.ExecContext(t.Context(), "PRAGMA wal_checkpoint(PASSIVE)"); err != nil {
				t.Fatal(err)
			}
			if err := s.Ping(t.Context()); err != nil {
				t.Fatalf("a good file: %v", err)
			}
			if err := damage(path); err != nil {
				t.Fatal(err)
			}
			if err := s.Ping(t.Context()); err == nil {
				t.Error("Ping does not notice")
			}
		})
	}
}
