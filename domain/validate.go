package domain

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
)

func init() {
	check.Fields[Args](map[string]check.Field{
		"Name": {Rule: "required", Fix: "give a domain name such as shop.example.com"},
		"Others": {
			Rule: "unique,max=99", Fix: "list each name once, and create a second certificate for more than 100 names",
		},
		"ZoneID": {
			Kind: arn.HostedZone, Rule: "required", Fix: "give the id of the public hosted zone that the names belong to",
		},
		"KeyAlgorithm": {
			Rule: "omitempty,oneof=RSA_2048 EC_prime256v1 EC_secp384r1", Fix: "choose domain.RSA2048 for all clients",
		},
		"ValidationMinutes": {
			Rule: "omitempty,min=1,max=720", Fix: "give a number of minutes, or leave the field out for 30",
		},
	})
	check.Fields[Target](map[string]check.Field{
		"DNSName": {Rule: "required", Fix: "give the target's DNS name, such as the DNSName of ingress"},
		"ZoneID": {
			Kind: arn.HostedZone, Rule: "required", Fix: "give the hosted zone of DNSName, such as the ZoneID of ingress",
		},
	})
}

// config is Args with all defaults applied and all rules checked.
type config struct {
	Args
	names     []string // all names of the certificate, sorted
	validated []string // the names that have a validation record: names without wildcards, sorted
}

func resolve(name string, a Args) (config, error) {
	wrong := check.In("domain", name)
	a = check.Args(wrong, a)
	wrong.ResourceTags("Tags", a.Tags)
	wrong.Name(name, longestTag, "the certificate's Name tag")

	c := config{Args: a, names: slices.Sorted(slices.Values(append([]string{a.Name}, a.Others...)))}
	c.KeyAlgorithm = cmp.Or(a.KeyAlgorithm, RSA2048)
	c.ValidationMinutes = cmp.Or(a.ValidationMinutes, 30)
	for _, n := range c.names {
		c.validated = append(c.validated, strings.TrimPrefix(n, wildcard))
	}
	slices.Sort(c.validated)
	c.validated = slices.Compact(c.validated)

	if !wrong.Has("Name") {
		checkDomain(wrong, "Name", a.Name)
	}
	if len(a.Name) > longestCommonName {
		wrong.Add("Name", a.Name, "must be at most %d characters, the limit of a certificate's common name; "+
			"move it to Others and give a shorter name here", longestCommonName)
	}
	for i, other := range a.Others {
		field := fmt.Sprintf("Others[%d]", i)
		if other == a.Name {
			wrong.Add(field, other, "is also Name; remove it from Others")
			continue
		}
		checkDomain(wrong, field, other)
	}
	return c, wrong.Err()
}

const (
	wildcard          = "*."
	longestCommonName = 64
	longestTag        = 256
)

// domainName matches a DNS name of at least two labels in lower case, after the wildcard.
var domainName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])$`)

// checkDomain records a name that ACM would reject or return in another form.
func checkDomain(wrong *check.Mistakes, field, name string) {
	if len(name) > 253 || !domainName.MatchString(strings.TrimPrefix(name, wildcard)) {
		wrong.Add(field, name, "must be a domain name in lower case without a dot at the end, "+
			"or a wildcard for one level; write it as shop.example.com or *.example.com")
	}
}

// covers reports whether the certificate is valid for a name. A wildcard is valid for one level.
func (c config) covers(name string) bool {
	_, parent, _ := strings.Cut(name, ".")
	return slices.Contains(c.names, name) || slices.Contains(c.names, wildcard+parent)
}
