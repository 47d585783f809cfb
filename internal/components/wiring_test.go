package components

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/internal/offline"
)

// slot is one place in arguments that takes a value of another resource.
type slot struct {
	path    string // as in an error
	field   string // the path without indices and keys
	rule    check.Field
	element bool               // whether the slot is an element of a list or map
	first   pulumi.StringInput // the first element, if the slot is a list
	set     func(any)
}

var (
	textType = reflect.TypeFor[pulumi.StringInput]()
	listType = reflect.TypeFor[pulumi.StringArrayInput]()
)

// slots finds every slot of a type in arguments.
func slots(of reflect.Type, v reflect.Value, at slot) []slot {
	var found []slot
	switch {
	case v.Type() == of && !v.IsNil():
		at.set = func(value any) {
			if value == nil {
				v.SetZero()
			} else {
				v.Set(reflect.ValueOf(value))
			}
		}
		if list, ok := v.Interface().(pulumi.StringArray); ok {
			at.first = list[0]
		}
		found = append(found, at)
	case v.Kind() == reflect.Pointer && !v.IsNil():
		found = slots(of, v.Elem(), at)
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			below := slot{
				path: strings.TrimPrefix(at.path+"."+f.Name, "."), field: strings.TrimPrefix(at.field+"."+f.Name, "."),
				rule: check.FieldOf(v.Type(), f),
			}
			found = append(found, slots(of, v.Field(i), below)...)
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			below := slot{path: fmt.Sprintf("%s[%d]", at.path, i), field: at.field, rule: at.rule, element: true}
			found = append(found, slots(of, v.Index(i), below)...)
		}
	case v.Kind() == reflect.Map:
		for _, key := range v.MapKeys() {
			below := slot{path: fmt.Sprintf("%s[%q]", at.path, key), field: at.field, rule: at.rule, element: true}
			value := reflect.New(v.Type().Elem()).Elem()
			value.Set(v.MapIndex(key))
			for _, s := range slots(of, value, below) {
				set := s.set
				s.set = func(to any) { set(to); v.SetMapIndex(key, value) }
				found = append(found, s)
			}
		}
	}
	slices.SortFunc(found, func(a, b slot) int { return strings.Compare(a.path, b.path) })
	return found
}

// fields returns the names of all fields of a type that have slots, whether the arguments use them
// or not.
func fields(of, t reflect.Type, at string) []string {
	switch {
	case t == of:
		return []string{at}
	case t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map:
		return fields(of, t.Elem(), at)
	case t.Kind() == reflect.Struct:
		var found []string
		for i := range t.NumField() {
			found = append(found, fields(of, t.Field(i).Type, strings.TrimPrefix(at+"."+t.Field(i).Name, "."))...)
		}
		return found
	}
	return nil
}

// eachSlot runs a test for every slot of every component. with returns a program whose arguments
// are new, with another value in the slot.
func eachSlot(
	t *testing.T, of reflect.Type, test func(t *testing.T, c component, s slot, with func(any) pulumi.RunFunc),
) {
	used, all := map[string]bool{}, map[string]bool{}
	each(t, func(t *testing.T, c component) {
		if c.kind != "ecsservice" { // the only one that uses a network's endpoints
			complete := c.args
			c.args = func() any { return withoutEndpoints(complete()) }
		}
		args := reflect.ValueOf(c.args()).Elem()
		for _, field := range fields(of, args.Type(), "") {
			all[c.kind+" "+field] = true
		}
		for i, s := range slots(of, args, slot{}) {
			used[c.kind+" "+s.field] = true
			with := func(value any) pulumi.RunFunc {
				return c.program(func(args reflect.Value) { slots(of, args, slot{})[i].set(value) })
			}
			t.Run(s.path, func(t *testing.T) { test(t, c, s, with) })
		}
	})
	delete(all, "ecsservice ReadSecrets.VersionID")             // rejected whatever it is
	delete(all, "database Database.PrefixListID")               // rejected whatever it is
	delete(all, "ecsservice FurtherLoadBalancers.RequestLabel") // only requests through LoadBalancer count
	for _, kind := range []string{"database", "ingress"} {
		delete(all, kind+" Network.Endpoints.SecurityGroupID")
		delete(all, kind+" Network.Endpoints.S3PrefixListID")
	}
	for field := range maps.Keys(all) {
		if !used[field] {
			t.Errorf("%s is not tested: give it a value in components", field)
		}
	}
}

func withoutEndpoints(args any) any {
	switch a := args.(type) {
	case *database.Args:
		a.Network.Endpoints = nil
	case *database.ProxyArgs:
		a.Network.Endpoints = nil
	case *database.ReplicaArgs:
		a.Network.Endpoints = nil
	case *ingress.Args:
		a.Network.Endpoints = nil
	}
	return args
}

// mayBeEmpty lists the fields in which an empty string is valid.
var mayBeEmpty = []string{"Container.Environment", "Sidecars.Environment"}

