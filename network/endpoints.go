package network

import (
	"maps"
	"regexp"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
	"github.com/knwl-platform/infra/internal/securitygroup"
)

// taskServices are the AWS APIs that a Fargate task calls to start and run. Image layers come from S3.
var taskServices = []string{"ecr.api", "ecr.dkr", "logs", "secretsmanager"}

// gatewayServices have gateway endpoints, which are free.
var gatewayServices = []string{"dynamodb", "s3"}

// reversedServices have endpoint services whose names start with the partition's own domain, which is
// cn.com.amazonaws in China. The names of most others start with com.amazonaws in every partition.
var reversedServices = []string{"ecr.api", "ecr.dkr", "monitoring", "sqs", "sts"}

// endpointService matches the last part of an endpoint service's name, and wholeName what only more of the
// name has: the domain or the region.
var (
	endpointService = regexp.MustCompile(`^[a-z0-9]+([.-][a-z0-9]+)*$`)
	wholeName       = regexp.MustCompile(`^(cn\.)?(com\.amazonaws|aws)\.|(^|\.)[a-z]+(-[a-z]+)+-[0-9]+(\.|$)`)
)

// services returns the services with an endpoint, sorted.
func (c config) services() []string {
	all := slices.Collect(maps.Keys(c.ExtraEndpoints))
	if c.Egress != EgressNone {
		all = append(all, "s3")
	}
	if c.Egress == EgressEndpoints {
		all = append(all, taskServices...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (b *builder) createEndpoints() error {
	for _, service := range b.services() {
		if b.endpoints == nil {
			b.endpoints = &Endpoints{}
		}
		create := b.createInterfaceEndpoint
		if slices.Contains(gatewayServices, service) {
			create = b.createGatewayEndpoint
		}
		if err := create(service); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) createInterfaceEndpoint(service string) error {
	if err := b.createEndpointSecurityGroup(); err != nil {
		return err
	}
	subnets := pulumi.StringArray{}
	for i, id := range b.subnetIDs(Private, nil) {
		if !slices.Contains(b.ExtraEndpoints[service].WithoutZones, b.Zones[i]) {
			subnets = append(subnets, id)
		}
	}
	_, err := b.createEndpoint(service, &ec2.VpcEndpointArgs{
		VpcEndpointType:   pulumi.String("Interface"),
		PrivateDnsEnabled: pulumi.Bool(true),
		SubnetIds:         subnets,
		SecurityGroupIds:  pulumi.StringArray{b.endpoints.SecurityGroupID},
	})
	return err
}

func (b *builder) createGatewayEndpoint(service string) error {
	tables := pulumi.StringArray{}
	for _, table := range b.tables[Private] {
		tables = append(tables, table.ID())
	}
	endpoint, err := b.createEndpoint(service, &ec2.VpcEndpointArgs{
		VpcEndpointType: pulumi.String("Gateway"),
		RouteTableIds:   tables,
	})
	if err != nil {
		return err
	}
	if service == "s3" {
		b.endpoints.S3PrefixListID = endpoint.PrefixListId
	} else {
		b.endpoints.DynamoDBPrefixListID = endpoint.PrefixListId
	}
	return nil
}

func (b *builder) createEndpoint(service string, args *ec2.VpcEndpointArgs) (*ec2.VpcEndpoint, error) {
	name := b.Role(service)
	args.VpcId, args.ServiceName, args.Tags = b.vpc.ID(), b.endpointService(service), child.Tags(b.Tags, name)
	endpoint, err := child.New(b.Parent, ec2.NewVpcEndpoint, name, args, b.Transform.Endpoint)
	b.ready[Private] = append(b.ready[Private], endpoint)
	return endpoint, err
}

// createEndpointSecurityGroup admits the whole VPC, which every endpoint serves. IAM decides who may
// call what.
func (b *builder) createEndpointSecurityGroup() error {
	if b.endpoints.SecurityGroupID != (pulumi.StringOutput{}) {
		return nil
	}
	name := b.Role("endpoints")
	group, err := child.New(b.Parent, ec2.NewSecurityGroup, name, &ec2.SecurityGroupArgs{
		VpcId:       b.vpc.ID(),
		Description: pulumi.String("Interface endpoints"),
		Tags:        child.Tags(b.Tags, name),
	}, b.Transform.EndpointSecurityGroup)
	if err != nil {
		return err
	}
	rule, err := securitygroup.Rule{
		Name: name, Description: "AWS APIs from the VPC", Ports: securitygroup.Port(443), Tags: b.Tags,
	}.Ingress(b.Parent, &vpc.SecurityGroupIngressRuleArgs{
		SecurityGroupId: group.ID(),
		CidrIpv4:        b.vpc.CidrBlock,
	}, b.Transform.EndpointIngressRule)
	b.endpoints.SecurityGroupID = child.After(group.ID(), rule)
	return err
}

// endpointService returns the regional name of an AWS API's endpoint service.
func (b *builder) endpointService(service string) pulumi.StringOutput {
	domain := "com.amazonaws"
	if slices.Contains(reversedServices, service) {
		domain = "{reversed}"
	}
	return b.PlaceOf("the VPC", b.vpc.Arn).Expand(domain + ".{region}." + service)
}
