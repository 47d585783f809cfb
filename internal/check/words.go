package check

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/go-playground/validator/v10"
)

// inWords states a broken rule, or returns "" for a rule that this module does not use. p is the
// rule's parameter, in which fields have the names that the user gave them.
func inWords(fault validator.FieldError, p string) string {
	switch fault.Tag() {
	case "required":
		return "is required"
	case "arn":
		return "must be " + kinds[p].String()
	case "min":
		return bound(fault, "at least "+p)
	case "max":
		return bound(fault, "at most "+p)
	case "unique":
		return "must not contain duplicates"
	case "ne":
		return "must not be " + p
	case "gtefield":
		return "must not be smaller than " + p
	case "required_with":
		return "is required with " + p
	case "slug":
		return "must start with a letter and contain only lower-case letters, digits and single hyphens"
	case "sqlname":
		return "must start with a letter and contain only lower-case letters, digits and underscores"
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
		return "must be an IPv4 CIDR block from /16 to /23 without host bits, such as 10.0.0.0/16"
	case "zone":
		return `must be the name of an availability zone, such as "eu-west-1a", not of a local zone and not a zone id`
	case "rolepath":
		return "must start and end with a slash, without two in a row, and have at most 512 characters"
	case "retention":
		return "must be a retention period of CloudWatch Logs, in days: " + strings.Trim(fmt.Sprint(retentions), "[]")
	default:
		return ""
	}
}

// bound states the limit of a number, or of the length of a string or collection.
func bound(fault validator.FieldError, limit string) string {
	switch fault.Kind() {
	case reflect.String:
		return "must be " + limit + " characters"
	case reflect.Slice, reflect.Map:
		if limit == "at least 1" {
			return "must not be empty"
		}
		return "must have " + limit + " entries"
	default:
		return "must be " + limit
	}
}
