// Package offline answers for AWS where there is no account: the engine of `make up`, through [Serve], and the mocks of the unit tests.
// It creates nothing. It computes plausible outputs, knows which inputs replace a resource and refuses what it does not know;
// it is no emulator, and the real provider has the last word.
package offline

import (
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// facts of pulumi-aws 6.83.2, by type token.
type fact struct{ Required, Replace, Outputs, Secret []string }

//go:embed facts.json
var factsJSON []byte

var facts = func() (all map[string]fact) {
	if err := json.Unmarshal(factsJSON, &all); err != nil {
		panic(err) // the embedded file is part of the build
	}
	return all
}()

// Cloud is the place that resources appear to be in. The zero value is account 123456789012 in us-east-1.
type Cloud struct{ Partition, Region, Account string }

// Create computes what AWS would answer to the creation of a resource of this logical name: its id and its whole state. The seed makes ids differ;
// the same seed gives the same ids.
func (c Cloud) Create(typ, name, seed string, inputs resource.PropertyMap) (string, resource.PropertyMap, error) {
	if err := validate(typ, inputs); err != nil {
		return "", nil, err
	}
	a := answer{cloud: c, typ: typ, hash: digest(typ, seed), state: inputs.Copy()}
	a.fill(name)
	return a.id(), a.state, nil
}

// validate refuses what the real provider's schema would.
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

// Invoke answers a data source.
func (c Cloud) Invoke(token string, args resource.PropertyMap) (resource.PropertyMap, error) {
	switch token {
	case "aws:index/getAvailabilityZones:getAvailabilityZones":
		var names, ids []resource.PropertyValue
		zones := []string{"a", "b", "c"}
		if !args.HasValue("filters") { // the account has opted in to a local zone, as some have
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
	default:
		return nil, fmt.Errorf("%s is not among the data sources that the offline AWS provider knows", token)
	}
}

func (c Cloud) partition() string { return cmp.Or(c.Partition, "aws") }
func (c Cloud) region() string    { return cmp.Or(c.Region, "us-east-1") }
func (c Cloud) account() string   { return cmp.Or(c.Account, "123456789012") }

// arn is an ARN from the part behind the partition, service:resource. IAM knows no region.
func (c Cloud) arn(service, rest string) string {
	region := c.region()
	if service == "iam" {
		region = ""
	}
	return strings.Join([]string{"arn", c.partition(), service, region, c.account(), rest}, ":")
}

// physicalName follows the real provider: the logical name and seven digits.
func physicalName(logical, hash string) string { return logical + "-" + hash[:7] }

func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])[:17]
}
