// Package child is how a component makes its children and hands out what they are.
package child

import (
	"reflect"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Parent is a component while it creates its children.
type Parent struct {
	*pulumi.Context
	Component pulumi.ComponentResource

	name   string
	former []string // names that the component had before
}

// Component registers a component, and is what its children are made of.
func Component(ctx *pulumi.Context, typ, name string, component pulumi.ComponentResource, opts ...pulumi.ResourceOption) (Parent, error) {
	p := Parent{Context: ctx, Component: component, name: name}
	if err := ctx.RegisterComponentResource(typ, name, component, opts...); err != nil {
		return p, err
	}
	options, err := pulumi.NewResourceOptions(opts...)
	if err != nil {
		return p, err
	}
	for _, alias := range options.Aliases {
		if former, ok := alias.Name.(pulumi.String); ok {
			p.former = append(p.former, string(former))
		} else if urn, ok := alias.URN.(pulumi.URN); ok {
			p.former = append(p.former, string(urn[strings.LastIndex(string(urn), ":")+1:]))
		}
	}
	return p, nil
}

// aliases are the names that a child had under the component's former names. The engine knows them
// too, but only in the update that renames the component itself: if that is interrupted, the next
// one would replace the children that are left.
func (p Parent) aliases(name string) pulumi.ResourceOption {
	var aliases []pulumi.Alias
	for _, former := range p.former {
		aliases = append(aliases, pulumi.Alias{Name: pulumi.String(former + strings.TrimPrefix(name, p.name))})
	}
	return pulumi.Aliases(aliases)
}

// New creates one child under the component. The caller's edit, where there is one, has the last word on arguments and options.
func New[A, R any](
	p Parent,
	create func(*pulumi.Context, string, *A, ...pulumi.ResourceOption) (*R, error),
	name string,
	args *A,
	edit func(name string, args *A, opts *[]pulumi.ResourceOption),
	opts ...pulumi.ResourceOption,
) (*R, error) {
	opts = append([]pulumi.ResourceOption{pulumi.Parent(p.Component), p.aliases(name)}, opts...)
	if edit != nil {
		edit(name, args, &opts)
	}
	return create(p.Context, name, args, opts...)
}

// Name is the logical name of a child: the component's name, two hyphens and the child's role in it. Names of
// components have no two hyphens in a row, so children of two components never meet in one URN. The rule is
// frozen: another name would be another resource in somebody's production.
func Name(component, role string) string { return component + "--" + role }

// ProtectIf protects a resource on a condition. Otherwise it says nothing, so that the resource
// inherits the component's protection: an explicit false would override it.
func ProtectIf(condition bool) pulumi.ResourceOption {
	if !condition {
		return pulumi.Composite()
	}
	return pulumi.Protect(true)
}

// Tags are the caller's tags, which hold no Name, with the child's.
func Tags(tags map[string]string, name string) pulumi.StringMap {
	all := pulumi.ToStringMap(tags)
	all["Name"] = pulumi.String(name)
	return all
}

// After gates a value on the resources without which it cannot be used yet: whoever takes the value waits for them too.
// It waits for their URNs, which stay the same, rather than their ids: a replaced resource must not make the value unknown.
func After(value pulumi.StringInput, needed ...pulumi.Resource) pulumi.StringOutput {
	all := []any{value.ToStringOutput()}
	for _, r := range needed {
		all = append(all, r.URN())
	}
	return pulumi.All(all...).ApplyT(func(known []any) string { return known[0].(string) }).(pulumi.StringOutput)
}

// Outputs lists the fields of a component (a pointer to its struct) that carry a `pulumi` tag, so that none can be forgotten when they are registered.
func Outputs(component any) pulumi.Map {
	return outputsOf(reflect.ValueOf(component).Elem())
}

func outputsOf(v reflect.Value) pulumi.Map {
	outputs := pulumi.Map{}
	for i := range v.NumField() {
		key := v.Type().Field(i).Tag.Get("pulumi")
		if key == "" {
			continue
		}
		if output := asInput(v.Field(i)); output != nil {
			outputs[key] = output
		}
	}
	return outputs
}

func asInput(v reflect.Value) pulumi.Input {
	switch {
	case v.Type().Implements(reflect.TypeFor[pulumi.Output]()):
		if v.IsZero() {
			return nil
		}
		return v.Interface().(pulumi.Input)
	case v.Kind() == reflect.Pointer && !v.IsNil():
		return asInput(v.Elem())
	case v.Kind() == reflect.Struct:
		return outputsOf(v)
	case v.Kind() == reflect.Map:
		values := pulumi.Map{}
		for _, key := range v.MapKeys() {
			if value := asInput(v.MapIndex(key)); value != nil {
				values[key.String()] = value
			}
		}
		return values
	case v.Kind() == reflect.Slice:
		values := pulumi.Array{}
		for i := range v.Len() {
			values = append(values, asInput(v.Index(i)))
		}
		return values
	case v.Kind() == reflect.String:
		return pulumi.String(v.String())
	case v.Kind() == reflect.Bool:
		return pulumi.Bool(v.Bool())
	case v.CanInt():
		return pulumi.Int(v.Int())
	default:
		return nil
	}
}
