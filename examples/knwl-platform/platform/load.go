package platform

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-viper/mapstructure/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
)

// load reads the stack's configuration and reports every mistake in it at once. It returns the API keys apart, as the secret that they are.
func load(ctx *pulumi.Context) (Config, pulumi.StringOutput, error) {
	var wrong check.Mistakes
	object, _ := ctx.GetConfig(ctx.Project() + ":platform")
	cfg := decode(object, &wrong)
	wrong.Tags(cfg)
	cfg.checkTogether(&wrong)

	key := ctx.Project() + ":apiKeys"
	keys, _ := ctx.GetConfig(key)
	checkAPIKeys(&wrong, keys, ctx.IsConfigSecret(key))
	return cfg, pulumi.ToSecret(pulumi.String(keys)).(pulumi.StringOutput), wrong.Err(ctx.Project(), ctx.Stack())
}

// decode lays the configuration over its preset. The decoder goes on after a mistake, so that all are found.
func decode(object string, wrong *check.Mistakes) Config {
	var raw map[string]any
	decoder := json.NewDecoder(strings.NewReader(object))
	decoder.UseNumber() // so that 256.5 is a mistake and not 256
	if err := decoder.Decode(&raw); err != nil {
		wrong.Add("platform", nil, "must be an object; write it under knwl-platform:platform in Pulumi.<stack>.yaml, as in Pulumi.dev.yaml")
		return presets[Dev]
	}
	name, _ := raw["preset"].(string)
	cfg, ok := presets[Preset(name)]
	if !ok {
		cfg = presets[Dev] // one mistake is enough: the preset's name
		cfg.Preset = Preset(name)
	}
	var unknown mapstructure.Metadata
	d, err := mapstructure.NewDecoder(&mapstructure.DecoderConfig{
		Result:    &cfg,
		Metadata:  &unknown,
		TagName:   "config",
		MatchName: func(key, field string) bool { return key == field },
	})
	if err != nil {
		panic(err) // the decoder's own configuration is at fault, not the user's
	}
	for _, mistake := range split(d.Decode(raw)) {
		wrong.Add(mistake.Name(), nil, "%v; see Config in platform/config.go for what it may be", errors.Unwrap(mistake))
	}
	slices.Sort(unknown.Unused)
	for _, key := range unknown.Unused {
		wrong.Add(key, "", "is not a configuration key; see Config in platform/config.go for those there are")
	}
	return cfg
}

// split takes the decoder's joined error apart.
func split(err error) []*mapstructure.DecodeError {
	var one *mapstructure.DecodeError
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*mapstructure.DecodeError
		for _, e := range joined.Unwrap() {
			all = append(all, split(e)...)
		}
		return all
	}
	if errors.As(err, &one) {
		return []*mapstructure.DecodeError{one}
	}
	return nil
}

// checkTogether applies the rules between fields that the components would apply one component at a time.
func (c Config) checkTogether(wrong *check.Mistakes) {
	if err := ecsservice.CheckSize(c.Service.CPU, c.Service.MemoryMiB); err != nil {
		wrong.Add("service.cpu", c.Service.CPU, "with memoryMiB %d: %v", c.Service.MemoryMiB, err)
	}
	if c.Service.Private && c.Network.Egress == "none" {
		wrong.Add("service.private", true, "needs a way out for images, logs and secrets; set network.egress to nat-per-zone or endpoints")
	}
	if c.Ingress.CertificateARN != "" {
		wrong.ARN("ingress.certificateArn", pulumi.String(c.Ingress.CertificateARN), arn.Certificate)
	}
	for i, topic := range c.Alarms.TopicARNs {
		wrong.ARN(fmt.Sprintf("alarms.topicArns[%d]", i), pulumi.String(topic), arn.Topic)
	}
	if len(c.Alarms.TopicARNs) > 0 && len(c.Alarms.Emails) > 0 {
		wrong.Add("alarms.emails", c.Alarms.Emails, "subscribe to the stack's own topic, but topicArns names yours; leave one of the two out")
	}
}

// checkAPIKeys never shows the keys.
func checkAPIKeys(wrong *check.Mistakes, keys string, secret bool) {
	const remedy = `pulumi config set --secret apiKeys '{"<key>":["<tenant>"]}'`
	var tenants map[string][]string
	switch {
	case keys == "":
		wrong.Add("apiKeys", nil, "is required; set it with: %s", remedy)
	case !secret:
		wrong.Add("apiKeys", nil, "stands in the stack's file in clear; replace the keys and set them with: %s", remedy)
	case json.Unmarshal([]byte(keys), &tenants) != nil || len(tenants) == 0:
		wrong.Add("apiKeys", nil, "must be a JSON object that maps each key to a list of tenants; set it with: %s", remedy)
	}
}
