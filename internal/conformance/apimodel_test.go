package conformance

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/knwl-platform/infra/internal/graphtest"
)

// creation describes how resources of one type are created: which request members their inputs
// become, and what AWS requires of the requests.
type creation struct {
	Operation string
	Members   map[string]member // by the input's path
	Ignored   map[string]string // inputs that are in no request, with the reason
	Filled    map[string]string // required members that the provider fills in, with the reason
	Requests  map[string]*shape // by operation
}

// member is the request member that an input becomes.
type member struct{ operation, path, how string }

func (m *member) UnmarshalJSON(data []byte) error {
	var parts [3]string
	err := json.Unmarshal(data, &parts)
	m.operation, m.path, m.how = parts[0], parts[1], parts[2]
	return err
}

// shape is a shape of AWS's API model.
type shape struct {
	Type     string
	Min, Max *float64
	Pattern  *pattern
	Enum     []string
	Required []string
	Members  map[string]*shape
	Key, Of  *shape
}

// pattern must match the whole string, as in Java.
type pattern struct{ *regexp.Regexp }

func (p *pattern) UnmarshalText(text []byte) (err error) {
	p.Regexp, err = regexp.Compile("^(?:" + string(text) + ")$")
	return err
}

//go:embed apimodel.json
var apiModelJSON []byte

var apiModel = func() (all map[string]creation) {
	if err := json.Unmarshal(apiModelJSON, &all); err != nil {
		panic(err)
	}
	return all
}()

// refusedByAWS lists why AWS would reject the requests that create a resource. It records the
// resource's inputs in used.
func refusedByAWS(n *graphtest.Node, used map[string]bool) []string {
	c, known := apiModel[n.Type]
	if !known {
		return []string{n.Type + " is not in the table of apimodel.py"}
	}
	r := requests{creation: c, made: map[string]any{c.Operation: map[string]any{}}, used: used}
	for key := range n.Inputs {
		r.add(n.Get(string(key)), string(key), nil)
	}
	for _, name := range []string{"name", "identifier", "bucket"} { // the provider derives them from the logical name
		if _, mapped := c.Members[name]; mapped && n.Get(name) == nil {
			r.add(n.Output(name), name, nil)
		}
	}
	for operation, request := range r.made {
		required := r.Requests[operation]
		top := *required
		top.Required = nil
		if operation == c.Operation {
			filled := func(name string) bool { return c.Filled[name] != "" }
			top.Required = slices.DeleteFunc(slices.Clone(required.Required), filled)
		}
		r.faults = append(r.faults, top.refuses(request, operation)...)
	}
	for i := range r.faults {
		r.faults[i] = n.Type + " " + n.Name + ": " + r.faults[i]
	}
	slices.Sort(r.faults)
	return r.faults
}

// requests collects the requests for one resource while its inputs are added.
type requests struct {
	creation
	made   map[string]any // by operation
	used   map[string]bool
	faults []string
}

// add puts an input at its place in the requests. indices are the positions in the lists on its
// path.
func (r *requests) add(value any, path string, indices []int) {
	if value == nil {
		return
	}
	to, mapped := r.Members[path]
	if mapped {
		r.used[path] = true
		r.put(to, to.path, indices, to.convert(value))
		return
	}
	if r.Ignored[path] != "" {
		r.used[path] = true
		return
	}
	switch v := value.(type) {
	case map[string]any:
		for key, item := range v {
			r.add(item, path+"."+key, indices)
		}
	case []any:
		if to, mapped := r.Members[path+"[]"]; mapped && len(v) == 0 {
			r.put(to, to.path[:strings.LastIndex(to.path, "[]")], indices, []any{})
		}
		for i, item := range v {
			r.add(item, path+"[]", append(slices.Clone(indices), i))
		}
	default:
		r.faults = append(r.faults, path+" is not in the table of apimodel.py")
	}
}

// convert converts an input's value to the value in the request.
func (m member) convert(value any) any {
	switch m.how {
	case "":
		return value
	case "json":
		var document any
		if err := json.Unmarshal([]byte(value.(string)), &document); err != nil {
			return err.Error() // a string, which the shape rejects
		}
		return document
	default: // a map becomes a list of pairs
		key, content, _ := strings.Cut(m.how, " ")
		pairs := []any{}
		for k, v := range value.(map[string]any) {
			pairs = append(pairs, map[string]any{key: k, content: v})
		}
		return pairs
	}
}

var step = regexp.MustCompile(`[^.\[\]]+|\[\d*\]`)

func (r *requests) put(to member, path string, indices []int, value any) {
	r.made[to.operation] = put(r.made[to.operation], step.FindAllString(path, -1), indices, value)
}

func put(at any, steps []string, indices []int, value any) any {
	if len(steps) == 0 {
		return value
	}
	if !strings.HasPrefix(steps[0], "[") {
		object, _ := at.(map[string]any)
		if object == nil {
			object = map[string]any{}
		}
		object[steps[0]] = put(object[steps[0]], steps[1:], indices, value)
		return object
	}
	i, err := strconv.Atoi(strings.Trim(steps[0], "[]"))
	if err != nil {
		i, indices = indices[0], indices[1:]
	}
	list, _ := at.([]any)
	for len(list) <= i {
		list = append(list, nil)
	}
	list[i] = put(list[i], steps[1:], indices, value)
	return list
}

