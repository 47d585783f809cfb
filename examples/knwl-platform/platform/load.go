package platform

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/network"
	"github.com/knwl-platform/infra/stackconfig"
)

// load reads the stack's configuration and reports all mistakes in it at once. The API keys come
// apart, because they are a secret.
func load(ctx *pulumi.Context) (Config, pulumi.StringOutput, error) {
	r := stackconfig.Open(ctx)
	cfg := stackconfig.Object(r, "platform", presets)
	if !r.Has("platform") {
		region, _ := ctx.GetConfig("aws:region")
		cfg.check(r, region)
	}
	keys := r.Secret("apiKeys", checkAPIKeys)
	return cfg, keys, r.Err()
}

// check applies the rules that involve several fields. The components have most of them too, but each
// reports its own only after the ones before it are registered.
func (c Config) check(r *stackconfig.Reader, region string) {
	for _, reserved := range []string{"internal-", "sg-"} {
		if strings.HasPrefix(c.Name, reserved) {
			r.Add("name", c.Name, "starts with %s, which AWS reserves; choose another name", reserved)
		}
	}
	for _, part := range strings.Split(c.Name, "-")[1:] {
		if part == "tg" || part == "green" {
			r.Add("name", c.Name,
				"must not contain the part %q, which target group names use as a separator; choose another name", part)
		}
	}
	r.Tags("tags", c.Tags)
	c.Network.check(r, region)
	c.Service.check(r)
	c.Database.check(r)
	c.checkConnections(r)
	if c.Service.Private && c.Network.Egress == network.EgressNone {
		r.Add("service.private", true,
			"needs egress for images, logs and secrets; set network.egress to nat-per-zone or endpoints")
	}
	if c.Service.TracePercent > 0 && c.Network.Egress == network.EgressEndpoints {
		r.Add("service.tracePercent", c.Service.TracePercent, "needs an image from ECR Public, which the egress endpoints "+
			"does not reach; set network.egress to nat-per-zone or single-nat, or leave tracePercent out")
	}
	c.Ingress.check(r)
	if err := c.BlueGreen.Shift.Check(); err != nil {
		r.Add("blueGreen.shift", c.BlueGreen.Shift, "%v", err)
	}
	if len(c.Alarms.TopicARNs) > 0 && len(c.Alarms.Emails) > 0 {
		r.Add("alarms.emails", c.Alarms.Emails,
			"subscribe to the stack's own topic, which topicArns replaces; remove one of the two")
	}
}

// check compares the zones with the region of the stack's configuration. Without one there, the
// provider takes the region from the environment.
func (n Network) check(r *stackconfig.Reader, region string) {
	elsewhere := func(zone string) bool { return region != "" && zone[:max(0, len(zone)-1)] != region }
	if slices.ContainsFunc(n.Zones, elsewhere) && !r.Has("network.zones") {
		r.Add("network.zones", n.Zones, "must be in the stack's region; name zones of %s, or change aws:region", region)
	}
}

func (i Ingress) check(r *stackconfig.Reader) {
	if i.CertificateARN == "" && i.ZoneID == "" && i.ServerName != "" {
		r.Add("ingress.serverName", i.ServerName,
			"is only used with zoneId or certificateArn; set one of them or remove serverName")
	}
	if i.ZoneID != "" && i.ServerName == "" {
		r.Add("ingress.serverName", i.ServerName, "is required with zoneId; give the certificate's name")
	}
	if i.CertificateARN != "" && i.ZoneID != "" {
		r.Add("ingress.zoneId", i.ZoneID, "is for a new certificate, but certificateArn names one; remove one of the two")
	}
}

func (s Service) check(r *stackconfig.Reader) {
	if err := ecsservice.CheckCPU(s.CPU); err != nil {
		r.Add("service.cpu", s.CPU, "%v", err)
	}
	if err := ecsservice.CheckMemory(s.CPU, s.MemoryMiB); err != nil {
		r.Add("service.memoryMiB", s.MemoryMiB, "%v", err)
	}
	if strings.ContainsAny(s.Image, " \t\n") || strings.Contains(s.Image, "://") {
		r.Add("service.image", s.Image, "must be an image name without scheme and spaces; write it as for docker pull")
	}
	least, most := *s.Scaling.Min, s.Scaling.Max
	outside := s.DesiredCount < least || s.DesiredCount > most
	if outside && least <= most && !r.Has("service.desiredCount") {
		r.Add("service.desiredCount", s.DesiredCount,
			"must be within service.scaling, %d to %d; choose a number in that range", least, most)
	}
}

// checkConnections prevents that scaling out exhausts the database. Twice the tasks run during a
// deployment.
func (c Config) checkConnections(r *stackconfig.Reader) {
	tasks, each := 2*c.Service.Scaling.Max, c.Service.Connections
	accepted, known := database.MaxConnections(c.Database.InstanceClass)
	if known && tasks*each > accepted && !r.Has("service.scaling.max") && !r.Has("service.connections") {
		r.Add("service.scaling.max", c.Service.Scaling.Max,
			"allows %d tasks during a deployment with %d connections each (service.connections), but %s accepts about %d; "+
				"lower one of the two, or choose a larger database.instanceClass",
			tasks, each, c.Database.InstanceClass, accepted)
	}
}

func (d Database) check(r *stackconfig.Reader) {
	for key, word := range map[string]string{"database.name": d.Name, "database.username": d.Username} {
		if err := database.CheckName(word); err != nil {
			r.Add(key, word, "%v", err)
		}
	}
	if d.Username == serviceUser {
		r.Add("database.username", d.Username, "is the service's own user, which logs in by IAM; choose another name")
	}
	if least := (d.StorageGB*11 + 9) / 10; d.MaxStorageGB > d.StorageGB && d.MaxStorageGB < least {
		r.Add("database.maxStorageGB", d.MaxStorageGB,
			"must be %d (storageGB, no growth) or at least %d; raise it to %[2]d", d.StorageGB, least)
	}
}

// checkAPIKeys wants each key to have a tenant, or the service would not start.
func checkAPIKeys(value string) error {
	wrong := errors.New(`must be a JSON object that maps each key to a list of tenants, such as {"<key>":["<tenant>"]}`)
	var tenants map[string][]string
	if json.Unmarshal([]byte(value), &tenants) != nil || len(tenants) == 0 {
		return wrong
	}
	for key, list := range tenants {
		if key == "" || len(list) == 0 || slices.Contains(list, "") {
			return wrong
		}
	}
	return nil
}

// topics are the topics as inputs.
func (a Alarms) topics() []pulumi.StringInput {
	var topics []pulumi.StringInput
	for _, topic := range a.TopicARNs {
		topics = append(topics, pulumi.String(topic))
	}
	return topics
}
