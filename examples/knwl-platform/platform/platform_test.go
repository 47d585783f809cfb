package platform

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/internal/offline"
)

const demoKeys = `{"key_t1":["t1"]}`

// run registers the platform with a configuration object in JSON.
func run(t testing.TB, object string) *graphtest.Graph {
	t.Helper()
	return graphtest.RunIn(t, offline.Cloud{Region: "eu-west-1"}, config(object), Run)
}

func config(object string) *graphtest.Config {
	return &graphtest.Config{
		Values:  map[string]string{"project:platform": object, "project:apiKeys": demoKeys},
		Secrets: []string{"project:apiKeys"},
	}
}

// preset is a configuration with nothing but the required keys.
func preset(name string) string {
	return `{"preset":"` + name + `","network":{"zones":["eu-west-1a","eu-west-1b"]},
		"service":{"image":"123456789012.dkr.ecr.eu-west-1.amazonaws.com/knwl-service:1.0.0"}}`
}

// sealed makes the choices that neither preset makes. e2e has a stack of this name.
const sealed = `{"preset":"prod","network":{"zones":["eu-west-1a","eu-west-1b"],"egress":"endpoints"},
	"blueGreen":{"enabled":false},
	"ingress":{"deletionProtection":false,"serverName":"api.example.com",
		"certificateArn":"arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"},
	"database":{"protected":false,"keepDeleted":false},"alarms":{"emails":["ops@example.com"]},
	"service":{"image":"123456789012.dkr.ecr.eu-west-1.amazonaws.com/knwl-service:1.0.0"}}`

// golden has the configuration of each golden graph.
var golden = map[string]string{"dev": preset("dev"), "prod": preset("prod"), "sealed": sealed}

func TestGoldenGraphs(t *testing.T) {
	for name, object := range golden {
		t.Run(name, func(t *testing.T) { run(t, object).Golden(t, name+".golden") })
	}
}

// testdata/v* has the golden graphs of each released version: docs/upgrading.md.
func TestUpgradesKeepTheGraphsOfReleases(t *testing.T) {
	releases, err := filepath.Glob("testdata/v*")
	if err != nil {
		t.Fatal(err)
	}
	for name, object := range golden {
		g := run(t, object)
		g.Keeps(t, "testdata/"+name+".golden")
		for _, release := range releases {
			g.Keeps(t, filepath.Join(release, name+".golden"))
		}
	}
}

func TestNoSecretIsInTheGraphInClear(t *testing.T) {
	g := run(t, preset("prod"))
	version := g.Only("SecretVersion")
	if version.Text("secretString") != demoKeys || !version.IsSecret("secretString") {
		t.Error("the API keys are not kept as a secret")
	}
	definition := g.Only("TaskDefinition").Text("containerDefinitions")
	if strings.Contains(definition, "key_t1") || !strings.Contains(definition, "API_KEYS_JSON") {
		t.Errorf("the task definition is %s", definition)
	}
}

func TestServiceMayRunNoTask(t *testing.T) {
	g := run(t, `{"preset":"dev","service":{"image":"x","desiredCount":0,"scaling":{"min":0}}}`)
	count := g.Only("ecs/service:Service").Get("desiredCount")
	if least := g.Only("appautoscaling/target:Target").Get("minCapacity"); count != 0.0 || least != 0.0 {
		t.Errorf("it runs %v tasks, at least %v", count, least)
	}
}

func TestAPIKeysMustBeSecretAndWellFormed(t *testing.T) {
	for name, c := range map[string]struct {
		keys   string
		secret bool
		want   string
	}{
		"none":          {"", true, "apiKeys (not set): is required"},
		"in clear":      {demoKeys, false, "is not encrypted"},
		"not an object": {`["key_leaked"]`, true, "must be a JSON object"},
		"an empty list": {`{"key_leaked":[]}`, true, "must be a JSON object"},
		"no tenants":    {`{"key_leaked":"t1"}`, true, "must be a JSON object"},
	} {
		t.Run(name, func(t *testing.T) {
			given := config(preset("dev"))
			given.Values["project:apiKeys"] = c.keys
			if !c.secret {
				given.Secrets = nil
			}
			err := graphtest.FailIn(t, given, Run)
			checktest.Contains(t, err, c.want)
			if err != nil && strings.Contains(err.Error(), "key_") {
				t.Errorf("the error shows a key: %v", err)
			}
		})
	}
}

func TestPresetsDifferAsDocumented(t *testing.T) {
	dev, prod := run(t, preset("dev")), run(t, preset("prod"))
	dev.None("NatGateway")
	dev.None("aws:codedeploy/deploymentGroup:DeploymentGroup")
	if len(prod.All("NatGateway")) != 2 || len(prod.All("aws:codedeploy/deploymentGroup:DeploymentGroup")) != 1 {
		t.Error("prod lacks a NAT gateway per zone or blue/green")
	}
	for _, c := range []struct {
		typ, path string
		dev, prod any
	}{
		{"LoadBalancer", "internal", false, true},
		{"LoadBalancer", "enableDeletionProtection", false, true},
		{"aws:rds/instance:Instance", "multiAz", false, true},
		{"aws:rds/instance:Instance", "deletionProtection", false, true},
		{"aws:rds/instance:Instance", "skipFinalSnapshot", true, false},
		{"aws:ecs/service:Service", "networkConfiguration.assignPublicIp", true, false},
		{"Secret", "recoveryWindowInDays", 0.0, 30.0},
	} {
		if got := dev.Only(c.typ).Get(c.path); got != c.dev {
			t.Errorf("dev: %s of %s is %v, want %v", c.path, c.typ, got, c.dev)
		}
		if got := prod.Only(c.typ).Get(c.path); got != c.prod {
			t.Errorf("prod: %s of %s is %v, want %v", c.path, c.typ, got, c.prod)
		}
	}
}

func TestAWSIsAskedNothingWhenZonesAreNamed(t *testing.T) {
	if asked := run(t, preset("prod")).Invokes(); len(asked) > 0 {
		t.Errorf("a preview asks AWS %q", asked)
	}
}

func TestOtherCombinationsOfOptionsWork(t *testing.T) {
	for name, object := range map[string]string{
		"endpoints": `{"preset":"prod","network":{"egress":"endpoints"},"service":{"image":"x"}}`,
		"certificate": `{"preset":"prod","service":{"image":"x"},"ingress":{"serverName":"x.example.com",
			"certificateArn":"arn:aws:acm:eu-west-1:123456789012:certificate/x"}}`,
		"dev with blue/green": `{"preset":"dev","blueGreen":{"enabled":true},"service":{"image":"x"}}`,
		"prod without":        `{"preset":"prod","blueGreen":{"enabled":false},"service":{"image":"x"}}`,
		"subscribers":         `{"preset":"dev","alarms":{"emails":["a@example.com"]},"service":{"image":"x"}}`,
		"topics": `{"preset":"dev","service":{"image":"x"},
			"alarms":{"topicArns":["arn:aws:sns:eu-west-1:123456789012:t"]}}`,
		"another name and tags": `{"preset":"dev","name":"search","tags":{"team":"search"},"service":{"image":"x"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			names := run(t, object).Names("aws:ecs/service:Service")
			if !slices.ContainsFunc(names, func(n string) bool { return strings.HasSuffix(n, "-api") }) {
				t.Errorf("services %q, want the api", names)
			}
		})
	}
}
