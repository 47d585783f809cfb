package service

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Limits are the limits of a document. Lengths count characters (Unicode code
// points), not bytes.
type Limits struct {
	Title   int // characters
	Content int // characters
	Tags    int // number of tags
	Tag     int // characters of one tag
}

// Check returns an error with everything that is wrong with a document's
// fields.
func (l Limits) Check(title, content string, tags []string) error {
	errs := []error{checkText("title", title, l.Title), checkText("content", content, l.Content)}
	if len(tags) > l.Tags {
		errs = append(errs, fmt.Errorf("tags: got %d, want at most %d", len(tags), l.Tags))
	}
	for i, tag := range tags {
		if n := utf8.RuneCountInString(tag); n > l.Tag {
			errs = append(errs, fmt.Errorf("tags[%d]: got %d characters, want at most %d", i, n, l.Tag))
		}
		if strings.ContainsRune(tag, 0) {
			errs = append(errs, fmt.Errorf("tags[%d]: must not hold the character U+0000", i))
		}
	}
	return errors.Join(errs...)
}

// checkText rejects U+0000 because PostgreSQL cannot store it, and both stores
// must accept the same documents.
func checkText(field, text string, limit int) error {
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		return fmt.Errorf("%s: must not be empty", field)
	case n > limit:
		return fmt.Errorf("%s: got %d characters, want at most %d", field, n, limit)
	case strings.ContainsRune(text, 0):
		return fmt.Errorf("%s: must not hold the character U+0000", field)
	}
	return nil
}
