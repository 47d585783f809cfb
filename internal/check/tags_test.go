package check_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/check/checktest"
)

func numbered(n int) map[string]string {
	tags := map[string]string{}
	for i := range n {
		tags[fmt.Sprint("key", i)] = ""
	}
	return tags
}

func TestResourceTagsRefused(t *testing.T) {
	checktest.Table[map[string]string]{
		"Name of its own": {
			Args: map[string]string{"Name": "shop"},
			Want: `Tags["Name"] "shop": would give every resource the same Name`,
		},
		"Name in another case": {
			Args: map[string]string{"NAME": "shop"},
			Want: `Tags["NAME"] "shop": would give every resource the same Name`,
		},
		"two cases of a key": {
			Args: map[string]string{"team": "a", "Team": "b"},
			Want: `Tags["team"] "a": has the key "Team" in other case`,
		},
		"no key": {
			Args: map[string]string{"": "a"},
			Want: `Tags[""] "a": must have a key of 1 to 128 characters`,
		},
		"a long key": {
			Args: map[string]string{strings.Repeat("ä", 129): "a"},
			Want: `must have a key of 1 to 128 characters`,
		},
		"a long value": {
			Args: map[string]string{"a": strings.Repeat("ä", 257)},
			Want: `must be at most 256 characters`,
		},
		"AWS's prefix": {
			Args: map[string]string{"aws:team": "a"},
			Want: `Tags["aws:team"] "a": has a key that starts with aws:`,
		},
		"AWS's prefix, capital": {
			Args: map[string]string{"Aws:team": "a"},
			Want: `Tags["Aws:team"] "a": has a key that starts with aws:`,
		},
		"AWS's prefix in front of the value": {
			Args: map[string]string{"team": "AWS:a"},
			Want: `Tags["team"] "AWS:a": starts with aws:`,
		},
		"another character in the key": {
			Args: map[string]string{"a&b": "a"},
			Want: `Tags["a&b"] "a": has a key that AWS rejects: it must contain only letters`,
		},
		"another character in the value": {
			Args: map[string]string{"a": "b (c)"},
			Want: `Tags["a"] "b (c)": must contain only letters`,
		},
		"a tab": {
			Args: map[string]string{"a": "b\tc"},
			Want: `must contain only letters`,
		},
		"no text": {
			Args: map[string]string{"a": "\xff"},
			Want: `must contain only letters`,
		},
		"fifty": {
			Args: numbered(50),
			Want: `Tags 50: are too many: AWS allows 50 on a resource, and one is its Name`,
		},
	}.Run(t, func(tags map[string]string) error {
		wrong := check.In("network", "main")
		wrong.ResourceTags("Tags", tags)
		return wrong.Err()
	})
}

func TestResourceTagsAccepted(t *testing.T) {
	for name, tags := range map[string]map[string]string{
		"none":                nil,
		"forty-nine":          numbered(49),
		"every character":     {"Größe_.:/=+-@ 1": "Ж 日本 ١_.:/=+-@"},
		"an empty value":      {"team": ""},
		"as long as can be":   {strings.Repeat("ä", 128): strings.Repeat("ä", 256)},
		"aws without a colon": {"aws": "aws", "laws:x": "laws:x"},
	} {
		wrong := check.In("network", "main")
		wrong.ResourceTags("Tags", tags)
		if err := wrong.Err(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
