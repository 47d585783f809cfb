package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/knwl-platform/infra/internal/pgtest"
	"github.com/knwl-platform/infra/service"
)

const secretARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-1"

// vault is a fake Secrets Manager with one secret.
type vault struct {
	mu     sync.Mutex
	value  string
	reads  int
	region string // of the last read, from its signature
}

func (v *vault) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.reads++
	var input struct {
		ID string `json:"SecretId"`
	}
	json.NewDecoder(r.Body).Decode(&input)
	if r.Header.Get("X-Amz-Target") != "secretsmanager.GetSecretValue" || input.ID != secretARN {
		http.Error(w, `{"__type":"ResourceNotFoundException"}`, http.StatusBadRequest)
		return
	}
	v.region = strings.Split(r.Header.Get("Authorization"), "/")[2]
	json.NewEncoder(w).Encode(map[string]string{"ARN": secretARN, "SecretString": v.value})
}

func (v *vault) put(value string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.value = value
}

func (v *vault) count() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.reads
}

func startVault(t *testing.T, value string) *vault {
	v := &vault{value: value}
	server := httptest.NewServer(v)
	t.Cleanup(server.Close)
	t.Setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", server.URL)
	t.Setenv("AWS_ACCESS_KEY_ID", "test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test")
	t.Setenv("AWS_REGION", "us-east-1")
	return v
}

func credentials(password string) string {
	return fmt.Sprintf(`{"username":"app","password":%q}`, password)
}

func TestARotatedPasswordIsReadAgainOnlyWhenAConnectionIsRefused(t *testing.T) {
	server := pgtest.Start(t, pgtest.Fast)
	server.Exec(t, `CREATE ROLE app LOGIN PASSWORD 'first'`)
	server.Exec(t, `CREATE DATABASE knwl OWNER app`)
	vault := startVault(t, credentials("first"))
	url := strings.Replace(server.URL("knwl"), "postgres:private@", "", 1)
	store, err := openStore(t.Context(), Database{URL: url, SecretARN: secretARN}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	tryToAdd := func() error {
		return store.Add(t.Context(), service.Document{
			ID: "0197c7a0-0000-7000-8000-000000000000", Tenant: "t1", Title: "t", Content: "c", Tags: []string{},
		})
	}
	add := func() {
		t.Helper()
		if err := tryToAdd(); err != nil {
			t.Fatal(err)
		}
	}
	add()
	if n := vault.count(); n != 1 || vault.region != "eu-west-1" {
		t.Fatalf("the secret was read %d times, from %s; want once, from eu-west-1", n, vault.region)
	}

	server.Exec(t, `ALTER ROLE app PASSWORD 'second'`)
	add()
	if n := vault.count(); n != 1 {
		t.Errorf("the secret was read %d times although the connection in use still works", n)
	}

	// All connections are closed, and the secret changes some time after the
	// database.
	server.Exec(t, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'`)
	time.AfterFunc(700*time.Millisecond, func() { vault.put(credentials("second")) })
	eventually(t, func() error { return store.Ping(t.Context()) })
	eventually(t, tryToAdd)
	if n := vault.count(); n < 2 || n > 1+4 {
		t.Errorf("the secret was read %d times, want 2 to 5", n)
	}
}

// eventually tries some times, because each connection that was cut may fail once.
func eventually(t *testing.T, try func() error) {
	t.Helper()
	var err error
	for range 4 {
		if err = try(); err == nil {
			return
		}
	}
	t.Fatal(err)
}

func TestAnUnusableSecretIsOneClearError(t *testing.T) {
	server := pgtest.Start(t, pgtest.Fast)
	url := strings.Replace(server.URL("postgres"), "postgres:private@", "", 1)
	for name, tc := range map[string]struct{ arn, value, want string }{
		"not JSON":    {secretARN, "hunter2", `the secret is not of the form {"username":...,"password":...}`},
		"no password": {secretARN, `{"username":"hunter2"}`, `the secret is not of the form`},
		"not there":   {secretARN + "x", "", "needs secretsmanager:GetSecretValue"},
		"wrong":       {secretARN, credentials("hunter2"), "password authentication failed"},
	} {
		t.Run(name, func(t *testing.T) {
			startVault(t, tc.value)
			_, err := openStore(t.Context(), Database{URL: url, SecretARN: tc.arn}, nil)
			if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}
