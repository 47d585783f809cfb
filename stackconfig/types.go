package stackconfig

import (
	"fmt"
	"reflect"
	"strings"
)

// unsupported returns the first field of a struct type that [Object] cannot read, and why, or "". The
// json package would read more types, but its errors name Go types instead of what to write.
func unsupported(t reflect.Type) string {
	for i := range t.NumField() {
		f := t.Field(i)
		name, key := fmt.Sprintf("%s.%s", t, f.Name), f.Tag.Get("json")
		switch {
		case f.Anonymous:
			return name + ", which is embedded; name the field and give it a json tag"
		case !f.IsExported():
			return name + ", which is not exported; export it or move it elsewhere"
		case key == "" || key == "-" || strings.Contains(key, ","):
			return name + ", whose json tag is not just a key; give it one"
		case f.Type.Kind() == reflect.Struct:
			if wrong := unsupported(f.Type); wrong != "" {
				return wrong
			}
		case !supported(f.Type):
			return fmt.Sprintf("%s, of type %s; use string, bool, int, a pointer to one of these, []string, "+
				"map[string]string or a struct", name, f.Type)
		}
	}
	return ""
}

// supported reports whether a field may have the type, which is not a struct.
func supported(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.String, reflect.Bool, reflect.Int:
		return true
	case reflect.Pointer:
		kind := t.Elem().Kind()
		return kind == reflect.String || kind == reflect.Bool || kind == reflect.Int
	case reflect.Slice:
		return t.Elem().Kind() == reflect.String
	case reflect.Map:
		return t.Key().Kind() == reflect.String && t.Elem().Kind() == reflect.String
	default:
		return false
	}
}
