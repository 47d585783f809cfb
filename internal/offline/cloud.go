// Package offline simulates the AWS provider without an account. `make up` uses it through [Serve],
// and unit tests use it through package infratest.
//
// It creates nothing and is not an emulator. It computes plausible outputs, knows which inputs
// replace a resource, and rejects types and data sources that it does not know. Only the real
// provider checks everything.
package offline

import (
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"github.com/knwl-platform/infra/internal/arn"
)

// fact has names of a resource type's properties: required inputs, inputs that force replacement,
// outputs and secrets.
type fact struct{ Required, Replace, Outputs, Secret []string }

//go:embed facts.json
var factsJSON []byte

// facts are those of pulumi-aws 6.83.2, by type token.
var facts = func() (all map[string]fact) {
	if err := json.Unmarshal(factsJSON, &all); err != nil {
		panic(err) // the embedded file is part of the build
	}
	return all
}()

// Cloud is where resources appear to be. The zero value is account 123456789012 in us-east-1.
type Cloud struct{ Region, Account string }

// Knows reports whether a resource type is one whose inputs [Cloud.Create] can check.
func Knows(typ string) bool {
	_, known := facts[typ]
	return known
}

// Types returns the resource types with facts or a shape.
func Types() []string { return slices.AppendSeq(slices.Collect(maps.Keys(facts)), maps.Keys(given)) }

// Replaces reports whether a change of a top-level property replaces a resource of a type.
func Replaces(typ, property string) bool { return slices.Contains(facts[typ].Replace, property) }

// Create returns the id and the state that AWS would return for a new resource. name is its logical
// name. Ids are derived from the seed: the same seed gives the same ids.
func (c Cloud) Create(typ, name, seed string, inputs resource.PropertyMap) (string, resource.PropertyMap, error) {
	if err := validate(typ, inputs); err != nil {
		return "", nil, err
	}
	if undelegated(typ, inputs) {
		return "", nil, fmt.Errorf("timeout while waiting for state to become 'ISSUED' (last state: 'PENDING_VALIDATION')")
	}
	id, state := c.Answer(typ, name, seed, inputs)
	return id, state, nil
}

// Answer is [Cloud.Create] for any resource type, without checking the inputs. A type of AWS that it
// does not know has an ARN of its service and a name.
func (c Cloud) Answer(typ, name, seed string, inputs resource.PropertyMap) (string, resource.PropertyMap) {
	a := answer{cloud: c, typ: typ, hash: digest(typ, seed), state: inputs.Copy()}
	a.fill(name)
	return a.id(), a.state
}

// validate rejects inputs that do not match the real provider's schema.
func validate(typ string, inputs resource.PropertyMap) error {
	fact, known := facts[typ]
	if !known {
		return fmt.Errorf("%s is not among the %d resource types that the offline AWS provider knows", typ, len(facts))
	}
	for _, property := range fact.Required {
		if !inputs.HasValue(resource.PropertyKey(property)) {
			return fmt.Errorf("%s: property %s is required", typ, property)
		}
	}
	for _, property := range fact.Outputs {
		if inputs.HasValue(resource.PropertyKey(property)) {
			return fmt.Errorf("%s: property %s is an output and cannot be set", typ, property)
		}
	}
	return nil
}

// undelegated reports whether ACM could not read a validation record, because nobody delegates its
// domain: one that ends in .invalid.
func undelegated(typ string, inputs resource.PropertyMap) bool {
	if typ != "aws:acm/certificateValidation:CertificateValidation" || !inputs.HasValue("validationRecordFqdns") {
		return false
	}
	return slices.ContainsFunc(inputs["validationRecordFqdns"].ArrayValue(), func(name resource.PropertyValue) bool {
		return strings.HasSuffix(strings.TrimSuffix(name.StringValue(), "."), ".invalid")
	})
}

// Invoke returns the result of a data source.
func (c Cloud) Invoke(token string, args resource.PropertyMap) (resource.PropertyMap, error) {
	switch token {
	case "aws:index/getAvailabilityZones:getAvailabilityZones":
		var names, ids []resource.PropertyValue
		zones := []string{"a", "b", "c"}
		if !args.HasValue("filters") { // as in an account that has opted in to a local zone
			zones = append(zones, "-bos-1a")
		}
		for _, zone := range zones {
			names = append(names, resource.NewProperty(c.region()+zone))
			ids = append(ids, resource.NewProperty("az-"+zone))
		}
		return resource.PropertyMap{
			"id":      resource.NewProperty(c.region()),
			"names":   resource.NewProperty(names),
			"zoneIds": resource.NewProperty(ids),
		}, nil
	case "aws:index/getCallerIdentity:getCallerIdentity":
		return resource.PropertyMap{
			"id":        resource.NewProperty(c.account()),
			"accountId": resource.NewProperty(c.account()),
			"arn":       resource.NewProperty(c.arn("iam", "user/offline")),
			"userId":    resource.NewProperty("offline"),
		}, nil
	case "aws:index/getRegion:getRegion":
		return resource.PropertyMap{
			"id":       resource.NewProperty(c.region()),
			"name":     resource.NewProperty(c.region()),
			"endpoint": resource.NewProperty("ec2." + c.region() + "." + arn.DNSSuffix(c.Partition())),
		}, nil
	case "aws:index/getPartition:getPartition":
		return resource.PropertyMap{
			"id":        resource.NewProperty(c.Partition()),
			"partition": resource.NewProperty(c.Partition()),
			"dnsSuffix": resource.NewProperty(arn.DNSSuffix(c.Partition())),
		}, nil
	default:
		return nil, fmt.Errorf("%s is not among the data sources that the offline AWS provider knows", token)
	}
}

// Partition returns the partition of the region.
func (c Cloud) Partition() string {
	switch region := c.region(); {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	default:
		return "aws"
	}
}

func (c Cloud) region() string  { return cmp.Or(c.Region, "us-east-1") }
func (c Cloud) account() string { return cmp.Or(c.Account, "123456789012") }

// arn returns the ARN of a service's resource. ARNs of IAM have no region, those of S3 and Route 53 no
// account either.
func (c Cloud) arn(service, rest string) string {
	region, account := c.region(), c.account()
	switch service {
	case "iam":
		region = ""
	case "s3", "route53":
		region, account = "", ""
	}
	return strings.Join([]string{"arn", c.Partition(), service, region, account, rest}, ":")
}

// physicalName returns the logical name and seven digits, as the real provider does.
func physicalName(logical, hash string) string { return logical + "-" + hash[:7] }

func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])[:17]
}
