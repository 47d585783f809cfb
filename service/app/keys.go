package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/knwl-platform/infra/service"
)

const keysRemedy = `; want a JSON object of API key to tenants, such as {"key_t1":["t1"]}`

func (e *env) apiKeys() map[string][]string {
	v := e.lookup("API_KEYS_JSON")
	if v == "" {
		e.reject("API_KEYS_JSON", "not set, so nobody could use the service%s", keysRemedy)
		return nil
	}
	keys, err := parseKeys(v)
	if err != nil {
		e.reject("API_KEYS_JSON", "%v%s", err, keysRemedy)
	}
	return keys
}

// parseKeys decodes token by token, because decoding into a map would silently
// drop a duplicate key. Its errors count keys instead of showing them.
func parseKeys(text string) (map[string][]string, error) {
	dec := json.NewDecoder(strings.NewReader(text))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("not a JSON object")
	}
	keys := map[string][]string{}
	var errs []error
	for n := 1; dec.More(); n++ {
		token, err := dec.Token()
		if err != nil {
			return nil, errors.New("not valid JSON")
		}
		key, _ := token.(string)
		var tenants []string
		if err := dec.Decode(&tenants); err != nil {
			return nil, fmt.Errorf("key number %d does not hold a list of strings", n)
		}
		if _, twice := keys[key]; twice {
			errs = append(errs, fmt.Errorf("key number %d stands there twice", n))
		}
		if key == "" {
			errs = append(errs, fmt.Errorf("key number %d is empty", n))
		}
		if len(tenants) == 0 {
			errs = append(errs, fmt.Errorf("key number %d opens no tenant", n))
		}
		for i, t := range tenants {
			if !service.ValidTenant(t) { // not shown: it is a key if keys and tenants were swapped
				errs = append(errs, fmt.Errorf("tenant number %d of key number %d is not "+service.TenantRule, i+1, n))
			}
		}
		keys[key] = tenants
	}
	if _, err := dec.Token(); err != nil { // the closing brace
		return nil, errors.New("not valid JSON")
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("has text after the object")
	}
	if len(keys) == 0 {
		errs = append(errs, errors.New("holds no key"))
	}
	return keys, joinLine(errs)
}

// joinLine joins the mistakes of one variable on one line.
func joinLine(errs []error) error {
	if len(errs) == 0 {
		return nil
	}
	texts := make([]string, len(errs))
	for i, err := range errs {
		texts[i] = err.Error()
	}
	return errors.New(strings.Join(texts, "; "))
}
