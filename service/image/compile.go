package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// commit identifies the source of the image.
type commit struct {
	id   string // the full hash, with the suffix -dirty if files differ from the commit
	tag  string // the first 12 digits of the hash, with the same suffix
	time time.Time
}

// currentCommit asks git for the commit of the working directory.
func currentCommit() (commit, error) {
	out, err := git("log", "-1", "--format=%H %ct")
	if err != nil {
		return commit{}, err
	}
	hash, seconds, _ := strings.Cut(out, " ")
	unix, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return commit{}, fmt.Errorf("git log: %q is no time", seconds)
	}
	// Only the sources of the image count: an edited stack configuration does
	// not change the image.
	dirty, err := git("status", "--porcelain", "--", ":/service", ":/go.mod", ":/go.sum")
	if err != nil {
		return commit{}, err
	}
	c := commit{id: hash, tag: hash[:12], time: time.Unix(unix, 0).UTC()}
	if dirty != "" {
		c.id, c.tag = c.id+"-dirty", c.tag+"-dirty"
	}
	return c, nil
}

func git(args ...string) (string, error) {
	out, err := exec.Command("git", args...).Output()
	if err != nil {
		return "", fmt.Errorf("git %s: %w", args[0], err)
	}
	return strings.TrimSpace(string(out)), nil
}

// moduleRoot returns the repository's directory, where the service is built.
func moduleRoot() (string, error) { return git("rev-parse", "--show-toplevel") }

// compile builds the service's static program and returns its path. The program
// is reproducible with the same Go release on any machine.
func compile(platform v1.Platform) (string, error) {
	root, err := moduleRoot()
	if err != nil {
		return "", err
	}
	program := filepath.Join(root, "dist", "bin", platform.Architecture, "knwl-service")
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid=", "-o", program,
		"./service/cmd/knwl-service")
	build.Dir = root
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+platform.OS, "GOARCH="+platform.Architecture,
		"GOFLAGS=", "GOAMD64=v1", "GOARM64=v8.0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building for %s: %w\n%s", platform, err, out)
	}
	return program, nil
}
