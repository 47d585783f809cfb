package stackfile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/stackfile"
)

func TestCopyHasNoSecretsAndNoEncryptionKey(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	write(t, from, "Pulumi.yaml", "name: shop\nruntime: go\n")
	write(t, from, "Pulumi.dev.yaml", `secretsprovider: awskms://alias/shop
encryptedkey: c2VhbGVk
config:
  aws:region: eu-west-1
  shop:cart: {size: 3, coupon: {secure: djE6Y291cG9u}}
  shop:token:
    secure: djE6dG9rZW4=
`)
	if err := stackfile.CopyPlain(from, to, "dev"); err != nil {
		t.Fatal(err)
	}
	copied, err := os.ReadFile(filepath.Join(to, "Pulumi.dev.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(copied), "aws:region: eu-west-1") {
		t.Errorf("the region is not copied:\n%s", copied)
	}
	for _, secret := range []string{"secure", "djE6", "awskms", "c2VhbGVk"} {
		if strings.Contains(string(copied), secret) {
			t.Errorf("%q is copied:\n%s", secret, copied)
		}
	}
}

func TestAStackWithoutConfigurationIsNamed(t *testing.T) {
	from := t.TempDir()
	write(t, from, "Pulumi.yaml", "name: shop\nruntime: go\n")
	write(t, from, "Pulumi.dev.yaml", "config: {}\n")
	write(t, from, "Pulumi.prod.yaml", "config: {}\n")
	err := stackfile.CopyPlain(from, t.TempDir(), "test")
	checktest.Contains(t, err, "Pulumi.test.yaml", "choose one of dev, prod")
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