func TestMissingValueIsReportedOnce(t *testing.T) {
	eachSlot(t, textType, func(t *testing.T, c component, s slot, with func(any) pulumi.RunFunc) {
		refused := func(program pulumi.RunFunc, want string) {
			t.Helper()
			one(t, graphtest.Fail(t, program), c, s.path+want)
		}
		none := map[string]any{
			"nil": nil, "a zero output": pulumi.StringOutput{}, "a zero id": pulumi.IDOutput{},
			"a typed nil": (*pulumi.StringOutput)(nil),
		}
		for name, value := range none {
			if s.rule.Required() || s.element {
				t.Run(name, func(t *testing.T) {
					one(t, graphtest.Fail(t, with(value)), c, s.path+" (not set): is required; ")
				})
			} else if got, want := result(t, with(value)), result(t, with(nil)); got != want {
				t.Errorf("with %s the result is %s, but with nil it is %s", name, got, want)
			}
		}
		late := pulumi.String("").ToStringOutput()
		if slices.Contains(mayBeEmpty, s.field) {
			graphtest.Run(t, with(pulumi.String("")))
			graphtest.Run(t, with(late))
			return
		}
		switch {
		case s.element:
			refused(with(pulumi.String("")), ` "": is required; `)
		case s.rule.Required():
			refused(with(pulumi.String("")), " (not set): is required; ")
		default:
			refused(with(pulumi.String("")), ` "": is empty; `)
		}
		one(t, graphtest.FailLate(t, with(late)), c, s.path+` "": turned out empty; `)
		one(t, graphtest.FailPreview(t, with(late)), c, s.path+` "": turned out empty; `)
	})
}

// The format of an id is only checked if the id is a literal, because a user's mocks may return any
// id. A late value that is not an ARN may be a secret, so it is not shown.
func TestValueOfTheWrongKindIsReported(t *testing.T) {
	eachSlot(t, textType, func(t *testing.T, c component, s slot, with func(any) pulumi.RunFunc) {
		other, late := "arn:aws:s3:::shop", `"arn:aws:s3:::shop"`
		switch s.rule.Kind {
		case arn.Kind{}:
			t.Skip("any string will do")
		case arn.Any:
			other, late = "shop", "(not shown)"
		}
		err := graphtest.Fail(t, with(pulumi.String(other)))
		one(t, err, c, fmt.Sprintf("%s %q: must be ", s.path, other))
		if s.rule.Kind.IsID() {
			graphtest.Run(t, with(pulumi.String(other).ToStringOutput()))
		} else {
			err := graphtest.FailLate(t, with(pulumi.String(other).ToStringOutput()))
			one(t, err, c, fmt.Sprintf("%s %s: must be ", s.path, late))
		}
	})
}

func TestMissingListOrElementIsReportedOnce(t *testing.T) {
	eachSlot(t, listType, func(t *testing.T, c component, s slot, with func(any) pulumi.RunFunc) {
		none := map[string]any{
			"a zero output": pulumi.StringArrayOutput{}, "an empty list": pulumi.StringArray{},
			"a nil list": pulumi.StringArray(nil), "a typed nil": (*pulumi.StringArrayOutput)(nil),
		}
		for name, value := range none {
			t.Run(name, func(t *testing.T) {
				err := graphtest.Fail(t, with(value))
				if s.rule.Required() {
					one(t, err, c, s.path+" (not set): is required; ")
				} else {
					one(t, err, c, s.path)
				}
			})
		}
		good := s.first
		for name, value := range map[string]pulumi.StringInput{
			"nil": nil, "an empty string": pulumi.String(""), "a zero output": pulumi.StringOutput{},
		} {
			t.Run("with "+name, func(t *testing.T) {
				one(t, graphtest.Fail(t, with(pulumi.StringArray{good, value})), c, s.path+"[1]")
			})
		}
		late := pulumi.String("").ToStringOutput()
		for name, value := range map[string]pulumi.StringArrayInput{
			"with a late one":       pulumi.StringArray{good, late},
			"with a late one, late": pulumi.StringArray{good, late}.ToStringArrayOutput(),
		} {
			t.Run(name, func(t *testing.T) {
				one(t, graphtest.FailLate(t, with(value)), c, s.path+`[1] "": turned out empty; `)
				one(t, graphtest.FailPreview(t, with(value)), c, s.path+`[1] "": turned out empty; `)
			})
		}
		err := graphtest.FailLate(t, with(pulumi.StringArray{}.ToStringArrayOutput()))
		one(t, err, c, s.path+" (empty): turned out empty; ")
	})
}

// one checks that an error has exactly one mistake, that it begins as expected, and that it says
// what to do.
func one(t *testing.T, err error, c component, beginning string) {
	t.Helper()
	checktest.Contains(t, err, fmt.Sprintf("%s %q: %s", c.kind, "main", beginning))
	if err != nil && !strings.Contains(err.Error(), "; ") && !strings.Contains(err.Error(), ", such as ") {
		t.Errorf("the error does not say what to do: %v", err)
	}
	if err != nil && strings.Contains(err.Error(), "mistakes:") {
		t.Errorf("one mistake is reported as several: %v", err)
	}
}

// result runs a program and returns its error, or "a component" if it succeeds.
func result(t *testing.T, program pulumi.RunFunc) string {
	t.Helper()
	if _, err := graphtest.Try(t, offline.Cloud{}, program); err != nil {
		return err.Error()
	}
	return "a component"
}
