package main

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
	"os"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// user is the id that other minimal images use for "nonroot".
const user = 65532

// dataDir is the directory of the SQLite file, which is used if PostgreSQL is
// not configured. It is a volume that belongs to the user: on Fargate a mount
// is only writable for a non-root user if the image declares the volume.
const dataDir = "/data"

var platforms = []v1.Platform{{OS: "linux", Architecture: "amd64"}, {OS: "linux", Architecture: "arm64"}}

// product is the image for all platforms, and its bill of materials.
type product struct {
	index v1.ImageIndex
	sbom  []byte
}

// newProduct builds the image for all platforms. The result only depends on the
// sources, the Go release and the commit.
func newProduct(c commit) (product, error) {
	index := mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	var programs []string
	for _, platform := range platforms {
		program, err := compile(platform)
		if err != nil {
			return product{}, err
		}
		programs = append(programs, program)
		image, err := newImage(program, platform, c)
		if err != nil {
			return product{}, err
		}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{
			Add: image, Descriptor: v1.Descriptor{Platform: &platform},
		})
	}
	sbom, err := newSBOM(index, programs, c)
	return product{index, sbom}, err
}

// newImage puts the static program into an empty image. Certificate authorities
// and time zones are compiled into the program.
func newImage(program string, platform v1.Platform, c commit) (v1.Image, error) {
	layer, err := newLayer(program, c.time)
	if err != nil {
		return nil, err
	}
	image := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	image, err = mutate.Append(image, mutate.Addendum{
		Layer:   layer,
		History: v1.History{Created: v1.Time{Time: c.time}, CreatedBy: "service/image"},
	})
	if err != nil {
		return nil, err
	}
	return mutate.ConfigFile(image, config(image, platform, c))
}

func config(image v1.Image, platform v1.Platform, c commit) *v1.ConfigFile {
	file, err := image.ConfigFile()
	if err != nil {
		panic(err) // cannot happen: it is in memory
	}
	file = file.DeepCopy()
	file.OS, file.Architecture, file.Created = platform.OS, platform.Architecture, v1.Time{Time: c.time}
	file.Config = v1.Config{
		User:         fmt.Sprintf("%d:%[1]d", user),
		Entrypoint:   []string{"/knwl-service"},
		WorkingDir:   "/",
		Env:          []string{"DB_PATH=" + dataDir + "/app.db"},
		ExposedPorts: map[string]struct{}{"8000/tcp": {}},
		Volumes:      map[string]struct{}{dataDir: {}},
		StopSignal:   "SIGTERM",
		Labels: map[string]string{
			"org.opencontainers.image.title":    "knwl-service",
			"org.opencontainers.image.source":   "https://github.com/knwl-platform/infra",
			"org.opencontainers.image.revision": c.id,
			"org.opencontainers.image.licenses": "Apache-2.0",
		},
	}
	return file
}

// newLayer returns the layer with the whole file system.
func newLayer(program string, modified time.Time) (v1.Layer, error) {
	content, err := os.ReadFile(program)
	if err != nil {
		return nil, err
	}
	passwd := fmt.Appendf(nil, "nonroot:x:%d:%[1]d::/:/sbin/nologin\n", user)
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, e := range []struct {
		header  tar.Header
		content []byte
	}{
		{tar.Header{Name: "data/", Typeflag: tar.TypeDir, Mode: 0o700, Uid: user, Gid: user}, nil},
		{tar.Header{Name: "etc/", Typeflag: tar.TypeDir, Mode: 0o755}, nil},
		{tar.Header{Name: "etc/passwd", Typeflag: tar.TypeReg, Mode: 0o644}, passwd},
		{tar.Header{Name: "knwl-service", Typeflag: tar.TypeReg, Mode: 0o755}, content},
	} {
		e.header.Size, e.header.ModTime, e.header.Format = int64(len(e.content)), modified, tar.FormatPAX
		if err := w.WriteHeader(&e.header); err != nil {
			return nil, err
		}
		if _, err := w.Write(e.content); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b.Bytes())), nil }
	return tarball.LayerFromOpener(open, tarball.WithMediaType(types.OCILayer))
}
