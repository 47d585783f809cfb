package main

import (
	"bytes"
	"encoding/json"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/google/go-containerregistry/pkg/v1/remote"
)

// A client finds the bill of materials by the image's digest, in registries with and without the referrers
// API, and after two pushes there is still one.
func TestTheBillOfMaterialsIsAttachedToTheImage(t *testing.T) {
	built, digest := mustBuild(t)
	for _, referrers := range []bool{true, false} {
		server := httptest.NewServer(registry.New(
			registry.Logger(log.New(io.Discard, "", 0)), registry.WithReferrersSupport(referrers)))
		defer server.Close()
		repository := strings.TrimPrefix(server.URL, "http://") + "/knwl"
		for range 2 {
			if err := push(built, repository, testCommit.tag); err != nil {
				t.Fatal(err)
			}
		}
		if found := attachedTo(t, repository+"@"+digest.String()); !bytes.Equal(found, built.sbom) {
			t.Errorf("with the API: %t: attached is\n%s", referrers, found)
		}
	}
}

func TestTheBillOfMaterialsIsBesideTheLayout(t *testing.T) {
	built, _ := mustBuild(t)
	dir := filepath.Join(t.TempDir(), "image")
	if err := writeLayout(built, dir); err != nil {
		t.Fatal(err)
	}
	if found, err := os.ReadFile(dir + ".spdx.json"); err != nil || !bytes.Equal(found, built.sbom) {
		t.Errorf("%v, and it is\n%s", err, found)
	}
}

// attachedTo returns the only artifact of type SPDX that refers to an image.
func attachedTo(t *testing.T, image string) []byte {
	t.Helper()
	subject, err := name.NewDigest(image)
	if err != nil {
		t.Fatal(err)
	}
	index, err := remote.Referrers(subject, remote.WithFilter("artifactType", "application/spdx+json"))
	if err != nil {
		t.Fatal(err)
	}
	list, err := index.IndexManifest()
	if err != nil || len(list.Manifests) != 1 {
		t.Fatalf("%v, and the referrers are %+v", err, list)
	}
	artifact, err := remote.Image(subject.Context().Digest(list.Manifests[0].Digest.String()))
	if err != nil {
		t.Fatal(err)
	}
	layers, err := artifact.Layers()
	if err != nil || len(layers) != 1 {
		t.Fatalf("%v, and the layers are %v", err, layers)
	}
	content, err := layers[0].Uncompressed()
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	text, err := io.ReadAll(content)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// The modules are those of the packages that the program imports on its platforms, by the go command.
func TestTheBillOfMaterialsListsEachModuleAndTheBase(t *testing.T) {
	built, digest := mustBuild(t)
	var doc document
	if err := json.Unmarshal(built.sbom, &doc); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"pkg:oci/knwl-service@sha256%3A" + digest.Hex,
		"pkg:golang/github.com/knwl-platform/infra@" + testCommit.id + "#service/cmd/knwl-service",
		"pkg:golang/stdlib@" + strings.TrimPrefix(runtime.Version(), "go"),
	}
	for _, platform := range platforms {
		list := exec.Command("go", "list", "-deps", "-f",
			"{{with .Module}}{{if not .Main}}pkg:golang/{{.Path}}@{{.Version}}{{end}}{{end}}", "./service/cmd/knwl-service")
		list.Dir = "../.."
		list.Env = append(os.Environ(), "GOOS="+platform.OS, "GOARCH="+platform.Architecture, "CGO_ENABLED=0")
		out, err := list.Output()
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, strings.Fields(string(out))...)
	}
	slices.Sort(want)
	want = slices.Compact(want)

	var got, ids []string
	for _, p := range doc.Packages {
		ids = append(ids, p.SPDXID)
		got = append(got, p.ExternalRefs[0].Locator)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) || len(want) < 10 {
		t.Errorf("it lists\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	slices.Sort(ids)
	if unique := slices.Compact(slices.Clone(ids)); len(unique) != len(ids) {
		t.Errorf("identifiers occur twice: %q", ids)
	}
	image := doc.Packages[0]
	if image.VersionInfo != digest.String() || !strings.Contains(image.Comment, "no base image") {
		t.Errorf("the image is %+v", image)
	}
	for _, r := range doc.Relationships {
		if !slices.Contains(append(ids, "SPDXRef-DOCUMENT"), r.Element) || !slices.Contains(ids, r.Related) {
			t.Errorf("%+v has an end that is not in the document", r)
		}
	}
	if n := len(doc.Relationships); n != len(doc.Packages) { // each package is related to one that contains it
		t.Errorf("%d relationships of %d packages", n, len(doc.Packages))
	}
}
