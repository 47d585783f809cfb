package platform

import (
	"fmt"
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

func TestGoldenGraphs(t *testing.T) {
	for name, object := range map[string]string{"dev": preset("dev"), "prod": preset("prod"), "sealed": sealed} {
		t.Run(name, func(t *testing.T) { run(t, object).Golden(t, name+".golden") })
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

func TestMistakesOfTheWholeConfigurationComeAtOnce(t *testing.T) {
	bad := `{"preset":"dev","networks":{},"service":{"cpu":300,"port":"eighty"},
		"database":{"storageGB":5},"network":{"zones":["eu-west-1a"]}}`
	err := graphtest.FailIn(t, config(bad), Run)
	checktest.Contains(t, err, `project "stack": 6 mistakes`, "networks", `service.port "eighty": must be a whole number`,
		"service.cpu 300", "service.image", "database.storageGB 5", "network.zones")
}

func TestZonesMustBeOfTheStacksRegion(t *testing.T) {
	in := config(preset("dev"))
	in.Values["aws:region"] = "us-east-1"
	err := graphtest.FailIn(t, in, Run)
	checktest.Contains(t, err, `network.zones ["eu-west-1a" "eu-west-1b"]`, "name zones of us-east-1")
	in.Values["aws:region"] = "eu-west-1"
	graphtest.RunIn(t, offline.Cloud{Region: "eu-west-1"}, in, Run)
}

func TestBadConfiguration(t *testing.T) {
	const image = `"service":{"image":"x"}`
	var topics []string
	for i := range 6 {
		topics = append(topics, fmt.Sprintf("arn:aws:sns:eu-west-1:123456789012:topic-%d", i))
	}
	for name, c := range map[string]struct{ object, want string }{
		"no object":         {`[]`, "platform (not shown): must be an object"},
		"no preset":         {`{` + image + `}`, "preset"},
		"an unknown preset": {`{"preset":"test",` + image + `}`, `preset "test": must be one of dev, prod`},
		"an unknown nested key": {
			`{"preset":"dev","service":{"image":"x","cpus":1}}`,
			"service.cpus 1: is not a configuration key; choose from",
		},
		"a fraction of a port": {
			`{"preset":"dev","service":{"image":"x","port":80.5}}`,
			"service.port 80.5: must be a whole number",
		},
		"a list that is none": {
			`{"preset":"dev","network":{"zones":"eu-west-1a"},` + image + `}`,
			`network.zones "eu-west-1a": must be a list`,
		},
		"a CIDR with host bits": {
			`{"preset":"dev","network":{"cidr":"10.0.0.1/16"},` + image + `}`,
			`network.cidr "10.0.0.1/16"`,
		},
		"a size Fargate lacks": {
			`{"preset":"dev","service":{"image":"x","memoryMiB":513}}`,
			"service.memoryMiB 513: must be 512, 1024 or 2048 MiB for 256 CPU units on Fargate",
		},
		"a size of CPU Fargate lacks": {
			`{"preset":"dev","service":{"image":"x","cpu":300}}`,
			"service.cpu 300: must be 256, 512, 1024",
		},
		"no CPU": {
			`{"preset":"dev","service":{"image":"x","cpu":0}}`,
			"service.cpu 0: is required; give CPU units",
		},
		"no memory": {
			`{"preset":"dev","service":{"image":"x","memoryMiB":0}}`,
			"service.memoryMiB 0: is required; give MiB",
		},
		"no shift": {
			`{"preset":"prod","blueGreen":{"shift":""},` + image + `}`,
			`blueGreen.shift "": is required; choose one`,
		},
		"storage below its start": {
			`{"preset":"dev","database":{"storageGB":200},` + image + `}`,
			"database.maxStorageGB 100: must not be smaller than storageGB; raise it or lower storageGB",
		},
		"one zone": {
			`{"preset":"dev","network":{"zones":["eu-west-1a"]},` + image + `}`,
			`network.zones ["eu-west-1a"]: must have at least 2 entries; name zones`,
		},
		"max below min": {
			`{"preset":"dev","service":{"image":"x","scaling":{"min":4}}}`,
			"service.scaling.max 3: must not be smaller than min; raise max or lower min",
		},
		"private without way out": {
			`{"preset":"dev","service":{"image":"x","private":true}}`,
			"service.private true: needs egress",
		},
		"the wrong ARN": {
			`{"preset":"dev","ingress":{"certificateArn":"arn:aws:iam::1:role/x","serverName":"x.example.com"},` + image + `}`,
			"ingress.certificateArn",
		},
		"a certificate, no name": {
			`{"preset":"dev","ingress":{"certificateArn":"arn:aws:acm:eu-west-1:123456789012:certificate/x"},` + image + `}`,
			`ingress.serverName "": is required with certificateArn; name it`,
		},
		"a name too long": {
			`{"preset":"dev","name":"knowledge-platform",` + image + `}`,
			`name "knowledge-platform": must be at most 12 characters; use`,
		},
		"no such shift": {
			`{"preset":"prod","blueGreen":{"shift":"Slowly"},` + image + `}`,
			`blueGreen.shift "Slowly": must be AllAtOnce`,
		},
		"a guessable user": {
			`{"preset":"dev","database":{"username":"postgres"},` + image + `}`,
			`database.username "postgres"`,
		},
		"a name AWS keeps": {
			`{"preset":"dev","name":"internal-x",` + image + `}`,
			`name "internal-x": starts with internal-`,
		},
		"an image with a scheme": {
			`{"preset":"dev","service":{"image":"https://example.com/x"}}`,
			`service.image "https://example.com/x": must be an image name`,
		},
		"more than scaling has": {
			`{"preset":"dev","service":{"image":"x","desiredCount":5}}`,
			"service.desiredCount 5: must be within service.scaling, 1 to 3",
		},
		"a name with a separator": {
			`{"preset":"dev","name":"a-tg-b",` + image + `}`,
			`name "a-tg-b": must not contain the part "tg"`,
		},
		"a password, misplaced": {
			`{"preset":"dev","database":{"password":"hunter2"},` + image + `}`,
			`database.password (not shown): is not a configuration key`,
		},
		"a tag that IAM refuses": {
			`{"preset":"dev","tags":{"name":"shop"},` + image + `}`,
			`tags["name"] "shop": would give every resource the same Name`,
		},
		"a name for nothing": {
			`{"preset":"dev","ingress":{"serverName":"x.example.com"},` + image + `}`,
			`ingress.serverName "x.example.com": is only used with certificateArn`,
		},
		"a word of SQL": {
			`{"preset":"dev","database":{"name":"order"},` + image + `}`,
			`database.name "order": is a reserved word of PostgreSQL or RDS`,
		},
		"a user of RDS's own": {
			`{"preset":"dev","database":{"username":"rdsadmin"},` + image + `}`,
			`database.username "rdsadmin": is a reserved word of PostgreSQL or RDS`,
		},
		"storage that can't grow": {
			`{"preset":"dev","database":{"storageGB":100,"maxStorageGB":105},` + image + `}`,
			"database.maxStorageGB 105: must be storageGB, 100, or at least a tenth more; raise it to 110",
		},
		"an empty topic": {
			`{"preset":"dev","alarms":{"topicArns":[""]},` + image + `}`,
			`alarms.topicArns[0] "": is required`,
		},
		"too many topics": {
			`{"preset":"dev","alarms":{"topicArns":["` + strings.Join(topics, `","`) + `"]},` + image + `}`,
			"must have at most 5 entries; name up to five",
		},
		"mails and own topics": {
			`{"preset":"dev",` + image + `,
				"alarms":{"emails":["a@example.com"],"topicArns":["arn:aws:sns:eu-west-1:123456789012:t"]}}`,
			"alarms.emails",
		},
	} {
		t.Run(name, func(t *testing.T) {
			err := graphtest.FailIn(t, config(c.object), Run)
			checktest.Contains(t, err, c.want)
			if err != nil && strings.Contains(err.Error(), "mistakes:") {
				t.Errorf("one mistake is reported as several: %v", err)
			}
		})
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

func TestPresetsDifferInWhatTheyPromise(t *testing.T) {
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

func TestEveryCombinationComposes(t *testing.T) {
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
