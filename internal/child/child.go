// Package child registers components, their child resources and their outputs.
package child

import (
	"reflect"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/check"
)

// Parent is a component while it creates its children.
type Parent struct {
	*pulumi.Context
	check.Component
	Resource pulumi.ComponentResource

	former []string // names that the component had before
}

// Component registers a component of the type knwl:kind:Type.
func Component(
	ctx *pulumi.Context, typ, name string, component pulumi.ComponentResource, opts ...pulumi.ResourceOption,
) (Parent, error) {
	p := Parent{
		Context:   ctx,
		Component: check.Component{Kind: strings.Split(typ, ":")[1], Name: name},
		Resource:  component,
	}
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

// Build runs the steps that create the children, sets the component's outputs with publish and
// registers them.
func (p Parent) Build(publish func(), steps ...func() error) error {
	for _, create := range steps {
		if err := create(); err != nil {
			return err
		}
	}
	publish()
	return p.RegisterResourceOutputs(p.Resource, Outputs(p.Resource))
}

// aliases are the names that a child had under the component's former names. The engine derives them
// too, but only in the update that renames the component. If that update is interrupted, the next
// one would replace the remaining children.
func (p Parent) aliases(name string) pulumi.ResourceOption {
	var aliases []pulumi.Alias
	for _, former := range p.former {
		aliases = append(aliases, pulumi.Alias{Name: pulumi.String(former + strings.TrimPrefix(name, p.Name))})
	}
	return pulumi.Aliases(aliases)
}

// New creates a child of the component. The caller's edit, if there is one, runs last.
func New[A, R any](
	p Parent,
	create func(*pulumi.Context, string, *A, ...pulumi.ResourceOption) (*R, error),
	name string,
	args *A,
	edit infra.Edit[A],
	opts ...pulumi.ResourceOption,
) (*R, error) {
	opts = append([]pulumi.ResourceOption{pulumi.Parent(p.Resource), p.aliases(name)}, opts...)
	if edit != nil {
		edit(name, args, &opts)
	}
	return create(p.Context, name, args, opts...)
}

// Role returns the logical name of the component's child with a role; see [Name].
func (p Parent) Role(role string) string { return Name(p.Name, role) }

// Name returns the logical name of a child: the component's name, two hyphens and the child's role.
// Names of components contain no two hyphens in a row, so children of two components never share a
// URN. The rule is frozen: another name would replace resources in production.
func Name(component, role string) string { return component + "--" + role }

// ProtectIf protects a resource if the condition holds. Otherwise the resource inherits the
// component's protection, which an explicit false would override.
func ProtectIf(condition bool) pulumi.ResourceOption {
	if !condition {
		return pulumi.Composite()
	}
	return pulumi.Protect(true)
}

// Tags returns the caller's tags with the child's Name, which the caller's do not contain.
func Tags(tags map[string]string, name string) pulumi.StringMap {
	all := pulumi.ToStringMap(tags)
	all["Name"] = pulumi.String(name)
	return all
}

// After returns value as an output that also waits for the needed resources. It waits for their URNs
// instead of their ids, because replacing one of them must not make the value unknown in a preview.
func After(value pulumi.StringInput, needed ...pulumi.Resource) pulumi.StringOutput {
	all := []any{value.ToStringOutput()}
	for _, r := range needed {
		all = append(all, r.URN())
	}
	return pulumi.All(all...).ApplyT(func(known []any) string { return known[0].(string) }).(pulumi.StringOutput)
}

// Outputs returns the fields with a `pulumi` tag of a component, a pointer to a struct.
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
