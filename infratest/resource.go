package infratest

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// Resource is a resource or component that the program registered, or a resource that it read.
//
// Its methods read inputs by path, such as "networkConfiguration.subnets[0]", with the names of the Pulumi
// schema. Secrets are plain values. An input that the program did not set, or of another kind than the
// method's, stops the test, so a misspelled path cannot pass for an input that is off. Only Get returns nil
// for what is not there.
type Resource struct {
	Type   string // such as "aws:ecs/service:Service"
	Name   string // the logical name
	URN    string
	ID     string // empty for a component
	Custom bool   // false for a component
	Inputs resource.PropertyMap
	// Outputs are what the mocks answered, with the inputs.
	Outputs resource.PropertyMap

	// Request has the options with which the program registered the resource, such as GetProtect. It is
	// nil for a resource that the program read.
	Request *pulumirpc.RegisterResourceRequest

	t        testing.TB
	provider string // URN and id
}

func newResource(args pulumi.MockResourceArgs) *Resource {
	r := &Resource{
		Type: args.TypeToken, Name: args.Name, ID: args.ID, Custom: args.Custom,
		Inputs: args.Inputs, Request: args.RegisterRPC, provider: args.Provider,
	}
	parent := resource.URN(cmp.Or(args.RegisterRPC.GetParent(), args.ReadRPC.GetParent()))
	var within tokens.Type
	if parent != "" && parent.QualifiedType() != resource.RootStackType {
		within = parent.QualifiedType()
	}
	r.URN = string(resource.NewURN(parent.Stack(), parent.Project(), within, tokens.Type(r.Type), r.Name))
	return r
}

// Find returns the resource of a type with a logical name. The test stops if there is none, or more than
// one in components of different types, or if no resource can have the type.
func (m *Recorder) Find(t testing.TB, typ, name string) *Resource {
	t.Helper()
	var found []*Resource
	var names []string
	for _, r := range m.All(t, typ) {
		names = append(names, r.Name)
		if r.Name == name {
			found = append(found, r)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d resources of type %s have the name %q, want one; the names are %q", len(found), typ, name, names)
	}
	return found[0]
}

// All returns the resources of a type, or all resources and components if typ is empty, sorted by type,
// name and URN. The test stops if no resource can have the type, as with aws:ec2:NatGateway instead of
// aws:ec2/natGateway:NatGateway. It does not if the type only does not exist.
func (m *Recorder) All(t testing.TB, typ string) []*Resource {
	m.mu.Lock()
	defer m.mu.Unlock()
	if typ != "" {
		t.Helper()
		m.checkType(t, typ)
	}
	found := []*Resource{}
	for _, r := range m.resources {
		if typ == "" || r.Type == typ {
			bound := *r
			bound.t = t
			found = append(found, &bound)
		}
	}
	slices.SortFunc(found, func(a, b *Resource) int {
		return cmp.Or(strings.Compare(a.Type, b.Type), strings.Compare(a.Name, b.Name), strings.Compare(a.URN, b.URN))
	})
	return found
}

// Parent returns the URN of the component that the resource is in, or "".
func (r *Resource) Parent() string {
	parent := r.Request.GetParent()
	if parent == "" || resource.URN(parent).QualifiedType() == resource.RootStackType {
		return ""
	}
	return parent
}

// Get returns an input as a plain Go value; numbers are float64. An input that is not set is nil.
func (r *Resource) Get(path string) any {
	r.t.Helper()
	return r.get(r.Inputs, path)
}

// Output returns what the mocks answered as a plain Go value: an output such as "arn", or an input. The test
// stops if it is not there.
func (r *Resource) Output(path string) any {
	r.t.Helper()
	value := r.get(r.Outputs, path)
	if value == nil {
		r.t.Fatalf("%s %q: there is no output %s; the outputs are %q", r.Type, r.Name, path, r.Outputs.StableKeys())
	}
	return value
}

// Text returns an input that is a string.
func (r *Resource) Text(path string) string {
	r.t.Helper()
	return read[string](r, path)
}

// Number returns an input that is a number.
func (r *Resource) Number(path string) float64 {
	r.t.Helper()
	return read[float64](r, path)
}

// Bool returns an input that is true or false.
func (r *Resource) Bool(path string) bool {
	r.t.Helper()
	return read[bool](r, path)
}

// Strings returns an input that is a list of strings.
func (r *Resource) Strings(path string) []string {
	r.t.Helper()
	texts := []string{}
	for i, v := range read[[]any](r, path) {
		text, ok := v.(string)
		if !ok {
			r.t.Fatalf("%s %q: %s[%d] is %#v, not a string", r.Type, r.Name, path, i, v)
		}
		texts = append(texts, text)
	}
	return texts
}

// JSON decodes an input that is a JSON document, as json.Unmarshal does. The test stops if it is not one.
func (r *Resource) JSON(path string, into any) {
	r.t.Helper()
	if err := json.Unmarshal([]byte(r.Text(path)), into); err != nil {
		r.t.Fatalf("%s %q: %s is not a JSON document: %v", r.Type, r.Name, path, err)
	}
}

// IsSecret reports whether an input contains a secret, or is part of one.
func (r *Resource) IsSecret(path string) bool {
	r.t.Helper()
	if r.Get(path) == nil {
		r.notSet(path)
	}
	p, _ := resource.ParsePropertyPath(path) // which Get has read
	return secretAt(resource.NewProperty(r.Inputs), p)
}

// secretAt reports whether the value at a path in v contains a secret, or is part of one.
func secretAt(v resource.PropertyValue, p resource.PropertyPath) bool {
	if v.IsSecret() || len(p) == 0 {
		return v.ContainsSecrets()
	}
	part, _ := p[:1].Get(v)
	return secretAt(part, p[1:])
}

// notSet stops the test because an input is missing.
func (r *Resource) notSet(path string) {
	r.t.Helper()
	r.t.Fatalf("%s %q: %s is not set; the inputs are %q, and Get returns nil for an input that may be missing",
		r.Type, r.Name, path, r.Inputs.StableKeys())
}

func (r *Resource) get(from resource.PropertyMap, path string) any {
	r.t.Helper()
	p, err := resource.ParsePropertyPath(path)
	if err != nil {
		r.t.Fatalf("path %q: %v", path, err)
	}
	v, ok := p.Get(plain(resource.NewProperty(from)))
	if !ok || v.IsNull() {
		return nil
	}
	return v.Mappable()
}

func read[V any](r *Resource, path string) (value V) {
	r.t.Helper()
	got := r.Get(path)
	if got == nil {
		r.notSet(path)
	}
	value, ok := got.(V)
	if !ok {
		r.t.Fatalf("%s %q: %s is a %T, not a %T", r.Type, r.Name, path, got, value)
	}
	return value
}

// plain returns a value with all secrets and outputs in it replaced by their plain values.
func plain(v resource.PropertyValue) resource.PropertyValue {
	switch {
	case v.IsSecret():
		return plain(v.SecretValue().Element)
	case v.IsOutput():
		return plain(v.OutputValue().Element)
	case v.IsArray():
		list := []resource.PropertyValue{}
		for _, item := range v.ArrayValue() {
			list = append(list, plain(item))
		}
		return resource.NewProperty(list)
	case v.IsObject():
		object := resource.PropertyMap{}
		for key, item := range v.ObjectValue() {
			object[key] = plain(item)
		}
		return resource.NewProperty(object)
	default:
		return v
	}
}
