package platform

import (
	"fmt"
	"slices"
	"strings"

	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/network"
)

// checkTogether applies the rules that no tag of a field can say. The components have them too, but each would report its own only once those before it
// are registered.
func (c Config) checkTogether(wrong *check.Mistakes) {
	for _, taken := range []string{"internal-", "sg-"} {
		if strings.HasPrefix(c.Name, taken) {
			wrong.Add("name", c.Name, "begins with %s, which AWS keeps for itself; choose another beginning", taken)
		}
	}
	for _, part := range strings.Split(c.Name, "-")[1:] {
		if part == "tg" || part == "green" {
			wrong.Add("name", c.Name, "must not contain the part %q, which target group names use as a separator; choose another name", part)
		}
	}
	wrong.ResourceTags("tags", c.Tags)
	c.Service.check(wrong)
	c.Database.check(wrong)
	if c.Service.Private && c.Network.Egress == network.EgressNone {
		wrong.Add("service.private", true, "needs a way out for images, logs and secrets; set network.egress to nat-per-zone or endpoints")
	}
	if c.Ingress.CertificateARN != "" {
		wrong.ARN("ingress.certificateArn", c.Ingress.CertificateARN, arn.Certificate)
	} else if c.Ingress.ServerName != "" {
		wrong.Add("ingress.serverName", c.Ingress.ServerName, "is checked against a certificate, but there is none; give certificateArn or leave it out")
	}
	if err := c.BlueGreen.Shift.Check(); err != nil {
		wrong.Add("blueGreen.shift", c.BlueGreen.Shift, "%v", err)
	}
	for i, topic := range c.Alarms.TopicARNs {
		wrong.ARN(fmt.Sprintf("alarms.topicArns[%d]", i), topic, arn.Topic)
	}
	if len(c.Alarms.TopicARNs) > 0 && len(c.Alarms.Emails) > 0 {
		wrong.Add("alarms.emails", c.Alarms.Emails, "subscribe to the stack's own topic, but topicArns names yours; leave one of the two out")
	}
}

// check compares with the region that the stack's configuration names; without one, the environment may name it to the provider alone.
func (n Network) check(region string, wrong *check.Mistakes) {
	elsewhere := func(zone string) bool { return check.RegionOf(zone) != region }
	if region != "" && slices.ContainsFunc(n.Zones, elsewhere) && !wrong.Has("network.zones") {
		wrong.Add("network.zones", n.Zones, "must be of the stack's region; name zones of %s, or change aws:region", region)
	}
}

func (s Service) check(wrong *check.Mistakes) {
	if err := ecsservice.CheckSize(s.CPU, s.MemoryMiB); err != nil {
		wrong.Add("service.cpu", s.CPU, "%v", err)
	}
	if strings.ContainsAny(s.Image, " \t\n") || strings.Contains(s.Image, "://") {
		wrong.Add("service.image", s.Image, "must be an image's name, without a scheme and spaces; write it as in docker pull")
	}
	bounds := s.Scaling
	if outside := s.DesiredCount < bounds.Min || s.DesiredCount > bounds.Max; outside && bounds.Min <= bounds.Max && !wrong.Has("service.desiredCount") {
		wrong.Add("service.desiredCount", s.DesiredCount, "is not within service.scaling, %d to %d; choose a number in between", bounds.Min, bounds.Max)
	}
}

func (d Database) check(wrong *check.Mistakes) {
	for _, field := range []struct{ key, word string }{{"database.name", d.Name}, {"database.username", d.Username}} {
		if database.IsReserved(field.word) {
			wrong.Add(field.key, field.word, "is a word that PostgreSQL or RDS keeps for itself; choose another, such as my_%s", field.word)
		}
	}
	if d.MaxStorageGB > d.StorageGB && d.MaxStorageGB*10 < d.StorageGB*11 {
		wrong.Add("database.maxStorageGB", d.MaxStorageGB, "must be storageGB, %d, or at least a tenth more; raise it to %d", d.StorageGB, (d.StorageGB*11+9)/10)
	}
}
