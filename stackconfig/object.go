package stackconfig

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/knwl-platform/infra/internal/check"
)

// Object reads the object under a key of the project over one of presets, the one that the object's
// key "preset" names. What the object leaves out keeps the preset's value. C must have a field with
// the key "preset". A field of a type that Object does not read is a mistake, whatever the object
// has. If the object is encrypted, errors do not show its values.
//
// It panics if presets is empty.
func Object[C any](r *Reader, key string, presets map[string]C) C {
	if wrong := unsupported(reflect.TypeFor[C]()); wrong != "" {
		var zero C
		r.Add(key, NotShown, "cannot be read into %s", wrong)
		return zero
	}
	text, secret := r.read(key)
	var object map[string]any
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber() // so that 256.5 is a mistake instead of 256
	if secret {
		r.mistakes.HideValues()
	}
	if err := decoder.Decode(&object); err != nil || object == nil {
		given := NotShown
		if text == "" {
			given = nil
		}
		r.Add(key, given, "must be an object; write it under %s:%s in Pulumi.<stack>.yaml", r.ctx.Project(), key)
	}
	name, _ := object["preset"].(string)
	preset, ok := presets[name]
	if !ok {
		names := slices.Sorted(maps.Keys(presets))
		preset = presets[names[0]]
		if object != nil {
			r.Add("preset", printable(object["preset"]), "must be one of %s; choose one", strings.Join(names, ", "))
			delete(object, "preset")
		}
	}
	prune(object, reflect.TypeFor[C](), "", r.mistakes)
	var cfg C
	for _, layer := range []any{preset, object} { // a copy of the preset, which may have pointers
		text, err := json.Marshal(layer)
		if err == nil {
			err = json.Unmarshal(text, &cfg)
		}
		if err != nil {
			r.Add(key, NotShown, "%v; correct its type", err)
			return cfg
		}
	}
	if object != nil {
		r.mistakes.Rules(cfg)
	}
	return cfg
}

// prune removes from a JSON object what the struct type has no field for, and records each as a
// mistake. The json package would stop at the first one and ignore unknown keys below it. It decodes
// what prune leaves without an error.
func prune(object map[string]any, into reflect.Type, path string, wrong *check.Mistakes) {
	fields := map[string]reflect.Type{}
	for i := range into.NumField() {
		fields[into.Field(i).Tag.Get("json")] = into.Field(i).Type
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		value, field := object[key], fields[key]
		if value == nil { // an empty key keeps the default
			delete(object, key)
			continue
		}
		if field == nil {
			wrong.Add(path+key, unlessText(value), "is not a configuration key; choose from %s",
				strings.Join(slices.Sorted(maps.Keys(fields)), ", "))
			delete(object, key)
			continue
		}
		if part, ok := value.(map[string]any); ok && field.Kind() == reflect.Struct {
			prune(part, field, path+key+".", wrong)
			continue
		}
		if !fits(field, value, path+key, wrong) {
			delete(object, key)
		}
	}
}

// fits reports whether a field of the type can hold the value. If not, it records what is wrong: an
// element of a list or object, or else the whole value.
func fits(field reflect.Type, value any, path string, wrong *check.Mistakes) bool {
	if want := expects(field, value); want != "" {
		wrong.Add(path, printable(value), "must be %s; correct it in Pulumi.<stack>.yaml", want)
		return false
	}
	ok := true
	switch elements := value.(type) {
	case []any:
		for i, element := range elements {
			ok = fits(field.Elem(), element, fmt.Sprintf("%s[%d]", path, i), wrong) && ok
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(elements)) {
			ok = fits(field.Elem(), elements[key], check.At(path, key), wrong) && ok
		}
	}
	return ok
}

// expects describes what a field of the type holds, or returns "" if the value is that. It does not
// look at the elements of the value.
func expects(field reflect.Type, value any) string {
	switch field.Kind() {
	case reflect.Pointer:
		return expects(field.Elem(), value)
	case reflect.Struct:
		return "an object"
	case reflect.String:
		if _, ok := value.(string); !ok {
			return "a string"
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
		if _, ok := value.([]any); !ok {
			return "a list of strings"
		}
	case reflect.Map:
		if _, ok := value.(map[string]any); !ok {
			return "an object of strings"
		}
	}
	return ""
}

// unlessText is the value of an unknown key. A string may be a password.
func unlessText(value any) any {
	switch value.(type) {
	case json.Number, bool:
		return printable(value)
	}
	return check.NotShown
}

// printable is a value as it is in the configuration, with numbers unquoted.
func printable(value any) any {
	if number, ok := value.(json.Number); ok {
		if f, err := number.Float64(); err == nil {
			return f
		}
	}
	return value
}
