// Package check turns the mistakes in one set of arguments into one error that names every field, its value, the rule and the remedy.
package check

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/go-playground/validator/v10"

	"github.com/knwl-platform/infra/internal/arn"
)

// Mistakes collects what is wrong with one set of arguments. The zero value is ready to use.
type Mistakes struct {
	fields []string
	list   []string
}

// Add records that a field's value breaks a rule; the text states the rule and, after a semicolon, the remedy.
func (m *Mistakes) Add(field string, value any, rule string, args ...any) {
	m.fields = append(m.fields, field)
	m.list = append(m.list, fmt.Sprintf("%s %s: %s", field, show(value), fmt.Sprintf(rule, args...)))
}

// Name records a component's name that does not fit into its children's names (see child.Name). The
// longest of them, that of the child described by called, leaves room for so many characters. AWS
// takes no security group whose name starts like an id.
func (m *Mistakes) Name(name string, room int, called string) {
	if !word.MatchString(name) || len(name) > room || strings.HasPrefix(name, "sg-") {
		m.Add("name", name, "must be at most %d characters (letters, digits, single hyphens between them) and must not start with \"sg-\", "+
			"because the name of %s is derived from it; choose a shorter or simpler name", room, called)
	}
}

// Has reports whether a mistake in the field, or in a part of it, is recorded: a rule that builds on the field then has nothing to add.
func (m *Mistakes) Has(field string) bool {
	return slices.ContainsFunc(m.fields, func(f string) bool {
		rest, found := strings.CutPrefix(f, field)
		return found && (rest == "" || rest[0] == '.' || rest[0] == '[')
	})
}

// ARN records a text that is not an ARN of the kind.
func (m *Mistakes) ARN(field, value string, kind arn.Kind) {
	if err := kind.Check(value); value != "" && err != nil {
		m.Add(field, value, "%v", err)
	}
}

// Rules records every field of args, a struct, that breaks the rules of its `validate` tag. A field's `fix` tag says what to do about it.
func (m *Mistakes) Rules(args any) {
	var broken validator.ValidationErrors
	if !errors.As(rules.Struct(args), &broken) {
		return
	}
	for _, fault := range broken {
		rule := inWords(fault)
		if fix := fixFor(args, fault.StructNamespace()); fix != "" {
			rule += "; " + fix
		}
		m.Add(path(fault.Namespace()), fault.Value(), "%s", rule)
	}
}

// Err is nil without mistakes, else one error that lists them all under the component and its name.
func (m *Mistakes) Err(component, name string) error {
	switch len(m.list) {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("%s %q: %s", component, name, m.list[0])
	}
	return fmt.Errorf("%s %q: %d mistakes:\n  - %s", component, name, len(m.list), strings.Join(m.list, "\n  - "))
}

// show prints a decision as it would stand in Go, and a value that Pulumi has yet to compute not at all.
func show(value any) string {
	if value == (hidden{}) {
		return "(not shown)"
	}
	v := reflect.ValueOf(value)
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		return fmt.Sprintf("%q", v.String())
	case reflect.Invalid, reflect.Pointer, reflect.Interface, reflect.Func, reflect.Struct:
		return "(not set)"
	case reflect.Slice, reflect.Map:
		if v.Len() == 0 {
			return "(empty)"
		}
		if v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.String {
			return fmt.Sprintf("%q", v.Interface())
		}
		return fmt.Sprintf("(%d)", v.Len())
	default:
		return fmt.Sprint(v.Interface())
	}
}

// path turns validator's Args.Targets[api].Port into the Go path a caller would write: Targets["api"].Port.
func path(namespace string) string {
	_, field, _ := strings.Cut(namespace, ".")
	return mapKey.ReplaceAllString(field, `["$1"]`)
}

// fixFor finds the `fix` tag of the field that a namespace leads to.
func fixFor(args any, namespace string) string {
	t := reflect.TypeOf(args)
	var fix string
	for _, name := range strings.Split(anyKey.ReplaceAllString(namespace, ""), ".")[1:] { // a key may have dots of its own
		for t.Kind() != reflect.Struct {
			t = t.Elem()
		}
		field, ok := t.FieldByName(name)
		if !ok {
			return ""
		}
		t, fix = field.Type, field.Tag.Get("fix")
	}
	return fix
}
