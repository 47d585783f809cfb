package http

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/knwl-platform/infra/service"
)

// draft is the body of a new document. Its fields are pointers to distinguish
// missing and null values from empty ones.
type draft struct {
	Title   *string    `json:"title"`
	Content *string    `json:"content"`
	Tags    *[]*string `json:"tags"`
}

// document converts a draft. Its error reports everything that is missing.
func (d draft) document() (service.Document, error) {
	var errs []error
	if d.Title == nil {
		errs = append(errs, errors.New("title: missing"))
	}
	if d.Content == nil {
		errs = append(errs, errors.New("content: missing"))
	}
	if d.Tags == nil {
		errs = append(errs, errors.New("tags: missing; an empty list will do"))
	}
	if len(errs) > 0 {
		return service.Document{}, errors.Join(errs...)
	}
	tags := make([]string, len(*d.Tags))
	for i, tag := range *d.Tags {
		if tag == nil {
			return service.Document{}, errors.New("tags: a list of strings must not hold null")
		}
		tags[i] = *tag
	}
	return service.Document{Title: *d.Title, Content: *d.Content, Tags: tags}, nil
}

var errNotOne = errors.New("the body is not one JSON object with title, content and tags")

// parseDraft decodes a body key by key, because decoding into a struct would also accept keys in
// another case. As in the original, unknown keys are ignored and the last of equal keys counts.
func parseDraft(body []byte, maxTags int) (draft, error) {
	if !utf8.Valid(body) {
		return draft{}, errors.New("the body is not valid UTF-8")
	}
	var d draft
	dec := json.NewDecoder(bytes.NewReader(body))
	start, err := dec.Token()
	if err != nil || start != json.Delim('{') {
		return d, errNotOne
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return d, errNotOne
		}
		if err := d.decode(key, dec, maxTags); err != nil {
			return d, err
		}
	}
	if _, err := dec.Token(); err != nil { // the closing brace
		return d, errNotOne
	}
	if _, err := dec.Token(); err != io.EOF {
		return d, errNotOne
	}
	if loneSurrogate(body) {
		return d, errors.New(`the body has half of a surrogate pair, such as \ud800; send both halves or neither`)
	}
	return d, nil
}

func (d *draft) decode(key json.Token, dec *json.Decoder, maxTags int) error {
	var value any
	switch key {
	case "title":
		value = &d.Title
	case "content":
		value = &d.Content
	case "tags":
		d.Tags = nil
		return d.decodeTags(dec, maxTags)
	default:
		value = new(json.RawMessage)
	}
	return explainJSON(key, dec.Decode(value))
}

// decodeTags stops at the first tag too many, because a list of empty tags takes ten times the
// memory of its text.
func (d *draft) decodeTags(dec *json.Decoder, maxTags int) error {
	start, err := dec.Token()
	if err != nil || start == nil {
		return explainJSON("tags", err)
	}
	if start != json.Delim('[') {
		return misfit("tags", map[string]string{
			"string": "string", "float64": "number", "bool": "bool", "json.Delim": "object",
		}[fmt.Sprintf("%T", start)])
	}
	tags := []*string{}
	for dec.More() {
		if len(tags) == maxTags {
			return fmt.Errorf("tags: want at most %d", maxTags)
		}
		var tag *string
		if err := dec.Decode(&tag); err != nil {
			return explainJSON("tags", err)
		}
		tags = append(tags, tag)
	}
	d.Tags = &tags
	_, err = dec.Token() // the closing bracket
	return explainJSON("tags", err)
}

func explainJSON(key json.Token, err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return misfit(key, wrong.Value)
	}
	if err != nil {
		return errNotOne
	}
	return nil
}

func misfit(key json.Token, kind string) error {
	return fmt.Errorf("%s: a JSON %s does not fit; title and content are strings, tags is a list of strings", key, kind)
}
