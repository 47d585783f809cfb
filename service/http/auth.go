package http

import (
	"crypto/sha256"
	"net/http"
)

// keyring stores keys by their hash, so that the time of a look-up reveals
// nothing about a key, and a memory dump of the keyring does not contain it.
type keyring map[[sha256.Size]byte]map[string]bool

func newKeyring(keys map[string][]string) keyring {
	ring := keyring{}
	for key, tenants := range keys {
		opens := map[string]bool{}
		for _, t := range tenants {
			opens[t] = true
		}
		ring[sha256.Sum256([]byte(key))] = opens
	}
	return ring
}

func (k keyring) check(key, tenant string) error {
	if key == "" {
		return &refused{http.StatusUnauthorized, "the header X-API-Key is missing"}
	}
	opens, known := k[sha256.Sum256([]byte(key))]
	if !known {
		return &refused{http.StatusUnauthorized, "the API key is not known"}
	}
	if !opens[tenant] {
		return &refused{http.StatusForbidden, "the API key does not open this tenant"}
	}
	return nil
}
