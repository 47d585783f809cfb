package offline

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/knwl-platform/infra/internal/arn"
)

// shape has the patterns of a resource type's outputs. In a pattern,
//
//   - {hex} is unique to the resource, and {HEX} is the same in capitals,
//   - {id} is the resource's id,
//   - {partition}, {region}, {account} and {suffix}, the end of host names, are those of the cloud,
//   - any other {property} is one of the resource's state, such as {arn}.
type shape struct {
	id      string // empty for a short hash
	service string // of the ARN
	arn     string // the ARN's part after the account
	outputs map[string]string
}

// answer is a resource whose state is being computed.
type answer struct {
	cloud Cloud
	typ   string
	hash  string
	state resource.PropertyMap
}

func (a *answer) fill(name string) {
	s := a.shape()
	if isAWS(a.typ) && !Knows(a.typ) && !a.state.HasValue("name") {
		a.set("name", physicalName(name, a.hash))
	}
	if property, ok := autoNamed[a.typ]; ok && !a.state.HasValue(resource.PropertyKey(property)) {
		a.set(property, physicalName(name, a.hash))
		if prefix := a.get("namePrefix"); prefix.IsString() {
			a.set(property, prefix.StringValue()+a.hash)
		}
	}
	if s.arn != "" {
		a.set("arn", a.cloud.arn(s.service, a.expand(s.arn)))
	}
	for property, pattern := range s.outputs {
		if !a.state.HasValue(resource.PropertyKey(property)) {
			a.set(property, a.expand(pattern))
		}
	}
	if special, ok := specials[a.typ]; ok {
		special(a)
	}
}

func (a *answer) id() string {
	if pattern := a.shape().id; pattern != "" {
		return a.expand(pattern)
	}
	return a.hash
}

// shape returns the type's shape. A type of AWS without an entry in shapes gets an ARN, unless it is
// known to have none.
func (a *answer) shape() shape {
	for _, known := range []map[string]shape{shapes, given} {
		if s, ok := known[a.typ]; ok {
			return s
		}
	}
	if !isAWS(a.typ) || Knows(a.typ) && !slices.Contains(facts[a.typ].Outputs, "arn") {
		return shape{}
	}
	module, _, _ := strings.Cut(strings.TrimPrefix(a.typ, "aws:"), "/")
	return shape{service: module, arn: "{hex}"}
}

func isAWS(typ string) bool { return strings.HasPrefix(typ, "aws:") }

func (a *answer) set(property, value string) {
	a.state[resource.PropertyKey(property)] = resource.NewProperty(value)
}

// get returns the plain value of a state property, which may be secret.
func (a *answer) get(property string) resource.PropertyValue {
	v := a.state[resource.PropertyKey(property)]
	for v.IsSecret() {
		v = v.SecretValue().Element
	}
	return v
}

func (a *answer) expand(pattern string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(pattern, "{")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		key, after, _ := strings.Cut(rest, "}")
		out.WriteString(a.lookup(key))
		pattern = after
	}
}

func (a *answer) lookup(key string) string {
	switch key {
	case "hex":
		return a.hash
	case "HEX":
		return strings.ToUpper(a.hash)
	case "id":
		return a.id()
	case "partition":
		return a.cloud.Partition()
	case "region":
		return a.cloud.region()
	case "account":
		return a.cloud.account()
	case "suffix":
		return arn.DNSSuffix(a.cloud.Partition())
	}
	if v := a.get(key); v.IsString() {
		return v.StringValue()
	}
	return ""
}

// number returns a small number derived from the resource's hash.
func (a *answer) number() int {
	n, _ := strconv.ParseInt(a.hash[:6], 16, 32) // the hash is hexadecimal
	return int(n)
}
