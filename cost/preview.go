package cost

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// Preview is what a Pulumi program would change.
type Preview struct {
	// Region is the region of resources whose provider names none. Default: us-east-1.
	Region string
	// Before has the resources that exist, and After those that exist after the update.
	Before, After []*Resource
	// Retained has the resources that leave the stack and stay in AWS.
	Retained []*Resource
}

// Resource is a resource of a stack, as Pulumi describes it.
type Resource struct {
	URN    string `json:"urn"`
	Type   string `json:"type"`
	Custom bool   `json:"custom"` // false for a component
	ID     string `json:"id"`
	Parent string `json:"parent"`
	// Provider refers to the provider of the resource, by URN and id.
	Provider string `json:"provider"`
	// External resources are read by the program, and belong to somebody else.
	External       bool           `json:"external"`
	RetainOnDelete bool           `json:"retainOnDelete"`
	Inputs         map[string]any `json:"inputs"`
	Outputs        map[string]any `json:"outputs"`
	// PropertyDependencies has the URNs of the resources that an input comes from.
	PropertyDependencies map[string][]string `json:"propertyDependencies"`
}

// name returns the resource's logical name.
func (r *Resource) name() string {
	if i := strings.LastIndex(r.URN, "::"); i >= 0 {
		return r.URN[i+len("::"):]
	}
	return r.URN
}

// Read reads what `pulumi preview --json --show-sames` printed, or the engine events that it prints
// with PULUMI_ENABLE_STREAMING_JSON_PREVIEW. A preview that failed, or that lacks the unchanged
// resources, is an error: its cost would be too low.
func Read(r io.Reader) (*Preview, error) {
	var all document
	for decoder := json.NewDecoder(r); ; {
		var next document
		if err := decoder.Decode(&next); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("the preview is not JSON: %w; pass what `pulumi preview --json --show-sames` prints", err)
		}
		all.add(next)
	}
	if all.failed != "" {
		return nil, fmt.Errorf("the preview failed: %s; a failed preview lacks resources, so correct it first", all.failed)
	}
	if all.streamed && all.ChangeSummary == nil {
		return nil, errors.New("the preview ends before its summary; run it again, because it lacks resources")
	}
	if len(all.Steps) == 0 {
		return nil, errors.New("the preview has no resources; pass what `pulumi preview --json --show-sames` prints")
	}
	if i := slices.IndexFunc(all.Steps, step.broken); i >= 0 {
		return nil, fmt.Errorf("the preview has no state for the step %q of %q; run it again, because it lacks resources",
			all.Steps[i].Op, all.Steps[i].URN)
	}
	if n := all.omitted(); n > 0 {
		return nil, fmt.Errorf("the preview omits %d unchanged resources; run `pulumi preview --json --show-sames`", n)
	}
	return all.preview(), nil
}

// document is the preview as one object, or one engine event.
type document struct {
	Config        map[string]string `json:"config"`
	Steps         []step            `json:"steps"`
	ChangeSummary map[string]int    `json:"changeSummary"`
	Diagnostics   []diagnostic      `json:"diagnostics"`

	PreludeEvent     struct{ Config map[string]string }       `json:"preludeEvent"`
	ResourcePreEvent *struct{ Metadata step }                 `json:"resourcePreEvent"`
	DiagnosticEvent  diagnostic                               `json:"diagnosticEvent"`
	SummaryEvent     struct{ ResourceChanges map[string]int } `json:"summaryEvent"`

	failed   string
	streamed bool // read from events
}

type diagnostic struct{ Message, Severity string }

// step is what the engine would do with a resource. The names of its states differ between the
// object and the events.
type step struct {
	Op       string    `json:"op"`
	URN      string    `json:"urn"`
	OldState *Resource `json:"oldState"`
	NewState *Resource `json:"newState"`
	Old      *Resource `json:"old"`
	New      *Resource `json:"new"`
}

func (s step) before() *Resource { return either(s.OldState, s.Old) }

func (s step) after() *Resource { return either(s.NewState, s.New) }

// broken reports whether the state after a step is missing, although the step does not end the resource.
func (s step) broken() bool {
	ends := slices.ContainsFunc([]string{"delete", "discard", "remove"}, func(op string) bool {
		return strings.HasPrefix(s.Op, op) // also delete-replaced and others
	})
	return s.after() == nil && !ends
}

// keep adds to the state after a step what it keeps of the state before. The engine shows the step
// before it has computed that.
func (s step) keep(after *Resource) {
	was := s.before()
	if was == nil || s.Op != "same" && s.Op != "update" {
		return
	}
	after.ID = was.ID
	if s.Op == "same" {
		after.Outputs = was.Outputs
		return
	}
	kept := map[string]any{}
	for _, property := range identities {
		kept[property] = was.Outputs[property]
	}
	maps.Copy(kept, after.Outputs)
	after.Outputs = kept
}

func either(a, b *Resource) *Resource {
	if a != nil {
		return a
	}
	return b
}

// omitted returns how many unchanged resources have no step.
func (d *document) omitted() int {
	n := d.ChangeSummary["same"]
	for _, s := range d.Steps {
		if s.Op == "same" {
			n--
		}
	}
	return n
}

// add adds the next object to what was read before.
func (d *document) add(next document) {
	d.Steps = append(d.Steps, next.Steps...)
	if next.ResourcePreEvent != nil {
		d.Steps, d.streamed = append(d.Steps, next.ResourcePreEvent.Metadata), true
	}
	for _, config := range []map[string]string{next.Config, next.PreludeEvent.Config} {
		if config != nil {
			d.Config = config
		}
	}
	for _, summary := range []map[string]int{next.ChangeSummary, next.SummaryEvent.ResourceChanges} {
		if summary != nil {
			d.ChangeSummary = summary
		}
	}
	for _, said := range append(next.Diagnostics, next.DiagnosticEvent) {
		if said.Severity == "error" && d.failed == "" {
			first, _, _ := strings.Cut(strings.TrimSpace(said.Message), "\n")
			d.failed = printable(first)
		}
	}
}

// preview sorts the states of the steps. A replacement may have several steps.
func (d *document) preview() *Preview {
	p := &Preview{Region: d.Config["aws:region"]}
	before, after := map[string]*Resource{}, map[string]*Resource{}
	var order []string
	for _, s := range d.Steps {
		if before[s.URN] == nil && after[s.URN] == nil {
			order = append(order, s.URN)
		}
		if r := s.before(); r != nil && !r.External && before[s.URN] == nil {
			before[s.URN] = r
		}
		if r := s.after(); r != nil && !r.External {
			s.keep(r)
			after[s.URN] = r
		}
	}
	for _, urn := range order {
		switch was, is := before[urn], after[urn]; {
		case is != nil:
			p.After = append(p.After, is)
		case was != nil && was.RetainOnDelete && was.Custom:
			p.Retained = append(p.Retained, was)
		}
		if before[urn] != nil {
			p.Before = append(p.Before, before[urn])
		}
	}
	return p
}
