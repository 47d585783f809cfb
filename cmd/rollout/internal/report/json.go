package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

// Schema is the version of the JSON lines. A field that is added does not change it.
const Schema = 1

// JSON reports as one JSON object a line, with "schema", "type" and "time" before the fields of the
// event, plan, status, note or result.
type JSON struct {
	w     io.Writer
	clock Clock
	mu    sync.Mutex
}

// NewJSON returns a report that writes JSON lines to w.
func NewJSON(w io.Writer, clock Clock) *JSON { return &JSON{w: w, clock: clock} }

// Plan implements [Report].
func (j *JSON) Plan(_ rollout.Target, plan rollout.Plan) { j.line("plan", plan) }

// Status implements [Report].
func (j *JSON) Status(s rollout.Status) { j.line("status", s) }

// Note implements [Report].
func (j *JSON) Note(text string) { j.line("note", map[string]string{"text": text}) }

// Event implements [Report].
func (j *JSON) Event(e rollout.Event) { j.line(eventType(e), e) }

// End implements [Report].
func (j *JSON) End(o Outcome) {
	result := struct {
		Result   string   `json:"result"`
		ExitCode int      `json:"exitCode"`
		Text     string   `json:"text,omitempty"`
		Error    *problem `json:"error,omitempty"`
	}{Result: o.Result, ExitCode: o.Code, Text: o.Text}
	if o.Err != nil {
		result.Text, result.Error = "", problemOf(o.Err)
	}
	j.line("result", result)
}

// problem is an error in JSON.
type problem struct {
	Kind     string   `json:"kind,omitempty"`
	Code     string   `json:"code,omitempty"`
	Reason   string   `json:"reason"`
	Evidence []string `json:"evidence,omitempty"`
	Serving  string   `json:"serving,omitempty"`
	Console  string   `json:"console,omitempty"`
	Remedy   string   `json:"remedy,omitempty"`
	Besides  string   `json:"besides,omitempty"` // the whole text, if more than this failed
}

func problemOf(err error) *problem {
	var f *rollout.Failure
	if !errors.As(err, &f) {
		return &problem{Reason: err.Error()}
	}
	p := &problem{f.Kind.Error(), f.Code, f.Reason, f.Evidence, f.Serving, f.Console, f.Remedy, ""}
	if text := err.Error(); text != f.Error() {
		p.Besides = text
	}
	return p
}

// line writes the head and the fields of v as one object. encoding/json escapes control characters.
func (j *JSON) line(kind string, v any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	head, err := json.Marshal(struct {
		Schema int       `json:"schema"`
		Type   string    `json:"type"`
		Time   time.Time `json:"time"`
	}{Schema, kind, j.clock().UTC()})
	if err != nil {
		return // cannot happen: no value here is beyond JSON
	}
	fields, err := json.Marshal(v)
	if err != nil {
		return
	}
	if !bytes.Equal(fields, []byte("{}")) {
		head = append(append(head[:len(head)-1], ','), fields[1:]...)
	}
	j.w.Write(append(head, '\n')) //nolint:errcheck // an Outbox keeps the error
}

func eventType(e rollout.Event) string {
	switch e.(type) {
	case rollout.Started:
		return "started"
	case rollout.PhaseChanged:
		return "phase"
	case rollout.TasksChanged:
		return "tasks"
	case rollout.TrafficShifted:
		return "traffic"
	case rollout.Waiting:
		return "waiting"
	case rollout.TargetUnhealthy:
		return "targetUnhealthy"
	case rollout.TaskStopped:
		return "taskStopped"
	case rollout.AlarmFired:
		return "alarm"
	case rollout.RollingBack:
		return "rollingBack"
	case rollout.LogLine:
		return "log"
	case rollout.Retrying:
		return "retrying"
	case rollout.Held:
		return "scaling"
	}
	return "unknown"
}
