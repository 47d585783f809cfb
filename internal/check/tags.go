package check

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// mostTags leaves room for the Name that each child gets: a resource has at most 50 tags, not
// counting those of AWS's own.
const mostTags = 50 - 1

// tagText is what every AWS service takes in tags. EC2 takes more, IAM and most others do not.
var tagText = regexp.MustCompile(`^[\p{L}\p{N}\p{Z}_.:/=+@-]*$`)

const tagTextInWords = `must be letters, digits, spaces and _ . : / = + - @, as not every AWS service takes other characters`

// ResourceTags records tags that an AWS service would refuse or change. Each component puts its
// tags on an IAM role or a security group, so the strictest service decides: IAM, for example, does
// not tell "Team" from "team".
func (m *Mistakes) ResourceTags(field string, tags map[string]string) {
	if len(tags) > mostTags {
		m.Add(field, len(tags), "are too many: AWS takes 50 on a resource, and one of them is its Name; keep at most %d", mostTags)
	}
	taken := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		at, value, lower := fmt.Sprintf("%s[%q]", field, key), tags[key], strings.ToLower(key)
		switch {
		case lower == "name":
			m.Add(at, value, "would give every resource the same Name, but each has its own; take it out")
		case taken[lower] != "":
			m.Add(at, value, "differs from the key %q only in case, which IAM does not tell apart; keep one of the two", taken[lower])
		case key == "" || utf8.RuneCountInString(key) > 128:
			m.Add(at, value, "must have a key of 1 to 128 characters; rename it")
		case strings.HasPrefix(lower, "aws:"):
			m.Add(at, value, "has a key that begins with aws:, which AWS keeps for itself; rename it")
		case !tagText.MatchString(key) || !utf8.ValidString(key):
			m.Add(at, value, "has a key that AWS refuses: it %s; rename it", tagTextInWords)
		case utf8.RuneCountInString(value) > 256:
			m.Add(at, value, "must be at most 256 characters; shorten it")
		case strings.HasPrefix(strings.ToLower(value), "aws:"):
			m.Add(at, value, "begins with aws:, which AWS keeps for itself; choose another value")
		case !tagText.MatchString(value) || !utf8.ValidString(value):
			m.Add(at, value, "%s; write it without them", tagTextInWords)
		}
		taken[lower] = key
	}
}
