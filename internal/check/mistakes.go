// Package check validates the arguments of components. It reports all mistakes in one error that
// names each field, its value, the rule and the remedy.
package check

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/go-playground/validator/v10"

	"github.com/knwl-platform/infra/internal/arn"
)

// Mistakes collects the mistakes in one set of arguments.
type Mistakes struct {
	component Component
	hidden    bool // the values
	fields    []string
	list      []string
}

// In returns an empty list of mistakes in the arguments of a component.
func In(kind, name string) *Mistakes { return &Mistakes{component: Component{kind, name}} }

// HideValues makes errors show no values, because they come from a secret.
func (m *Mistakes) HideValues() { m.hidden = true }

// Add records that a field's value breaks a rule. The text states the rule and, after a semicolon,
// the remedy.
func (m *Mistakes) Add(field string, value any, rule string, args ...any) {
	if m.hidden && value != nil {
		value = NotShown
	}
	m.fields = append(m.fields, field)
	m.list = append(m.list, fmt.Sprintf("%s %s: %s", field, show(value), fmt.Sprintf(rule, args...)))
}

// Has reports whether a mistake in the field or in a part of it is recorded. A rule that builds on
// the field then has nothing to add.
func (m *Mistakes) Has(field string) bool {
	return slices.ContainsFunc(m.fields, func(f string) bool {
		rest, found := strings.CutPrefix(f, field)
		return found && (rest == "" || rest[0] == '.' || rest[0] == '[')
	})
}

// within reports whether a mistake in a field that has this one is recorded.
func (m *Mistakes) within(field string) bool {
	return slices.ContainsFunc(m.fields, func(f string) bool { return strings.HasPrefix(field, f+".") })
}

// ARN records a string that is not an ARN of the kind. An empty one is for other rules.
func (m *Mistakes) ARN(field, value string, kind arn.Kind) {
	if err := kind.Check(value); value != "" && err != nil {
		m.Add(field, value, "%v", err)
	}
}

// Rules records every field of args, a struct, that breaks its [Field] rule, except in a field that is
// recorded as a whole.
func (m *Mistakes) Rules(args any) {
	var broken validator.ValidationErrors
	if !errors.As(rules.Struct(args), &broken) {
		return
	}
	for _, fault := range broken {
		path, param, fix := locate(args, fault)
		if m.within(path) {
			continue
		}
		rule := cmp.Or(inWords(fault, param), strings.TrimSuffix("must satisfy the rule "+fault.Tag()+"="+param, "="))
		if fix != "" {
			rule += "; " + fix
		}
		m.Add(path, fault.Value(), "%s", rule)
	}
}

// Err returns nil without mistakes, else one error that lists them all.
func (m *Mistakes) Err() error {
	switch len(m.list) {
	case 0:
		return nil
	case 1:
		return m.component.Errorf("%s", m.list[0])
	}
	return m.component.Errorf("%d mistakes:\n  - %s", len(m.list), strings.Join(m.list, "\n  - "))
}

// show prints a value as in Go source, but not one that Pulumi has yet to compute.
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
		if v.Len() == 1 {
			return "(1 entry)"
		}
		return fmt.Sprintf("(%d entries)", v.Len())
	default:
		return fmt.Sprint(v.Interface())
	}
}

// token is a field's name, or the key of a map or index of a list in brackets.
var token = regexp.MustCompile(`\[[^\]]*\]|[^.\[\]]+`)

// locate turns validator's Args.Targets[api].Port into Go's Targets["api"].Port. With it, it returns
// the rule's parameter, in which other fields of the struct have their names in the configuration,
// and the field's remedy.
func locate(args any, fault validator.FieldError) (path, param, fix string) {
	t := reflect.TypeOf(args)
	shown := token.FindAllString(fault.Namespace(), -1)[1:]
	for i, name := range token.FindAllString(fault.StructNamespace(), -1)[1:] {
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		switch t.Kind() {
		case reflect.Struct:
			field, _ := t.FieldByName(name)
			param = siblings(t, fault)
			fix, t = FieldOf(t, field).Fix, field.Type
			path = strings.TrimPrefix(path+"."+shown[i], ".")
		case reflect.Map:
			t = t.Elem()
			path += fmt.Sprintf("[%q]", name[1:len(name)-1])
		default:
			t = t.Elem()
			path += name
		}
	}
	return path, param, fix
}

// siblings returns a rule's parameter. If the rule compares with other fields of the struct, they have
// the names of their json tags.
func siblings(t reflect.Type, fault validator.FieldError) string {
	if !strings.HasSuffix(fault.Tag(), "field") && !strings.Contains(fault.Tag(), "_with") {
		return fault.Param()
	}
	names := strings.Fields(fault.Param())
	for i, name := range names {
		if field, ok := t.FieldByName(name); ok {
			names[i] = cmp.Or(field.Tag.Get("json"), name)
		}
	}
	return strings.Join(names, " ")
}
