// Command image builds the service's container image without a Docker daemon.
// The image has one index for linux/amd64 and linux/arm64, and is reproducible.
//
//	image -layout dist/image            write an OCI layout, and beside it dist/image.spdx.json
//	image -push registry/repository     push, tagged with the commit
//
// The .spdx.json file is the image's software bill of materials. A push attaches
// it to the image, as an OCI artifact.
//
// The registry's credentials are read from Docker's configuration file or, for
// Amazon ECR, from the usual AWS credentials. The last line on stdout is the
// image's reference by digest.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	ecr "github.com/awslabs/amazon-ecr-credential-helper/ecr-login"
	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/remote"
)

func main() {
	layoutDir := flag.String("layout", "", "directory to write an OCI layout to; what is there is replaced")
	repository := flag.String("push", "", "repository to push to, without a tag")
	flag.Parse()
	if (*layoutDir == "") == (*repository == "") || flag.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "image: want one of -layout DIRECTORY and -push REPOSITORY: "+
			"make image, or make push REPOSITORY=...")
		os.Exit(2)
	}
	if err := run(*layoutDir, *repository); err != nil {
		fmt.Fprintln(os.Stderr, "image:", err)
		os.Exit(1)
	}
}

func run(layoutDir, repository string) error {
	c, err := currentCommit()
	if err != nil {
		return err
	}
	built, err := newProduct(c)
	if err != nil {
		return err
	}
	if layoutDir != "" {
		return writeLayout(built, layoutDir)
	}
	fromAWS := authn.NewKeychainFromHelper(ecr.NewECRHelper(ecr.WithLogger(io.Discard)))
	keychain := authn.NewMultiKeychain(authn.DefaultKeychain, fromAWS)
	return push(built, repository, c.tag, remote.WithAuthFromKeychain(keychain))
}

func writeLayout(built product, dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	path, err := layout.Write(dir, empty.Index)
	if err != nil {
		return err
	}
	if err := path.AppendIndex(built.index); err != nil {
		return err
	}
	if err := os.WriteFile(dir+".spdx.json", built.sbom, 0o644); err != nil {
		return err
	}
	digest, err := built.index.Digest()
	if err != nil {
		return err
	}
	fmt.Printf("%s@%s\n", dir, digest)
	return nil
}

// push uploads the image with the commit's tag. The same image may be pushed
// again, even if the registry's tags are immutable. Another image with the same
// tag is an error. The bill of materials has no tag: registries without the
// referrers API get the one by which clients find it there.
func push(built product, repository, tag string, options ...remote.Option) error {
	ref, err := name.NewTag(repository + ":" + tag)
	if err != nil {
		return fmt.Errorf("REPOSITORY: %w; want registry/name, "+
			"such as 123456789012.dkr.ecr.eu-west-1.amazonaws.com/knwl-service", err)
	}
	digest, err := built.index.Digest()
	if err != nil {
		return err
	}
	there, err := remote.Head(ref, options...)
	switch {
	case err == nil && there.Digest == digest:
		// nothing to do
	case err == nil:
		return fmt.Errorf("%s already holds another image, %s; commit, and push under the new commit's tag",
			ref, there.Digest)
	default:
		if pushed := remote.WriteIndex(ref, built.index, options...); pushed != nil {
			return errors.Join(fmt.Errorf("pushing %s", ref), pushed)
		}
	}
	if err := pushSBOM(built, ref.Context(), options...); err != nil {
		return fmt.Errorf("pushing the bill of materials of %s: %w", ref, err)
	}
	fmt.Println(ref.Context().Digest(digest.String()))
	return nil
}

func pushSBOM(built product, repository name.Repository, options ...remote.Option) error {
	artifact, err := attached(built)
	if err != nil {
		return err
	}
	digest, err := artifact.Digest()
	if err != nil {
		return err
	}
	return remote.Write(repository.Digest(digest.String()), artifact, options...)
}
