package storetest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/knwl-platform/infra/service"
)

const (
	minComments  = 400   // characters of a document's content
	longDocument = 10000 // characters
)

// GoDocuments returns a document for each source file of the Go toolchain that
// explains itself: its path is the title, its comments are the content, and the
// packages that it imports are the tags.
func GoDocuments(t testing.TB) []service.Document {
	t.Helper()
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatalf("go env GOROOT: %v", err)
	}
	var docs []service.Document
	src := os.DirFS(filepath.Join(strings.TrimSpace(string(root)), "src"))
	err = fs.WalkDir(src, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.Name() == "testdata" || entry.Name() == "vendor" {
			return skip(err)
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		text, err := fs.ReadFile(src, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		var content strings.Builder
		for _, group := range file.Comments[min(1, len(file.Comments)):] { // the first is the license
			content.WriteString(group.Text() + "\n")
		}
		if content.Len() < minComments {
			return nil
		}
		d := service.Document{
			ID: uuid.NewSHA1(uuid.Nil, []byte(name)).String(), Tenant: "t1",
			Title: strings.TrimSuffix(name, ".go"), Content: content.String(), Tags: []string{},
			CreatedAt: time.Unix(0, 0).UTC(),
		}
		for _, spec := range file.Imports {
			if tag, err := strconv.Unquote(spec.Path.Value); err == nil {
				d.Tags = append(d.Tags, tag)
			}
		}
		docs = append(docs, d)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return docs
}

func skip(err error) error {
	if err != nil {
		return err
	}
	return fs.SkipDir
}
