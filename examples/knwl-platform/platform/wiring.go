package platform

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/network"
	"github.com/knwl-platform/infra/observability"
)

// subnets are where something stands that the internet reaches, or not.
func subnets(net *network.VPC, public bool) pulumi.StringArrayOutput {
	if public {
		return net.PublicSubnetIDs
	}
	return net.PrivateSubnetIDs
}

// endpoints are the tasks' way to AWS where the network has no other.
func endpoints(net *network.VPC) *ecsservice.Endpoints {
	if net.Endpoints == nil {
		return nil
	}
	return &ecsservice.Endpoints{SecurityGroupID: net.Endpoints.SecurityGroupID, S3PrefixListID: net.Endpoints.S3PrefixListID}
}

// certificate is nil without one: an empty text would be refused as a value that was forgotten.
func (c Config) certificate() pulumi.StringInput {
	if c.Ingress.CertificateARN == "" {
		return nil
	}
	return pulumi.String(c.Ingress.CertificateARN)
}

func (c Config) scaling() *ecsservice.Scaling {
	s := c.Service.Scaling
	return &ecsservice.Scaling{Min: &s.Min, Max: s.Max, CPUPercent: s.CPUPercent, MemoryPercent: s.MemoryPercent}
}

func (c Config) deployment() ecsservice.Deployment {
	if c.BlueGreen.Enabled {
		return ecsservice.BlueGreen
	}
	return ecsservice.Rolling
}

// rollbackAlarms are those of a rolling service, by the names that they are going to have. In
// blue/green the deployment group takes the alarms themselves.
func (c Config) rollbackAlarms(group *ingress.TargetGroup) pulumi.StringArrayInput {
	if c.BlueGreen.Enabled {
		return nil
	}
	return observability.RollbackAlarmNames(target, group.ARN)
}

func (c Config) topics() []pulumi.StringInput {
	var topics []pulumi.StringInput
	for _, topic := range c.Alarms.TopicARNs {
		topics = append(topics, pulumi.String(topic))
	}
	return topics
}
