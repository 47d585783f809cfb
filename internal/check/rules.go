package check

import (
	"fmt"
	"net/netip"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/go-playground/validator/v10"
)

var (
	anyKey     = regexp.MustCompile(`\[[^\]]*\]`)
	mapKey     = regexp.MustCompile(`\[([^\]]*[^\]0-9][^\]]*)\]`) // and not a list's index
	word       = regexp.MustCompile(`^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$`)
	slug       = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	identifier = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	zoneName   = regexp.MustCompile(`^[a-z]{2,}(-[a-z]+)+-[0-9][a-f]$`)
)

// IsWord reports whether a name or key can be part of any name in AWS: letters, digits, and single
// hyphens between them.
func IsWord(s string) bool { return word.MatchString(s) }

// rules is safe for concurrent use; validator caches each struct's tags in it.
var rules = newRules()

func newRules() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(field reflect.StructField) string { return field.Tag.Get("json") }) // else the Go name
	for tag, ok := range map[string]validator.Func{
		"cidr":       func(f validator.FieldLevel) bool { return isBlock(f.Field().String()) },
		"vpccidr":    func(f validator.FieldLevel) bool { return isVPCBlock(f.Field().String()) },
		"slug":       func(f validator.FieldLevel) bool { return slug.MatchString(f.Field().String()) },
		"identifier": func(f validator.FieldLevel) bool { return identifier.MatchString(f.Field().String()) },
		"zone":       func(f validator.FieldLevel) bool { return zoneName.MatchString(f.Field().String()) },
		"retention":  func(f validator.FieldLevel) bool { return slices.Contains(retentions, f.Field().Int()) },
	} {
		if err := v.RegisterValidation(tag, ok); err != nil {
			panic(err) // validator refuses the tag's name itself: no caller's input leads here
		}
	}
	return v
}

// retentions are the days that CloudWatch Logs can keep a log for.
var retentions = []int64{1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}

// isBlock wants the one way in which AWS writes a block.
func isBlock(s string) bool {
	block, err := netip.ParsePrefix(s)
	return err == nil && block.Addr().Is4() && block == block.Masked() && block.String() == s
}

// isVPCBlock wants the network address itself: AWS would silently clear the host bits, and every later plan would show a change.
func isVPCBlock(s string) bool {
	block, err := netip.ParsePrefix(s)
	return err == nil && isBlock(s) && block.Bits() >= 16 && block.Bits() <= 23
}

// inWords states the rule behind a tag. A tag without words here is a mistake of this module, found by its tests.
func inWords(fault validator.FieldError) string {
	p := fault.Param()
	switch fault.Tag() {
	case "required":
		return "is required"
	case "min":
		return "must be at least " + p
	case "max":
		return "must be at most " + p
	case "unique":
		return "must not repeat itself"
	case "ne":
		return "must not be " + p
	case "gtefield":
		return "must not be smaller than " + p
	case "required_with":
		return "is required with " + p
	case "slug":
		return "must be words of lower-case letters and digits, joined by hyphens"
	case "identifier":
		return "must be lower-case letters, digits and underscores after a letter"
	case "hostname_rfc1123":
		return "must be a DNS name"
	case "oneof":
		return "must be one of " + strings.Join(strings.Fields(p), ", ")
	case "email":
		return "must be an e-mail address"
	case "startswith":
		return fmt.Sprintf("must start with %q", p)
	case "cidr":
		return "must be an IPv4 CIDR block without host bits"
	case "vpccidr":
		return "must be an IPv4 network between /16 and /23 without host bits, such as 10.0.0.0/16"
	case "zone":
		return `must be an availability zone's name such as "eu-west-1a", not a local zone or a zone id`
	case "retention":
		return fmt.Sprintf("must be a number of days that CloudWatch Logs offers: %s", strings.Trim(fmt.Sprint(retentions), "[]"))
	default:
		panic("check: no words for the rule " + fault.Tag())
	}
}

// RegionOf is the region of an availability zone: its name without the letter at the end.
func RegionOf(zone string) string { return zone[:max(0, len(zone)-1)] }
