package app

import (
	"encoding/json"
	"log/slog"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/knwl-platform/infra/service"
)

func fromMap(vars map[string]string) (Config, error) {
	return ConfigFromEnv(func(name string) string { return vars[name] })
}

const oneKey = `{"k":["t1"]}`

func TestDefaults(t *testing.T) {
	got, err := fromMap(map[string]string{"API_KEYS_JSON": `{"key_admin":["t1","t2"],"key_t1":["t1"]}`})
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Port: 8000, LogLevel: slog.LevelInfo, DrainDelay: 5 * time.Second,
		Keys:     map[string][]string{"key_admin": {"t1", "t2"}, "key_t1": {"t1"}},
		Limits:   service.Limits{Title: 200, Content: 200_000, Tags: 20, Tag: 200},
		Database: Database{Path: "./data/app.db"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestDatabaseVariablesMakeOneURL(t *testing.T) {
	for name, tc := range map[string]struct {
		vars map[string]string
		want string
	}{
		"parts": {
			map[string]string{"DB_HOST": "db", "DB_USER": "u", "DB_PASSWORD": "p/w@:", "DB_NAME": "knwl"},
			"postgres://u:p%2Fw%40%3A@db:5432/knwl?sslmode=verify-full",
		},
		"parts with secret": {
			map[string]string{
				"DB_HOST": "db", "DB_PORT": "6000", "DB_NAME": "knwl", "DB_SECRET_ARN": "arn:aws:secretsmanager:x",
			},
			"postgres://db:6000/knwl?sslmode=verify-full",
		},
		"parts without TLS": {
			map[string]string{"DB_HOST": "::1", "DB_USER": "u", "DB_NAME": "knwl", "DB_SSLMODE": "disable"},
			"postgres://u@[::1]:5432/knwl?sslmode=disable",
		},
		"parts with IAM": {
			map[string]string{"DB_HOST": "db", "DB_USER": "u", "DB_NAME": "knwl", "DB_LOGIN": "IAM", "DB_POOL_SIZE": "4"},
			"postgres://u@db:5432/knwl?pool_max_conns=4&sslmode=verify-full",
		},
		"url": {
			map[string]string{"DATABASE_URL": "postgres://u:p@db/knwl"},
			"postgres://u:p@db/knwl?sslmode=verify-full",
		},
		"url that says its sslmode": {
			map[string]string{"DATABASE_URL": "postgresql://u:p@db/knwl?sslmode=disable"},
			"postgresql://u:p@db/knwl?sslmode=disable",
		},
	} {
		t.Run(name, func(t *testing.T) {
			tc.vars["API_KEYS_JSON"] = oneKey
			cfg, err := fromMap(tc.vars)
			if err != nil {
				t.Fatal(err)
			}
			if cfg.Database.URL != tc.want {
				t.Errorf("got  %s\nwant %s", cfg.Database.URL, tc.want)
			}
			if _, err := url.Parse(cfg.Database.URL); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestTheReplicaIsReachedLikeThePrimary(t *testing.T) {
	for name, tc := range map[string]struct {
		vars map[string]string
		want string
	}{
		"port of the primary": {
			map[string]string{"DB_PORT": "6000"},
			"postgres://u@replica:6000/knwl?pool_max_conns=4&sslmode=disable",
		},
		"port of its own": {
			map[string]string{"DB_READ_PORT": "6001"},
			"postgres://u@replica:6001/knwl?pool_max_conns=4&sslmode=disable",
		},
	} {
		maps.Copy(tc.vars, map[string]string{
			"API_KEYS_JSON": oneKey, "DB_HOST": "db", "DB_READ_HOST": "replica", "DB_USER": "u", "DB_NAME": "knwl",
			"DB_LOGIN": "iam", "DB_POOL_SIZE": "4", "DB_SSLMODE": "disable",
		})
		cfg, err := fromMap(tc.vars)
		if err != nil || cfg.Database.ReadURL != tc.want || !cfg.Database.IAM {
			t.Errorf("%s: got %+v, %v", name, cfg.Database, err)
		}
	}
}

func TestMistakesNameVariableRuleAndRemedy(t *testing.T) {
	arn := "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db"
	for name, tc := range map[string]struct {
		vars map[string]string
		want string // the whole message, or its start when it ends in "..."
	}{
		"port is no number": {
			map[string]string{"PORT": "http"},
			`PORT: got "http", want a whole number from 1 to 65535; leave it unset for 8000`,
		},
		"port out of range": {
			map[string]string{"PORT": "65536"},
			`PORT: got "65536", want a whole number from 1 to 65535; leave it unset for 8000`,
		},
		"log level": {
			map[string]string{"LOG_LEVEL": "loud"},
			`LOG_LEVEL: got "loud", want one of DEBUG, INFO, WARNING, ERROR, CRITICAL; leave it unset for INFO`,
		},
		"negative limit": {
			map[string]string{"MAX_TAGS": "-1"},
			`MAX_TAGS: got "-1", want a whole number from 1 to 1000; ...`,
		},
		"limit too large": {
			map[string]string{"MAX_CONTENT_LEN": "9999999"},
			`MAX_CONTENT_LEN: got "9999999", want ...`,
		},
		"duration without unit": {
			map[string]string{"DRAIN_DELAY": "5"},
			`DRAIN_DELAY: got "5", want a duration from 0s to 1m0s such as 5s; leave it unset for 5s`,
		},
		"keys missing": {
			map[string]string{"API_KEYS_JSON": ""},
			`API_KEYS_JSON: not set, so nobody could use the service; ` +
				`want a JSON object of API key to tenants, such as {"key_t1":["t1"]}`,
		},
		"keys are no object": {map[string]string{"API_KEYS_JSON": `["a"]`}, `API_KEYS_JSON: not a JSON object; ...`},
		"keys end early":     {map[string]string{"API_KEYS_JSON": `{"a":["t"]`}, `API_KEYS_JSON: not valid JSON; ...`},
		"keys with a tail": {
			map[string]string{"API_KEYS_JSON": oneKey + "x"},
			`API_KEYS_JSON: has text after the object; ...`,
		},
		"no key": {map[string]string{"API_KEYS_JSON": `{}`}, `API_KEYS_JSON: holds no key; ...`},
		"key twice": {
			map[string]string{"API_KEYS_JSON": `{"a":["t"],"a":["u"]}`},
			`API_KEYS_JSON: key number 2 stands there twice; ...`,
		},
		"key without tenants": {
			map[string]string{"API_KEYS_JSON": `{"a":[]}`},
			`API_KEYS_JSON: key number 1 opens no tenant; ...`,
		},
		"tenants are no list": {
			map[string]string{"API_KEYS_JSON": `{"a":"t"}`},
			`API_KEYS_JSON: key number 1 does not hold a list of strings; ...`,
		},
		"tenant with a slash": {
			map[string]string{"API_KEYS_JSON": `{"a":["t/1"]}`},
			`API_KEYS_JSON: tenant number 1 of key number 1 is not 1 to 64 ...`,
		},
		"url of another kind": {
			map[string]string{"DATABASE_URL": "mysql://u:p@h/d"},
			`DATABASE_URL: not a PostgreSQL URL (not shown, it may hold a password); ` +
				`want postgres://user:password@host:5432/name`,
		},
		"url and parts": {
			map[string]string{"DATABASE_URL": "postgres://h/d", "DB_HOST": "h"},
			`DB_HOST: set, but DATABASE_URL says it all; unset one of the two`,
		},
		"url with password and secret": {
			map[string]string{"DATABASE_URL": "postgres://u:p@h/d", "DB_SECRET_ARN": arn},
			`DB_SECRET_ARN: set although DATABASE_URL holds a password; remove one of the two`,
		},
		"sslmode twice": {
			map[string]string{"DATABASE_URL": "postgres://h/d?sslmode=disable", "DB_SSLMODE": "disable"},
			`DB_SSLMODE: set although DATABASE_URL says sslmode; remove one of the two`,
		},
		"sslmode that trusts anybody": {
			map[string]string{"DATABASE_URL": "postgres://h/d?sslmode=require"},
			`DATABASE_URL: sslmode=require does not verify the server; want verify-full, or disable for none at all`,
		},
		"authorities in the URL": {
			map[string]string{"DATABASE_URL": "postgres://h/d?sslrootcert=/x.pem"},
			`DATABASE_URL: sslrootcert would be ignored; set DB_SSLROOTCERT instead`,
		},
		"host with port": {
			map[string]string{"DB_HOST": "db:5432", "DB_USER": "u", "DB_NAME": "n"},
			`DB_HOST: holds a colon (not shown, it may be a URL with a password); ` +
				`want a host name alone; a port goes into DB_PORT`,
		},
		"unknown sslmode": {
			map[string]string{"DB_HOST": "h", "DB_USER": "u", "DB_NAME": "n", "DB_SSLMODE": "prefer"},
			`DB_SSLMODE: got "prefer", want one of verify-full, disable; ...`,
		},
		"host without user": {
			map[string]string{"DB_HOST": "h", "DB_NAME": "n"},
			`DB_USER: not set, but DB_HOST is; ...`,
		},
		"host without name": {
			map[string]string{"DB_HOST": "h", "DB_USER": "u"},
			`DB_NAME: not set, but DB_HOST is; ...`,
		},
		"password and secret": {
			map[string]string{"DB_HOST": "h", "DB_NAME": "n", "DB_PASSWORD": "p", "DB_SECRET_ARN": arn},
			`DB_PASSWORD: set together with DB_SECRET_ARN; unset one of the two`,
		},
		"no ARN": {
			map[string]string{"DB_HOST": "h", "DB_NAME": "n", "DB_SECRET_ARN": "db"},
			`DB_SECRET_ARN: not an ARN (not shown, it may be the secret itself); want the ARN ...`,
		},
		"password, no host": {
			map[string]string{"DB_PASSWORD": "p"},
			`DB_PASSWORD: set, but neither DATABASE_URL nor DB_HOST is, and SQLite needs none of it`,
		},
		"IAM without user": {
			map[string]string{"DB_HOST": "h", "DB_NAME": "n", "DB_LOGIN": "iam"},
			`DB_USER: not set, but DB_LOGIN is iam; set it to the user of the database to log in as`,
		},
		"IAM and a password": {
			map[string]string{"DB_HOST": "h", "DB_NAME": "n", "DB_USER": "u", "DB_LOGIN": "iam", "DB_PASSWORD": "p"},
			`DB_PASSWORD: set, but DB_LOGIN=iam needs no password; unset one of the two`,
		},
		"IAM and a secret": {
			map[string]string{"DB_HOST": "h", "DB_NAME": "n", "DB_USER": "u", "DB_LOGIN": "iam", "DB_SECRET_ARN": arn},
			`DB_SECRET_ARN: set, but DB_LOGIN=iam needs no password; unset one of the two`,
		},
		"an unknown login": {
			map[string]string{"DB_HOST": "h", "DB_NAME": "n", "DB_USER": "u", "DB_LOGIN": "ldap"},
			`DB_LOGIN: got "ldap", want one of password, iam; leave it unset for password`,
		},
		"url and IAM": {
			map[string]string{"DATABASE_URL": "postgres://u@h/d", "DB_LOGIN": "iam"},
			`DB_LOGIN: set, but DATABASE_URL says it all; unset one of the two`,
		},
		"a replica of nothing": {
			map[string]string{"DB_READ_HOST": "r"},
			`DB_READ_HOST: set, but neither DATABASE_URL nor DB_HOST is, and SQLite needs none of it`,
		},
		"a replica with port": {
			map[string]string{"DB_HOST": "h", "DB_USER": "u", "DB_NAME": "n", "DB_READ_HOST": "r:5432"},
			`DB_READ_HOST: holds a colon (not shown, it may be a URL with a password); ` +
				`want a host name alone; a port goes into DB_READ_PORT`,
		},
		"a port, no replica": {
			map[string]string{"DB_HOST": "h", "DB_USER": "u", "DB_NAME": "n", "DB_READ_PORT": "5433"},
			`DB_READ_PORT: set, but DB_READ_HOST is not`,
		},
		"a pool too small": {
			map[string]string{"DB_HOST": "h", "DB_USER": "u", "DB_NAME": "n", "DB_POOL_SIZE": "1"},
			`DB_POOL_SIZE: got "1", want a whole number from 2 to 1000; leave it unset for 10`,
		},
		"no certificate": {
			map[string]string{"DB_HOST": "h", "DB_USER": "u", "DB_NAME": "n", "DB_SSLROOTCERT": "/none.pem"},
			`DB_SSLROOTCERT: got "/none.pem", want a PEM file ...`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if _, set := tc.vars["API_KEYS_JSON"]; !set {
				tc.vars["API_KEYS_JSON"] = oneKey
			}
			_, err := fromMap(tc.vars)
			if err == nil {
				t.Fatal("no error")
			}
			start, open := strings.CutSuffix(tc.want, "...")
			if got := err.Error(); got != tc.want && (!open || !strings.HasPrefix(got, start)) {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("one mistake takes more than one line: %q", err)
			}
		})
	}
}

func TestAllMistakesAreReportedAtOnce(t *testing.T) {
	_, err := fromMap(map[string]string{"PORT": "x", "MAX_TAGS": "x", "LOG_LEVEL": "x", "DB_HOST": "h"})
	for _, name := range []string{"PORT", "MAX_TAGS", "LOG_LEVEL", "API_KEYS_JSON", "DB_USER", "DB_NAME"} {
		if !strings.Contains(err.Error(), name+": ") {
			t.Errorf("%s is missing from:\n%v", name, err)
		}
	}
}

func TestMistakesOfTheSetupNameVariableRuleAndRemedy(t *testing.T) {
	const master = `{"username":"knwl","password":"hunter2"}`
	good := map[string]string{
		"DB_HOST": "h", "DB_NAME": "n", "DB_USER": "u", "DB_LOGIN": "iam", "DB_MASTER_JSON": master,
	}
	for name, tc := range map[string]struct{ variable, value, want string }{
		"no IAM":        {"DB_LOGIN", "", "DB_LOGIN: not iam, but setup-database makes a user that logs in by IAM; set"},
		"no server":     {"DB_HOST", "", "DB_LOGIN: not iam"},
		"no user":       {"DB_USER", "", "DB_USER: not set, but DB_LOGIN is iam"},
		"the master":    {"DB_USER", "knwl", "DB_USER: the master user itself, which must not log in by IAM; choose"},
		"no secret":     {"DB_MASTER_JSON", "", "DB_MASTER_JSON: not set, or not of the form"},
		"not JSON":      {"DB_MASTER_JSON", "hunter2", "DB_MASTER_JSON: not set, or not of the form"},
		"no password":   {"DB_MASTER_JSON", `{"username":"hunter2"}`, "DB_MASTER_JSON: not set, or not of the form"},
		"an ARN of one": {"DB_MASTER_JSON", "arn:aws:secretsmanager:x", "DB_MASTER_JSON: not set, or not of the form"},
	} {
		vars := maps.Clone(good)
		vars[tc.variable] = tc.value
		_, err := SetupFromEnv(func(name string) string { return vars[name] })
		if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	cfg, err := SetupFromEnv(func(name string) string { return good[name] })
	if want := "postgres://knwl:hunter2@h:5432/n?sslmode=verify-full"; err != nil || cfg.MasterURL != want {
		t.Errorf("got %+v, %v", cfg, err)
	}
}

func TestErrorsNeverShowASecret(t *testing.T) {
	for _, vars := range []map[string]string{
		{"API_KEYS_JSON": `{"hunter2":["bad tenant"],"hunter2":[]}`},
		{"API_KEYS_JSON": `{"hunter2":"x"}`},
		{"API_KEYS_JSON": `hunter2`},
		{"DATABASE_URL": "postgres://u:hunter2@h:port/d"},
		{"DATABASE_URL": "hunter2"},
		{"DB_HOST": "postgres://u:hunter2@h/d", "DB_USER": "u", "DB_NAME": "n"},
		{"DB_HOST": "h", "DB_NAME": "n", "DB_SECRET_ARN": `{"password":"hunter2"}`}, // the secret instead of its ARN
		{"API_KEYS_JSON": `{"t1":["hunter2+/="]}`},                                  // key and tenant swapped
		{"DB_PASSWORD": "hunter2"},
		{"DB_PASSWORD": "hunter2", "DB_HOST": "h", "DB_SECRET_ARN": "arn:aws:x"},
	} {
		_, err := fromMap(vars)
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%v: %v", vars, err)
		}
	}
}

// FuzzKeys parses any text as API_KEYS_JSON. If it is accepted, all keys and
// tenants must be valid, and encoding/json must decode the same value.
func FuzzKeys(f *testing.F) {
	for _, seed := range []string{
		oneKey, `{}`, `[]`, `{"a":["t"],"a":["u"]}`, `{"a":[]}`, `{"a":null}`, `{"a":["t/1"]}`, `{"":["t"]}`,
		oneKey + "x", `{"a":["t"]`, "\x00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		keys, err := parseKeys(text)
		if err != nil {
			return
		}
		var plain map[string][]string
		if err := json.Unmarshal([]byte(text), &plain); err != nil || !reflect.DeepEqual(keys, plain) {
			t.Errorf("%q: got %v, want %v, %v", text, keys, plain, err)
		}
		for key, tenants := range keys {
			if key == "" || len(tenants) == 0 ||
				slices.ContainsFunc(tenants, func(t string) bool { return !service.ValidTenant(t) }) {
				t.Errorf("%q: accepted %q for %q", text, tenants, key)
			}
		}
	})
}

func TestLimitsAreInclusive(t *testing.T) {
	for name, bounds := range map[string][2]int{
		"PORT": {1, 65535}, "MAX_TITLE_LEN": {1, 10_000}, "MAX_CONTENT_LEN": {1, 1_000_000}, "MAX_TAGS": {1, 1_000},
		"MAX_TAG_LEN": {1, 10_000},
	} {
		for value, good := range map[int]bool{bounds[0] - 1: false, bounds[0]: true, bounds[1]: true, bounds[1] + 1: false} {
			_, err := fromMap(map[string]string{"API_KEYS_JSON": oneKey, name: strconv.Itoa(value)})
			if (err == nil) != good {
				t.Errorf("%s=%d: %v", name, value, err)
			}
		}
	}
}