// refuses lists what is wrong with a value of the shape.
func (s *shape) refuses(value any, path string) (faults []string) {
	fault := func(format string, args ...any) { faults = append(faults, path+" "+fmt.Sprintf(format, args...)) }
	switch v := value.(type) {
	case nil: // an element of a list that another property fills
	case map[string]any:
		switch s.Type {
		case "structure":
			for _, name := range s.Required {
				if v[name] == nil {
					fault("lacks %s", name)
				}
			}
			for name, item := range v {
				if s.Members[name] == nil {
					fault("has no member %s", name)
					continue
				}
				faults = append(faults, s.Members[name].refuses(item, path+"."+name)...)
			}
		case "map":
			s.bounds(float64(len(v)), " entries", fault)
			for key, item := range v {
				faults = append(faults, s.Key.refuses(key, path+" (key)")...)
				faults = append(faults, s.Of.refuses(item, path+"."+key)...)
			}
		default:
			fault("is a %s, not an object", s.Type)
		}
	case []any:
		if s.Type != "list" {
			fault("is a %s, not a list", s.Type)
			return faults
		}
		s.bounds(float64(len(v)), " elements", fault)
		for i, item := range v {
			faults = append(faults, s.Of.refuses(item, fmt.Sprintf("%s[%d]", path, i))...)
		}
	case string:
		if s.Type != "string" {
			fault("is a %s, not %q", s.Type, v)
			return faults
		}
		s.bounds(float64(len(utf16.Encode([]rune(v)))), " characters", fault) // Java counts UTF-16 code units
		if s.Pattern != nil && !s.Pattern.MatchString(v) {
			fault("%q does not match %s", v, s.Pattern)
		}
		if len(s.Enum) > 0 && !slices.Contains(s.Enum, v) {
			fault("%q is none of %q", v, s.Enum)
		}
	case float64:
		switch s.Type {
		case "string": // the provider formats the number
			faults = s.refuses(strconv.FormatFloat(v, 'f', -1, 64), path)
		case "integer", "long", "float", "double":
			s.bounds(v, "", fault)
		default:
			fault("is a %s, not the number %v", s.Type, v)
		}
	case bool:
		if s.Type != "boolean" && s.Type != "string" {
			fault("is a %s, not %v", s.Type, v)
		}
	}
	return faults
}

func (s *shape) bounds(n float64, of string, fault func(string, ...any)) {
	if s.Min != nil && n < *s.Min {
		fault("has %v%s, at least %v are needed", n, of, *s.Min)
	}
	if s.Max != nil && n > *s.Max {
		fault("has %v%s, at most %v are allowed", n, of, *s.Max)
	}
}

func TestShapesRefuseWhatAWSWould(t *testing.T) {
	var s shape
	err := json.Unmarshal([]byte(`{"type": "structure", "required": ["Name"], "members": {
		"Name": {"type": "string", "min": 2, "max": 4, "pattern": "[a-z]*", "enum": ["abc", "abcde", "a", "Abc"]},
		"Port": {"type": "integer", "min": 1, "max": 9},
		"On": {"type": "boolean"},
		"List": {"type": "list", "min": 1, "max": 2, "of": {"type": "string", "max": 1}},
		"Map": {"type": "map", "max": 1, "key": {"type": "string", "max": 1}, "of": {"type": "string", "max": 1}}
	}}`), &s)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ request, want string }{
		{`{"Name": "abc", "Port": 1, "On": true, "List": ["a", "b"], "Map": {"a": "b"}}`, ""},
		{`{}`, "lacks Name"},
		{`{"Name": "abc", "Other": 1}`, "has no member Other"},
		{`{"Name": "a"}`, "Name has 1 characters, at least 2"},
		{`{"Name": "abcde"}`, "Name has 5 characters, at most 4"},
		{`{"Name": "Abc"}`, "does not match"},
		{`{"Name": "xyz"}`, "is none of"},
		{`{"Name": ["abc"]}`, "Name is a string, not a list"},
		{`{"Name": "abc", "Port": 0}`, "Port has 0"},
		{`{"Name": "abc", "Port": 10}`, "Port has 10"},
		{`{"Name": "abc", "Port": "1"}`, "Port is a integer"},
		{`{"Name": "abc", "Port": true}`, "Port is a integer"},
		{`{"Name": "abc", "On": 1}`, "On is a boolean"},
		{`{"Name": "abc", "On": {}}`, "On is a boolean"},
		{`{"Name": "abc", "List": []}`, "List has 0 elements"},
		{`{"Name": "abc", "List": ["a", "b", "c"]}`, "List has 3 elements"},
		{`{"Name": "abc", "List": ["a", "bc"]}`, "List[1] has 2 characters"},
		{`{"Name": "abc", "Map": {"a": "b", "c": "d"}}`, "Map has 2 entries"},
		{`{"Name": "abc", "Map": {"ab": "c"}}`, "Map (key) has 2 characters"},
		{`{"Name": "abc", "Map": {"a": "bc"}}`, "Map.a has 2 characters"},
	} {
		var request any
		if err := json.Unmarshal([]byte(c.request), &request); err != nil {
			t.Fatal(err)
		}
		got := strings.Join(s.refuses(request, "Create"), "; ")
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.request, got, c.want)
		}
	}
}

// An input that no example sets is never checked.
func TestTableOfTheAPIModelIsInUse(t *testing.T) {
	used := map[string]map[string]bool{}
	for _, g := range examples(t, clouds[0], 60) {
		for _, n := range g.Resources() {
			if used[n.Type] == nil {
				used[n.Type] = map[string]bool{}
			}
			refusedByAWS(n, used[n.Type])
		}
	}
	for _, typ := range slices.Sorted(maps.Keys(apiModel)) {
		inputs := maps.Clone(apiModel[typ].Ignored)
		for path := range apiModel[typ].Members {
			inputs[path] = ""
		}
		for _, path := range slices.Sorted(maps.Keys(inputs)) {
			if !used[typ][path] {
				t.Errorf("no example of %s sets %s", typ, path)
			}
		}
	}
}
