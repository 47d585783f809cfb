package check

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// mostTags leaves room for each child's Name: AWS allows 50 tags on a resource, besides its own.
const mostTags = 50 - 1

// tagText matches what every AWS service accepts in tags. EC2 accepts more than IAM and most others.
var tagText = regexp.MustCompile(`^[\p{L}\p{N}\p{Z}_.:/=+@-]*$`)

const tagTextInWords = "must contain only letters, digits, spaces and _ . : / = + - @, " +
	"because some AWS services reject other characters"

// ResourceTags records tags that an AWS service would reject or change. All components have the
// rules of IAM, the strictest service, which treats "Team" and "team" as equal.
func (m *Mistakes) ResourceTags(field string, tags map[string]string) {
	if len(tags) > mostTags {
		m.Add(field, len(tags), "are too many: AWS allows 50 on a resource, and one is its Name; keep at most %d", mostTags)
	}
	taken := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		at, value, lower := At(field, key), tags[key], strings.ToLower(key)
		switch {
		case lower == "name":
			m.Add(at, value, "would give every resource the same Name, but each has its own; remove it")
		case taken[lower] != "":
			m.Add(at, value, "has the key %q in other case, and IAM treats the two as equal; keep one of them", taken[lower])
		case key == "" || utf8.RuneCountInString(key) > 128:
			m.Add(at, value, "must have a key of 1 to 128 characters; rename it")
		case strings.HasPrefix(lower, "aws:"):
			m.Add(at, value, "has a key that starts with aws:, which AWS reserves; rename it")
		case !tagText.MatchString(key) || !utf8.ValidString(key):
			m.Add(at, value, "has a key that AWS rejects: it %s; rename it", tagTextInWords)
		case utf8.RuneCountInString(value) > 256:
			m.Add(at, value, "must be at most 256 characters; shorten it")
		case strings.HasPrefix(strings.ToLower(value), "aws:"):
			m.Add(at, value, "starts with aws:, which AWS reserves; choose another value")
		case !tagText.MatchString(value) || !utf8.ValidString(value):
			m.Add(at, value, "%s; remove the others", tagTextInWords)
		}
		taken[lower] = key
	}
}
