package check

import (
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"strings"

	"github.com/go-playground/validator/v10"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
)

// Field has the rules of one field of a struct. They are not in struct tags, because go doc prints
// those.
type Field struct {
	Kind       arn.Kind // of the resource whose ARN or id the field takes
	MayBeEmpty bool     // accepts an empty string, in a field that takes an output
	Rule       string   // of validator/v10, as in a `validate` tag
	Fix        string   // what to do about a broken rule or a missing value
}

// Required reports whether the field must not be missing.
func (f Field) Required() bool { return slices.Contains(strings.Split(f.Rule, ","), "required") }

var fields = map[reflect.Type]map[string]Field{}

// Fields registers the rules of the struct type A by field name. Call it in init functions. A field
// without rules here has those of its `validate` and `fix` tags.
func Fields[A any](table map[string]Field) {
	t, tags := reflect.TypeFor[A](), map[string]string{}
	for name, field := range table {
		if _, ok := t.FieldByName(name); !ok {
			panic(fmt.Sprintf("check: %v has no field %s", t, name)) // found by the package's tests
		}
		if field.Rule != "" {
			tags[name] = field.Rule
		}
	}
	fields[t] = table
	rules.RegisterStructValidationMapRules(tags, reflect.New(t).Elem().Interface())
}

// FieldOf returns the rules of a field of a struct type.
func FieldOf(t reflect.Type, f reflect.StructField) Field {
	if table, ok := fields[t]; ok {
		return table[f.Name]
	}
	return Field{Rule: f.Tag.Get("validate"), Fix: f.Tag.Get("fix")}
}

// rules is safe for concurrent use once all init functions have run.
var rules = newRules()

func newRules() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(field reflect.StructField) string { return field.Tag.Get("json") }) // else the Go name
	// An output changes in other goroutines: the validator must not look into it. Args has removed the
	// outputs that do not exist.
	exists := func(reflect.Value) any { return true }
	v.RegisterCustomTypeFunc(exists, pulumi.StringOutput{}, pulumi.StringArrayOutput{})
	for tag, ok := range map[string]validator.Func{
		"arn":       isARN,
		"cidr":      func(f validator.FieldLevel) bool { return isBlock(f.Field().String()) },
		"vpccidr":   func(f validator.FieldLevel) bool { return isVPCBlock(f.Field().String()) },
		"slug":      func(f validator.FieldLevel) bool { return slug.MatchString(f.Field().String()) },
		"sqlname":   func(f validator.FieldLevel) bool { return sqlName.MatchString(f.Field().String()) },
		"zone":      func(f validator.FieldLevel) bool { return zoneName.MatchString(f.Field().String()) },
		"rolepath":  func(f validator.FieldLevel) bool { return isRolePath(f.Field().String()) },
		"retention": func(f validator.FieldLevel) bool { return slices.Contains(retentions, f.Field().Int()) },
	} {
		if err := v.RegisterValidation(tag, ok); err != nil {
			panic(err) // the tag's name is invalid, which depends on no caller
		}
	}
	return v
}

func isARN(f validator.FieldLevel) bool {
	kind, ok := kinds[f.Param()]
	return ok && kind.Check(f.Field().String()) == nil
}

// kinds are the parameters of the rule arn.
var kinds = map[string]arn.Kind{
	"certificate": arn.Certificate, "cluster": arn.ECSCluster, "database": arn.Database, "key": arn.KMSKey,
	"policy": arn.IAMPolicy, "role": arn.IAMRole, "secret": arn.Secret, "target-group": arn.TargetGroup,
	"topic": arn.Topic,
}

// retentions are the retention periods that CloudWatch Logs offers, in days.
var retentions = []int64{
	1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
}

// isBlock accepts the canonical form of an IPv4 block only.
func isBlock(s string) bool {
	block, err := netip.ParsePrefix(s)
	return err == nil && block.Addr().Is4() && block == block.Masked() && block.String() == s
}

// isVPCBlock accepts network addresses only: AWS would silently clear the host bits, and every later
// preview would show a change.
func isVPCBlock(s string) bool {
	block, err := netip.ParsePrefix(s)
	return err == nil && isBlock(s) && block.Bits() >= 16 && block.Bits() <= 23
}
