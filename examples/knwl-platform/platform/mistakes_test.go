package platform

import (
	"fmt"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/internal/offline"
)

func TestMistakesOfTheWholeConfigurationComeAtOnce(t *testing.T) {
	bad := `{"preset":"dev","networks":{},"service":{"cpu":300,"port":"eighty"},
		"database":{"storageGB":5},"network":{"zones":["eu-west-1a"]}}`
	err := graphtest.FailIn(t, config(bad), Run)
	checktest.Contains(t, err, `project "stack": 6 mistakes`, `service.port "eighty": must be a whole number`,
		`networks (not shown): is not a configuration key; choose from`, "service.cpu 300: must be 256, 512",
		`service.image "": is required`, "database.storageGB 5: must be at least 20",
		`network.zones ["eu-west-1a"]: must have at least 2 entries`)
}

func TestZonesMustBeOfTheStacksRegion(t *testing.T) {
	in := config(preset("dev"))
	in.Values["aws:region"] = "us-east-1"
	err := graphtest.FailIn(t, in, Run)
	checktest.Contains(t, err, `network.zones ["eu-west-1a" "eu-west-1b"]`, "name zones of us-east-1")
	in.Values["aws:region"] = "eu-west-1"
	graphtest.RunIn(t, offline.Cloud{Region: "eu-west-1"}, in, Run)
}

func TestEachMistakeNamesItsKey(t *testing.T) {
	const image = `"service":{"image":"x"}`
	var topics []string
	for i := range 6 {
		topics = append(topics, fmt.Sprintf("arn:aws:sns:eu-west-1:123456789012:topic-%d", i))
	}
	for name, c := range map[string]struct{ object, want string }{
		"no object":         {`[]`, "platform (not shown): must be an object"},
		"no preset":         {`{` + image + `}`, "preset (not set): must be one of dev, prod"},
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
			`network.cidr "10.0.0.1/16": must be an IPv4 CIDR block from /16 to /23 without host bits`,
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
			"service.private true: needs egress for images, logs and secrets; set network.egress",
		},
		"the wrong ARN": {
			`{"preset":"dev","ingress":{"certificateArn":"arn:aws:iam::1:role/x","serverName":"x.example.com"},` + image + `}`,
			`ingress.certificateArn "arn:aws:iam::1:role/x": must be an ACM certificate ARN`,
		},
		"a certificate, no name": {
			`{"preset":"dev","ingress":{"certificateArn":"arn:aws:acm:eu-west-1:123456789012:certificate/x"},` + image + `}`,
			`ingress.serverName "": is required with certificateArn; give one`,
		},
		"a zone, no name": {
			`{"preset":"dev","ingress":{"zoneId":"Z0123456789ABCDEFGHIJ"},` + image + `}`,
			`ingress.serverName "": is required with zoneId; give the certificate's name`,
		},
		"a zone's name, not its ID": {
			`{"preset":"dev","ingress":{"zoneId":"example.com","serverName":"x.example.com"},` + image + `}`,
			`ingress.zoneId "example.com": must start with "Z"`,
		},
		"two certificates": {
			`{"preset":"dev","ingress":{"certificateArn":"arn:aws:acm:eu-west-1:123456789012:certificate/x",
				"zoneId":"Z0123456789ABCDEFGHIJ","serverName":"x.example.com"},` + image + `}`,
			`ingress.zoneId "Z0123456789ABCDEFGHIJ": is for a new certificate, but certificateArn names one`,
		},
		"traces without an image": {
			`{"preset":"prod","network":{"egress":"endpoints"},"service":{"image":"x","tracePercent":5}}`,
			"service.tracePercent 5: needs an image from ECR Public, which the egress endpoints does not reach",
		},
		"more than all traces": {
			`{"preset":"dev","service":{"image":"x","tracePercent":101}}`,
			"service.tracePercent 101: must be at most 100",
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
			`database.username "postgres": must not be postgres; choose a less obvious name`,
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
			`ingress.serverName "x.example.com": is only used with zoneId or certificateArn`,
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
			"database.maxStorageGB 105: must be 100 (storageGB, no growth) or at least 110; raise it to 110",
		},
		"the service's own user": {
			`{"preset":"dev","database":{"username":"knwl_service"},` + image + `}`,
			`database.username "knwl_service": is the service's own user, which logs in by IAM; choose another name`,
		},
		"too many connections": {
			`{"preset":"dev","service":{"image":"x","scaling":{"max":10}}}`,
			"service.scaling.max 10: allows 20 tasks during a deployment with 4 connections each (service.connections), " +
				"but db.t4g.micro accepts about 72; lower one of the two, or choose a larger database.instanceClass",
		},
		"too few connections": {
			`{"preset":"dev","service":{"image":"x","connections":1}}`,
			"service.connections 1: must be at least 2; give 2 to 1000 connections",
		},
		"an empty topic": {
			`{"preset":"dev","alarms":{"topicArns":[""]},` + image + `}`,
			`alarms.topicArns[0] "": is required; `,
		},
		"too many topics": {
			`{"preset":"dev","alarms":{"topicArns":["` + strings.Join(topics, `","`) + `"]},` + image + `}`,
			`:topic-5"]: must have at most 5 entries; name up to five`,
		},
		"mails and own topics": {
			`{"preset":"dev",` + image + `,
				"alarms":{"emails":["a@example.com"],"topicArns":["arn:aws:sns:eu-west-1:123456789012:t"]}}`,
			`alarms.emails ["a@example.com"]: subscribe to the stack's own topic, which topicArns replaces`,
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
