// Command proxy writes modules of this repository, as they are in a commit, in the layout of a Go module
// proxy, so that a release can be tried before it is published:
//
//	go -C tools run ./proxy -repository .. -to /tmp/proxy v0.1.0
//
// With GOPROXY=file:///tmp/proxy,https://proxy.golang.org and GONOSUMDB=github.com/knwl-platform/*,
// `go get github.com/knwl-platform/infra@v0.1.0` then works. The command prints the modules' lines for
// go.sum.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"

	"golang.org/x/mod/module"
	"golang.org/x/mod/sumdb/dirhash"
	"golang.org/x/mod/zip"
)

const root = "github.com/knwl-platform/infra"

// released are the directories of the modules that are released, below the root.
var released = []string{"", "cmd/rollout"}

func main() {
	repository := flag.String("repository", "..", "the repository's `directory`")
	commit := flag.String("commit", "HEAD", "the `commit` to publish")
	to := flag.String("to", "", "the proxy's `directory`")
	flag.Parse()
	if err := run(*repository, *commit, *to, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "proxy:", err)
		os.Exit(1)
	}
}

func run(repository, commit, to, version string) error {
	if to == "" || version == "" {
		return errors.New("name the directory with -to, and the version")
	}
	tree, err := os.MkdirTemp("", "proxy-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tree)
	unpack := exec.Command("sh", "-c", `git -C "$1" archive "$2" | tar -x -C "$3"`, "sh", repository, commit, tree)
	if out, err := unpack.CombinedOutput(); err != nil {
		return fmt.Errorf("commit %s: %w\n%s", commit, err, out)
	}
	for _, dir := range released {
		if err := publish(filepath.Join(tree, dir), dir, to, version); err != nil {
			return fmt.Errorf("module %s: %w", path.Join(root, dir), err)
		}
	}
	return nil
}

// publish writes the files of one module, whose source is in tree.
func publish(tree, dir, to, version string) error {
	m := module.Version{Path: path.Join(root, dir), Version: version}
	files := filepath.Join(to, m.Path, "@v")
	if err := os.MkdirAll(files, 0o755); err != nil {
		return err
	}
	mod, err := os.ReadFile(filepath.Join(tree, "go.mod"))
	if err != nil {
		return err
	}
	write := func(suffix, text string) error {
		return os.WriteFile(filepath.Join(files, version+suffix), []byte(text), 0o644)
	}
	out, err := os.Create(filepath.Join(files, version+".zip"))
	if err != nil {
		return err
	}
	err = errors.Join(
		write(".mod", string(mod)),
		write(".info", fmt.Sprintf("{%q: %q}\n", "Version", version)),
		os.WriteFile(filepath.Join(files, "list"), []byte(version+"\n"), 0o644),
		zip.CreateFromDir(out, m, tree),
		out.Close(),
	)
	if err != nil {
		return err
	}
	sum, err := dirhash.HashZip(out.Name(), dirhash.Hash1)
	if err != nil {
		return err
	}
	modSum, err := dirhash.Hash1([]string{"go.mod"}, func(string) (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(mod)), nil
	})
	fmt.Printf("%s %s %s\n%s %s/go.mod %s\n", m.Path, m.Version, sum, m.Path, m.Version, modSum)
	return err
}
