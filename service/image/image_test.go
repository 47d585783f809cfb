package main

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
)

var testCommit = commit{id: "0123456789abcdef", tag: "0123456789ab", time: time.Unix(1_700_000_000, 0).UTC()}

// builtOnce is the image of all tests: linking it takes seconds.
var builtOnce = sync.OnceValues(func() (product, error) { return newProduct(testCommit) })

func mustBuild(t *testing.T) (product, v1.Hash) {
	t.Helper()
	built, err := builtOnce()
	if err != nil {
		t.Fatal(err)
	}
	digest, err := built.index.Digest()
	if err != nil {
		t.Fatal(err)
	}
	return built, digest
}

func imageFor(t *testing.T, index v1.ImageIndex, architecture string) v1.Image {
	t.Helper()
	manifest, err := index.IndexManifest()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range manifest.Manifests {
		if m.Platform.Architecture == architecture {
			image, err := index.Image(m.Digest)
			if err != nil {
				t.Fatal(err)
			}
			return image
		}
	}
	t.Fatalf("no image for %s", architecture)
	return nil
}

func TestTheSameCommitGivesTheSameDigest(t *testing.T) {
	before, first := mustBuild(t)
	if err := os.RemoveAll("../../dist/bin"); err != nil {
		t.Fatal(err)
	}
	after, err := newProduct(testCommit)
	if err != nil {
		t.Fatal(err)
	}
	if second, err := after.index.Digest(); err != nil || first != second {
		t.Errorf("first %s, then %s, %v", first, second, err)
	}
	if !bytes.Equal(before.sbom, after.sbom) {
		t.Errorf("first\n%s\nthen\n%s", before.sbom, after.sbom)
	}
}

func TestTheImageIsSmallAndDoesNotRunAsRoot(t *testing.T) {
	built, _ := mustBuild(t)
	for _, architecture := range []string{"amd64", "arm64"} {
		image := imageFor(t, built.index, architecture)
		file, err := image.ConfigFile()
		if err != nil {
			t.Fatal(err)
		}
		if file.Architecture != architecture || file.Config.User != "65532:65532" {
			t.Errorf("%s: architecture %s, user %q", architecture, file.Architecture, file.Config.User)
		}
		layers, err := image.Layers()
		if err != nil {
			t.Fatal(err)
		}
		var size int64
		for _, l := range layers {
			n, err := l.Size()
			if err != nil {
				t.Fatal(err)
			}
			size += n
		}
		t.Logf("%s: %.1f MB compressed", architecture, float64(size)/1e6)
		if size > 20e6 {
			t.Errorf("%s: %d bytes, want less than 20 MB", architecture, size)
		}
	}
}

func TestPushAndLayoutHoldTheSameImage(t *testing.T) {
	built, digest := mustBuild(t)
	server := httptest.NewServer(registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	defer server.Close()
	repository := strings.TrimPrefix(server.URL, "http://") + "/knwl"
	for range 2 { // pushing again is not an error
		if err := push(built, repository, testCommit.tag); err != nil {
			t.Fatal(err)
		}
	}
	ref, err := name.ParseReference(repository + ":" + testCommit.tag)
	if err != nil {
		t.Fatal(err)
	}
	if pulled, err := remote.Head(ref); err != nil || pulled.Digest != digest {
		t.Errorf("the registry holds %v, %v, want %s", pulled, err, digest)
	}
	other := product{mutate.Annotations(built.index, map[string]string{"x": "y"}).(v1.ImageIndex), built.sbom}
	err = push(other, repository, testCommit.tag)
	if err == nil || !strings.Contains(err.Error(), "already holds another image") {
		t.Errorf("another image under the same tag: %v", err)
	}
	if err := push(built, "NOT VALID", testCommit.tag); err == nil || !strings.Contains(err.Error(), "REPOSITORY: ") {
		t.Errorf("an invalid repository: %v", err)
	}

	dir := filepath.Join(t.TempDir(), "image")
	if err := writeLayout(built, dir); err != nil {
		t.Fatal(err)
	}
	root, err := layout.ImageIndexFromPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := root.IndexManifest()
	if err != nil || len(manifest.Manifests) != 1 || manifest.Manifests[0].Digest != digest {
		t.Errorf("the layout holds %+v, %v, want %s", manifest, err, digest)
	}
}

// TestTheImageRuns unpacks the image and runs it as a container does: with only
// the image's files, and as the image's user, who only owns the volume.
func TestTheImageRuns(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("changing the root directory needs root")
	}
	built, _ := mustBuild(t)
	root, err := os.MkdirTemp("", "image")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(root)
	if err := os.Chmod(root, 0o755); err != nil {
		t.Fatal(err)
	}
	unpack(t, imageFor(t, built.index, "amd64"), root)

	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	cmd := exec.Command("/knwl-service")
	cmd.Dir = "/"
	cmd.Env = []string{
		"DB_PATH=/data/app.db",
		`API_KEYS_JSON={"k":["t"]}`,
		"LISTEN_HOST=127.0.0.1",
		"PORT=" + address[strings.LastIndex(address, ":")+1:],
		"DRAIN_DELAY=0s",
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: user, Gid: user}}
	var output strings.Builder
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	err = fmt.Errorf("not asked yet")
	deadline := time.Now().Add(time.Minute)
	for ; err != nil && time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		var resp *http.Response
		if resp, err = http.Get("http://" + address + "/readyz"); err == nil {
			resp.Body.Close()
		}
	}
	cmd.Process.Signal(syscall.SIGTERM)
	if stopped := cmd.Wait(); err != nil || stopped != nil {
		t.Errorf("ready: %v; stopped: %v; output:\n%s", err, stopped, output.String())
	}
}

func unpack(t *testing.T, image v1.Image, root string) {
	t.Helper()
	files := tar.NewReader(mutate.Extract(image))
	for {
		h, err := files.Next()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(root, h.Name)
		if h.Typeflag == tar.TypeDir {
			err = os.MkdirAll(path, 0o755)
		} else {
			var content []byte
			if content, err = io.ReadAll(files); err == nil {
				err = os.WriteFile(path, content, 0o600)
			}
		}
		if err == nil {
			err = os.Chown(path, h.Uid, h.Gid)
		}
		if err == nil {
			err = os.Chmod(path, h.FileInfo().Mode().Perm())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
