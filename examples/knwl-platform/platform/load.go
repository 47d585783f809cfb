package platform

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
)

// load reads the stack's configuration and reports every mistake in it at once. It returns the API keys apart, as the secret that they are.
func load(ctx *pulumi.Context) (Config, pulumi.StringOutput, error) {
	var wrong check.Mistakes
	object, _ := ctx.GetConfig(ctx.Project() + ":platform")
	cfg := decode(object, &wrong)
	if !wrong.Has("platform") {
		wrong.Rules(cfg)
		cfg.checkTogether(&wrong)
		region, _ := ctx.GetConfig("aws:region")
		cfg.Network.check(region, &wrong)
	}

	key := ctx.Project() + ":apiKeys"
	keys, _ := ctx.GetConfig(key)
	checkAPIKeys(&wrong, keys, ctx.IsConfigSecret(key))
	return cfg, pulumi.ToSecret(pulumi.String(keys)).(pulumi.StringOutput), wrong.Err(ctx.Project(), ctx.Stack())
}

// decode lays the configuration over its preset.
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
	prune(raw, reflect.TypeFor[Config](), "", wrong)
	known, err := json.Marshal(raw)
	if err == nil {
		err = json.Unmarshal(known, &cfg)
	}
	if err != nil {
		wrong.Add("platform", nil, "%v; see Config in platform/config.go for what it may be", err)
	}
	return cfg
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
	case json.Unmarshal([]byte(keys), &tenants) != nil || len(tenants) == 0 || len(tenants[""]) > 0 || opensNothing(tenants):
		wrong.Add("apiKeys", nil, "must be a JSON object that maps each key to a list of tenants; set it with: %s", remedy)
	}
}

// opensNothing reports whether a key has no tenant: the service would refuse to start.
func opensNothing(tenants map[string][]string) bool {
	for _, list := range tenants {
		if len(list) == 0 || slices.Contains(list, "") {
			return true
		}
	}
	return false
}
