// Package conformance checks what the components create from random arguments against what AWS
// publishes: its API model, the service authorization reference and the names in its partitions. To
// draw more arguments, run
//
//	go test ./internal/conformance -rapid.checks=4000
package conformance

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/internal/offline"
)

// AWS must accept what a component accepts, in every partition. A component may reject arguments,
// but only before it has created anything.
func TestAWSAcceptsWhatAComponentAccepts(t *testing.T) {
	for _, component := range slices.Sorted(maps.Keys(components)) {
		t.Run(component, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(rt *rapid.T) {
				cloud := rapid.SampledFrom(clouds).Draw(rt, "cloud")
				d := in(cloud, component).Draw(rt, "arguments")
				if all := faults(t, cloud, d); len(all) > 0 {
					rt.Fatalf("%q\n%s", d.name, strings.Join(all, "\n"))
				}
			})
		})
	}
}

// Random draws rarely hit an odd text. The component's name becomes part of many other names, so it
// is tested with every oddity. The other texts are only tested empty, at their length limit and
// above it.
func TestOddTextsAreRefusedOrAcceptedByAWS(t *testing.T) {
	for _, component := range slices.Sorted(maps.Keys(components)) {
		t.Run(component, func(t *testing.T) {
			t.Parallel()
			for text := range mostTexts[component] {
				for kind := range odd {
					if text > 0 && kind > 2 {
						break
					}
					generator := rapid.Custom(func(rt *rapid.T) drawn {
						return components[component](arguments{rt, clouds[0], oddity{text, kind}, new(int)})
					})
					for seed := range 4 {
						d := generator.Example(seed)
						for _, fault := range faults(t, clouds[0], d) {
							t.Errorf("%q: %s", d.name, fault)
						}
					}
				}
			}
		})
	}
}

// faults lists why AWS would reject what a component creates from arguments that it accepts.
func faults(t *testing.T, cloud offline.Cloud, d drawn) []string {
	g, err := graphtest.Try(t, cloud, d.program)
	if err != nil {
		if made := g.Resources(); len(made) > 0 {
			return []string{fmt.Sprintf("refused after %d resources were made: %v", len(made), err)}
		}
		return nil
	}
	all := append(wrongNames(cloud, g), wrongRoles(g)...)
	for _, n := range g.Resources() {
		all = append(all, refusedByAWS(n, map[string]bool{})...)
	}
	return all
}

// examples returns, for every component, the graphs of some accepted arguments in a cloud. They are
// the same in every run.
func examples(t *testing.T, cloud offline.Cloud, each int) []*graphtest.Graph {
	var all []*graphtest.Graph
	for _, component := range slices.Sorted(maps.Keys(components)) {
		drawn := in(cloud, component)
		for seed, accepted := 0, 0; accepted < each; seed++ {
			g, err := graphtest.Try(t, cloud, drawn.Example(seed).program)
			if err == nil {
				all = append(all, g)
				accepted++
			} else if seed > 5*each {
				t.Fatalf("%s rejects most arguments, for example: %v", component, err)
			}
		}
	}
	return all
}

// refused lists the fields that must be empty.
var refused = []string{
	"database proxy.Database.CIDR",
	"database proxy.Database.PrefixListID",
	"database proxy.Database.Self",
	"ecsservice.Container.LogRouter",
	"ecsservice.Container.Optional",
	"ecsservice.ReadSecrets.JSONField",
	"ecsservice.ReadSecrets.VersionID",
	"ecsservice.ReadSecrets.VersionStage",
}

// A field that is never drawn is never checked.
func TestEveryFieldIsDrawn(t *testing.T) {
	for _, component := range slices.Sorted(maps.Keys(components)) {
		seen, all := map[string]bool{}, map[string]bool{}
		generator := in(clouds[0], component)
		for seed := range 200 {
			fields(reflect.ValueOf(generator.Example(seed).args).Elem(), component, seen, all)
		}
		for _, field := range slices.Sorted(maps.Keys(all)) {
			if !seen[field] && !slices.Contains(refused, field) {
				t.Errorf("%s is always left out", field)
			}
		}
	}
}

// fields records every field of the library's structs in all, and those that are not empty in set.
func fields(v reflect.Value, path string, set, all map[string]bool) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			fields(v.Elem(), path, set, all)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			fields(v.MapIndex(key), path, set, all)
		}
	case reflect.Slice:
		for i := range v.Len() {
			fields(v.Index(i), path, set, all)
		}
	case reflect.Struct:
		if !strings.HasPrefix(v.Type().PkgPath(), "github.com/knwl-platform/") || v.Type().Name() == "Transform" {
			return
		}
		for i := range v.NumField() {
			field := path + "." + v.Type().Field(i).Name
			if v.Type().Field(i).Name == "Transform" || v.Field(i).Kind() == reflect.Func {
				continue
			}
			all[field] = true
			collection := v.Field(i).Kind() == reflect.Map || v.Field(i).Kind() == reflect.Slice
			if !v.Field(i).IsZero() && (!collection || v.Field(i).Len() > 0) {
				set[field] = true
			}
			fields(v.Field(i), field, set, all)
		}
	}
}

// texts returns all strings in a resource's inputs by their paths, including those in JSON
// documents.
func texts(n *graphtest.Node) map[string]string {
	all := map[string]string{}
	for key := range n.Inputs {
		collect(n.Get(string(key)), string(key), all)
	}
	return all
}

func collect(value any, path string, all map[string]string) {
	switch v := value.(type) {
	case string:
		var document any
		if strings.HasPrefix(v, "{") || strings.HasPrefix(v, "[") {
			if json.Unmarshal([]byte(v), &document) == nil {
				collect(document, path, all)
				return
			}
		}
		all[path] = v
	case []any:
		for i, item := range v {
			collect(item, fmt.Sprintf("%s[%d]", path, i), all)
		}
	case map[string]any:
		for key, item := range v {
			all[path+"."+key+" (key)"] = key
			collect(item, path+"."+key, all)
		}
	}
}
