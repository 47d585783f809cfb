package check

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
)

// Args checks the arguments of a component: the rules of their fields, and their wiring, which is
// every field that takes a value of another resource. It returns a copy in which each field of
// wiring is nil, a literal that has been checked, or an output that fails the deployment if it turns
// out to be wrong, with an error that names the component and the field. Give resources that copy.
//
// A value is missing if it is nil, a zero output, an empty string or an empty list. A required field
// and an element of a list or map must not be missing. An optional field is left out with nil or a
// zero output. An empty string or list in it is a mistake, because it comes from a value that
// somebody forgot to set. So is a list that is a zero output, which comes from a missing map entry.
func Args[A any](m *Mistakes, args A) A {
	wiring{m}.walk(reflect.ValueOf(&args).Elem(), place{})
	m.Rules(args)
	return args
}

type wiring struct{ *Mistakes }

// place is where in the arguments a value is, and what its field wants.
type place struct {
	path     string
	required bool // by the field's rule, which then reports a missing value
	element  bool // of a list or map
	empty    bool // may be empty
	kind     arn.Kind
	fix      string // for a missing value
}

func (p place) field(t reflect.Type, f reflect.StructField) place {
	field := FieldOf(t, f)
	if field.Rule != "" && field.Rule != "required" {
		field.Fix = "" // it is about that rule
	}
	return place{
		path:     strings.TrimPrefix(p.path+"."+f.Name, "."),
		required: field.Required(),
		empty:    field.MayBeEmpty,
		kind:     field.Kind,
		fix:      field.Fix,
	}
}

func (p place) at(key any) place {
	p.path, p.element = fmt.Sprintf("%s[%#v]", p.path, key), true
	return p
}

// remedy says what to do about a missing value.
func (p place) remedy() string {
	remedy := cmp.Or(p.fix, "give "+p.kind.String())
	switch {
	case p.element:
		return remedy + ", or leave the entry out"
	case p.required:
		return remedy
	default:
		return remedy + ", or leave the field nil"
	}
}

// walk checks the values in v and replaces them. It copies everything on the way, because the
// arguments are the caller's.
func (w wiring) walk(v reflect.Value, p place) {
	switch t := v.Type(); {
	case t == reflect.TypeFor[pulumi.StringInput]():
		if in := w.text(v.Interface(), p); in != nil {
			v.Set(reflect.ValueOf(in))
		} else {
			v.SetZero()
		}
	case t == reflect.TypeFor[pulumi.StringArrayInput]():
		if in := w.list(v.Interface(), p); in != nil {
			v.Set(reflect.ValueOf(in))
		} else {
			v.SetZero()
		}
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			w.walk(v.Field(i), p.field(t, t.Field(i)))
		}
	case t.Kind() == reflect.Pointer && !v.IsNil():
		fresh := reflect.New(t.Elem())
		fresh.Elem().Set(v.Elem())
		w.walk(fresh.Elem(), p)
		v.Set(fresh)
	case t.Kind() == reflect.Slice && !v.IsNil():
		fresh := reflect.MakeSlice(t, v.Len(), v.Len())
		reflect.Copy(fresh, v)
		for i := range v.Len() {
			w.walk(fresh.Index(i), p.at(i))
		}
		v.Set(fresh)
	case t.Kind() == reflect.Map && !v.IsNil():
		fresh := reflect.MakeMap(t)
		for _, key := range sortedKeys(v) {
			value := reflect.New(t.Elem()).Elem()
			value.Set(v.MapIndex(key))
			w.walk(value, p.at(key.Interface()))
			fresh.SetMapIndex(key, value)
		}
		v.Set(fresh)
	}
}

// text checks one value; without a value it returns nil.
func (w wiring) text(in any, p place) pulumi.StringInput {
	in = present(in)
	literal := reflect.ValueOf(in)
	switch {
	case in == nil:
		if p.element {
			w.Add(p.path, nil, "is required; %s", p.remedy())
		}
		return nil
	case literal.Kind() != reflect.String:
		return w.output(in.(pulumi.StringInput).ToStringOutput(), p)
	case literal.String() != "" || p.empty:
		if err := p.kind.Check(literal.String()); err != nil && literal.String() != "" {
			w.Add(p.path, shown(literal.String(), p), "%v", err)
		}
		return pulumi.String(literal.String())
	case p.element:
		w.Add(p.path, "", "is required; %s", p.remedy())
	case !p.required:
		w.Add(p.path, "", "is empty; %s", p.remedy())
	}
	return nil
}

// list checks a list as a whole and each of its elements; without elements it returns nil.
func (w wiring) list(in any, p place) pulumi.StringArrayInput {
	missing := in != nil && present(in) == nil
	in = present(in)
	literal, ok := in.(pulumi.StringArray)
	switch {
	case p.required && (in == nil || ok && len(literal) == 0):
		return nil
	case missing:
		w.Add(p.path, nil, "is an output that does not exist, such as a missing map entry; %s", p.remedy())
		return nil
	case in == nil:
		return nil
	case !ok:
		return w.outputs(in.(pulumi.StringArrayInput).ToStringArrayOutput(), p)
	case len(literal) == 0:
		w.Add(p.path, literal, "is empty; %s", p.remedy())
		return nil
	}
	checked := make(pulumi.StringArray, len(literal))
	for i, element := range literal {
		checked[i] = w.text(element, p.at(i))
		if text, ok := element.(pulumi.String); ok && slices.Contains(literal[:i], element) {
			w.Add(p.at(i).path, shown(string(text), p), listedTwice)
		}
	}
	return checked
}

const listedTwice = "is listed twice; leave one of the two out"
