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

// kinds are what a field's `wire` tag can ask for. A field without the tag takes any text.
var kinds = map[string]arn.Kind{
	"certificate": arn.Certificate, "cluster": arn.ECSCluster, "database": arn.Database, "key": arn.KMSKey, "listener": arn.Listener,
	"load-balancer": arn.LoadBalancer, "policy": arn.IAMPolicy, "prefix-list": arn.PrefixList, "role": arn.IAMRole, "secret": arn.Secret,
	"security-group": arn.SecurityGroup, "subnet": arn.Subnet, "target-group": arn.TargetGroup, "task-definition": arn.TaskDefinition,
	"topic": arn.Topic, "vpc": arn.VPC, "arn": arn.Any,
}

// mayBeEmpty is the `wire` tag of a field in which an empty text is as good as any.
const mayBeEmpty = "may-be-empty"

// Args checks the arguments of a component: its wiring, which is every field that takes a value of
// another resource, and the rules of `validate` tags. It returns a copy in which each field of
// wiring is nil, a text that has been checked, or an output that fails the deployment once it turns
// out to be wrong, with an error that names the component and the field. Resources must be given
// that copy.
//
// A value is missing if it is nil, a zero output, an empty text or an empty list. A required field
// and an element of a list or map must not be missing. An optional field is left out with nil or a
// zero output; an empty text or list is a mistake, because it comes from a value that somebody
// forgot to set. So is a list that is a zero output, which comes from a missing map entry.
func Args[A any](m *Mistakes, component, name string, args A) A {
	w := wiring{Mistakes: m, component: component, name: name}
	w.walk(reflect.ValueOf(&args).Elem(), place{})
	m.Rules(args)
	return args
}

type wiring struct {
	*Mistakes
	component, name string
}

// place is where in the arguments a value stands, and what its tags say.
type place struct {
	path     string
	required bool // by a `validate` tag, which then reports what is not given
	element  bool // of a list or map
	empty    bool // an empty text will do
	kind     arn.Kind
	fix      string // for a value that is missing
}

func (p place) field(f reflect.StructField) place {
	wire := f.Tag.Get("wire")
	kind, known := kinds[wire]
	if wire != "" && wire != mayBeEmpty && !known {
		panic("check: no kind of wiring " + wire) // a mistake of this module, found by its tests
	}
	rules, fix := f.Tag.Get("validate"), f.Tag.Get("fix")
	if rules != "" && rules != "required" {
		fix = "" // it is about those rules
	}
	return place{
		path:     strings.TrimPrefix(p.path+"."+f.Name, "."),
		required: slices.Contains(strings.Split(rules, ","), "required"),
		empty:    wire == mayBeEmpty,
		kind:     kind,
		fix:      fix,
	}
}

func (p place) at(key any) place {
	p.path, p.element = fmt.Sprintf("%s[%#v]", p.path, key), true
	return p
}

// remedy says what to do about a value that is nothing.
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

// walk checks what is in v and replaces it. Everything on the way is copied: the arguments are the caller's.
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
			w.walk(v.Field(i), p.field(t.Field(i)))
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
