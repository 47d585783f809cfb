package main

import (
	"debug/buildinfo"
	"encoding/json"
	"fmt"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// spdxJSON is the artifact type by which scanners find the bill of materials of an image.
const spdxJSON types.MediaType = "application/spdx+json"

// document is a software bill of materials in SPDX 2.3.
type document struct {
	SPDXVersion       string         `json:"spdxVersion"`
	DataLicense       string         `json:"dataLicense"`
	SPDXID            string         `json:"SPDXID"`
	Name              string         `json:"name"`
	DocumentNamespace string         `json:"documentNamespace"`
	CreationInfo      creationInfo   `json:"creationInfo"`
	Packages          []component    `json:"packages"`
	Relationships     []relationship `json:"relationships"`
}

type creationInfo struct {
	Created  string   `json:"created"`
	Creators []string `json:"creators"`
}

type component struct {
	SPDXID           string        `json:"SPDXID"`
	Name             string        `json:"name"`
	VersionInfo      string        `json:"versionInfo"`
	DownloadLocation string        `json:"downloadLocation"`
	FilesAnalyzed    bool          `json:"filesAnalyzed"`
	Comment          string        `json:"comment,omitempty"`
	ExternalRefs     []externalRef `json:"externalRefs"`
}

type externalRef struct {
	Category string `json:"referenceCategory"`
	Type     string `json:"referenceType"`
	Locator  string `json:"referenceLocator"`
}

type relationship struct {
	Element string `json:"spdxElementId"`
	Type    string `json:"relationshipType"`
	Related string `json:"relatedSpdxElement"`
}

// newSBOM lists what an image contains: its program, the standard library, and every module that is
// compiled into it on any platform, as the programs themselves say.
func newSBOM(index v1.ImageIndex, programs []string, c commit) ([]byte, error) {
	digest, err := index.Digest()
	if err != nil {
		return nil, err
	}
	modules := map[string]debug.Module{}
	var source string
	for _, program := range programs {
		build, err := buildinfo.ReadFile(program)
		if err != nil {
			return nil, err
		}
		source = build.Main.Path
		standard := debug.Module{Path: "stdlib", Version: strings.TrimPrefix(build.GoVersion, "go")}
		for _, m := range append(build.Deps, &standard) {
			if m.Replace != nil {
				m = m.Replace
			}
			modules[m.Path+"@"+m.Version] = *m
		}
	}

	image := newComponent("image", "knwl-service", digest.String(),
		"oci/knwl-service@"+strings.Replace(digest.String(), ":", "%3A", 1))
	image.Comment = "The image has no base image: it is built from scratch."
	program := newComponent("program", source, c.id, "golang/"+source+"@"+c.id+"#service/cmd/knwl-service")
	doc := document{
		SPDXVersion: "SPDX-2.3", DataLicense: "CC0-1.0", SPDXID: "SPDXRef-DOCUMENT",
		Name:              image.Name,
		DocumentNamespace: "https://" + source + "/sbom/" + digest.Hex,
		CreationInfo: creationInfo{
			Created: c.time.Format(time.RFC3339), Creators: []string{"Tool: " + source + "/service/image"},
		},
		Packages: []component{image, program},
		Relationships: []relationship{
			{"SPDXRef-DOCUMENT", "DESCRIBES", image.SPDXID}, {image.SPDXID, "CONTAINS", program.SPDXID},
		},
	}
	for i, key := range slices.Sorted(maps.Keys(modules)) {
		m := modules[key]
		module := newComponent(fmt.Sprintf("module-%d", i), m.Path, m.Version, "golang/"+key)
		doc.Packages = append(doc.Packages, module)
		doc.Relationships = append(doc.Relationships, relationship{program.SPDXID, "DEPENDS_ON", module.SPDXID})
	}
	return json.MarshalIndent(doc, "", "  ")
}

// newComponent returns a package. The id must be unique in the document.
func newComponent(id, name, version, purl string) component {
	return component{
		SPDXID: "SPDXRef-" + id, Name: name, VersionInfo: version, DownloadLocation: "NOASSERTION",
		ExternalRefs: []externalRef{{"PACKAGE-MANAGER", "purl", "pkg:" + purl}},
	}
}

// attached returns the bill of materials as an OCI artifact whose subject is the image. Registries list it as
// a referrer of the image. The type of its configuration is the artifact's type.
func attached(built product) (v1.Image, error) {
	artifact := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), spdxJSON)
	artifact, err := mutate.Append(artifact, mutate.Addendum{
		Layer:       static.NewLayer(built.sbom, spdxJSON),
		Annotations: map[string]string{"org.opencontainers.image.title": "knwl-service.spdx.json"},
	})
	if err != nil {
		return nil, err
	}
	subject, err := partial.Descriptor(built.index)
	if err != nil {
		return nil, err
	}
	return mutate.Subject(artifact, *subject).(v1.Image), nil
}
