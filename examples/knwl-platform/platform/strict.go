package platform

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/knwl-platform/infra/internal/check"
)

// prune takes out of a JSON object what the struct type has no place for, and records each as a mistake. The JSON package would stop at the first one and
// overlook unknown keys below it; what prune leaves, it decodes without an error.
func prune(object map[string]any, into reflect.Type, path string, wrong *check.Mistakes) {
	fields := map[string]reflect.Type{}
	for i := range into.NumField() {
		fields[into.Field(i).Tag.Get("json")] = into.Field(i).Type
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		value, field := object[key], fields[key]
		if value == nil {
			continue // a key with nothing behind it leaves the default
		}
		if field == nil {
			wrong.Add(path+key, unlessText(value), "is no configuration key; choose from %s", strings.Join(slices.Sorted(maps.Keys(fields)), ", "))
			delete(object, key)
			continue
		}
		if part, ok := value.(map[string]any); ok && field.Kind() == reflect.Struct {
			prune(part, field, path+key+".", wrong)
			continue
		}
		if want := expects(field, value); want != "" {
			wrong.Add(path+key, printable(value), "must be %s; write it so in Pulumi.<stack>.yaml", want)
			delete(object, key)
		}
	}
}

// expects says in words what a field of the type holds, or nothing if the value is that.
func expects(field reflect.Type, value any) string {
	switch field.Kind() {
	case reflect.Struct:
		return "an object of further keys"
	case reflect.String:
		if _, ok := value.(string); !ok {
			return "text"
		}
	case reflect.Bool:
		if _, ok := value.(bool); !ok {
			return "true or false"
		}
	case reflect.Int:
		number, ok := value.(json.Number)
		if _, err := number.Int64(); !ok || err != nil {
			return "a whole number"
		}
	case reflect.Slice:
		list, ok := value.([]any)
		if !ok || slices.ContainsFunc(list, func(item any) bool { return expects(field.Elem(), item) != "" }) {
			return "a list of texts"
		}
	case reflect.Map:
		texts, ok := value.(map[string]any)
		if !ok {
			return "an object of texts"
		}
		for _, text := range texts {
			if expects(field.Elem(), text) != "" {
				return "an object of texts"
			}
		}
	}
	return ""
}

// unlessText is a value of a key that nobody knows. A text may be a password.
func unlessText(value any) any {
	switch value.(type) {
	case json.Number, bool:
		return printable(value)
	}
	return check.NotShown
}

// printable is a value as it stands in the configuration, numbers without quotes.
func printable(value any) any {
	if number, ok := value.(json.Number); ok {
		if f, err := number.Float64(); err == nil {
			return f
		}
	}
	return value
}
