package http

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf16"
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
func parseDraft(body []byte) (draft, error) {
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
		if err := d.decode(key, dec); err != nil {
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

func (d *draft) decode(key json.Token, dec *json.Decoder) error {
	var value any
	switch key {
	case "title":
		value = &d.Title
	case "content":
		value = &d.Content
	case "tags":
		value = &d.Tags
	default:
		value = new(json.RawMessage)
	}
	err := dec.Decode(value)
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("%s: a JSON %s does not fit; title and content are strings, tags is a list of strings",
			key, wrong.Value)
	}
	if err != nil {
		return errNotOne
	}
	return nil
}

// loneSurrogate reports whether valid JSON escapes half of a surrogate pair. Such a string is no
// text, and encoding/json would silently replace the half.
func loneSurrogate(body []byte) bool {
	for {
		i := bytes.IndexByte(body, '\\')
		if i < 0 {
			return false
		}
		unit, rest := escape(body[i:])
		if utf16.IsSurrogate(unit) {
			low, after := rune(0), rest
			if bytes.HasPrefix(rest, []byte(`\u`)) {
				low, after = escape(rest)
			}
			if utf16.DecodeRune(unit, low) == utf8.RuneError {
				return true
			}
			rest = after
		}
		body = rest
	}
}

// escape decodes the escape that valid JSON starts with. It returns 0 for one that is not \uXXXX.
func escape(text []byte) (unit rune, rest []byte) {
	if text[1] != 'u' {
		return 0, text[2:]
	}
	n, _ := strconv.ParseUint(string(text[2:6]), 16, 16)
	return rune(n), text[6:]
}
