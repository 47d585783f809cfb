package check

import (
	"regexp"
	"strings"
)

// Patterns of names, by what uses them.
var (
	word     = regexp.MustCompile(`^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$`)
	slug     = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	sqlName  = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	ecsName  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)
	rolePath = regexp.MustCompile(`^/([!-.0-~]+/)*$`)
	zoneName = regexp.MustCompile(`^[a-z]{2,}(-[a-z]+)+-[0-9][a-f]$`)
)

// IsWord reports whether s consists of letters, digits and single hyphens between them. Every AWS
// service accepts that as part of a name.
func IsWord(s string) bool { return word.MatchString(s) }

// IsECSName reports whether ECS accepts s as the name of a cluster, task definition, container or
// volume, apart from its length.
func IsECSName(s string) bool { return ecsName.MatchString(s) }

// isRolePath reports whether IAM accepts s as a path.
func isRolePath(s string) bool { return rolePath.MatchString(s) && len(s) <= 512 }

// Suffix has the length of what Pulumi appends to a logical name to make a unique physical name: a
// hyphen and seven random hexadecimal digits.
const Suffix = "-1234567"

// LongestRole is how long the logical name of an IAM role may be. IAM allows 64 characters.
const LongestRole = 64 - len(Suffix)

// Key records a map key that cannot be part of the names of resources.
func (m *Mistakes) Key(field, key string) {
	if !IsWord(key) {
		m.Add(At(field, key), key, "must have a key of letters, digits and single hyphens between them, "+
			"because names of resources are derived from it; choose another key")
	}
}

// HostLabel records a map key that is not one lower-case label of a host name.
func (m *Mistakes) HostLabel(field, key string) {
	if !slug.MatchString(key) || len(key) > 63 {
		m.Add(At(field, key), key, "must have a host name as its key: at most 63 lower-case letters, digits and single "+
			"hyphens, starting with a letter; choose another key")
	}
}

// Name records which rule a component's name breaks. Names of its children are derived from it (see
// child.Name). longest describes the child with the longest name, which leaves room characters.
func (m *Mistakes) Name(name string, room int, longest string) {
	m.name(name, room, longest, "letters, digits and hyphens", word)
}

// LowerName is Name for a component whose name must be a slug.
func (m *Mistakes) LowerName(name string, room int, longest string) {
	m.name(name, room, longest, "lower-case letters, digits and hyphens", slug)
}

func (m *Mistakes) name(name string, room int, longest, allowed string, pattern *regexp.Regexp) {
	add := func(rule string, args ...any) { m.Add("name", name, rule, args...) }
	switch {
	case name == "":
		add("is empty; choose a name, such as shop")
	case len(name) > room:
		add("has %d characters, but must have at most %d, because the name of %s is derived from it; shorten it by %d",
			len(name), room, longest, len(name)-room)
	case strings.HasPrefix(name, "sg-"):
		add(`must not start with "sg-", which EC2 reserves for ids of security groups; choose another name`)
	case pattern.MatchString(name):
	case strings.HasPrefix(name, "-") || strings.HasSuffix(name, "-"):
		add("must not start or end with a hyphen; remove it")
	case strings.Contains(name, "--"):
		add("must not have two hyphens in a row, which names of children have before their role; use single ones")
	case pattern.MatchString("a" + name):
		add("must start with a letter; choose another name")
	default:
		add("must contain only %s; choose another name", allowed)
	}
}

// RegionOf returns the region of an availability zone: its name without the last letter.
func RegionOf(zone string) string { return zone[:max(0, len(zone)-1)] }
