package network

import (
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
	"github.com/knwl-platform/infra/internal/securitygroup"
)

// interfaceEndpoints are the AWS APIs that a Fargate task calls to start and run. Image layers come
// from S3, through the gateway endpoint.
var interfaceEndpoints = []string{"ecr.api", "ecr.dkr", "logs", "secretsmanager"}

func (b *builder) createEndpoints() error {
	if b.Egress == EgressNone {
		return nil
	}
	s3, err := b.createS3Endpoint()
	if err != nil || b.Egress != EgressEndpoints {
		return err
	}
	group, rule, err := b.createEndpointSecurityGroup()
	if err != nil {
		return err
	}
	for _, service := range interfaceEndpoints {
		name := b.Role(service)
		endpoint, err := child.New(b.Parent, ec2.NewVpcEndpoint, name, &ec2.VpcEndpointArgs{
			VpcId:             b.vpc.ID(),
			ServiceName:       b.endpointService(service),
			VpcEndpointType:   pulumi.String("Interface"),
			PrivateDnsEnabled: pulumi.Bool(true),
			SubnetIds:         b.subnetIDs(Private, nil),
			SecurityGroupIds:  pulumi.StringArray{child.After(group.ID(), rule)},
			Tags:              child.Tags(b.Tags, name),
		}, b.Transform.Endpoint)
		if err != nil {
			return err
		}
		b.ready[Private] = append(b.ready[Private], endpoint)
	}
	b.endpoints = &Endpoints{SecurityGroupID: group.ID().ToStringOutput(), S3PrefixListID: s3.PrefixListId}
	return nil
}

func (b *builder) createS3Endpoint() (*ec2.VpcEndpoint, error) {
	name := b.Role("s3")
	tables := pulumi.StringArray{}
	for _, table := range b.tables {
		tables = append(tables, table.ID())
	}
	endpoint, err := child.New(b.Parent, ec2.NewVpcEndpoint, name, &ec2.VpcEndpointArgs{
		VpcId:           b.vpc.ID(),
		ServiceName:     b.endpointService("s3"),
		VpcEndpointType: pulumi.String("Gateway"),
		RouteTableIds:   tables,
		Tags:            child.Tags(b.Tags, name),
	}, b.Transform.Endpoint)
	if err != nil {
		return nil, err
	}
	b.ready[Private] = append(b.ready[Private], endpoint)
	return endpoint, nil
}

// createEndpointSecurityGroup admits the whole VPC, which every endpoint serves. IAM decides who may
// call what.
func (b *builder) createEndpointSecurityGroup() (*ec2.SecurityGroup, *vpc.SecurityGroupIngressRule, error) {
	name := b.Role("endpoints")
	group, err := child.New(b.Parent, ec2.NewSecurityGroup, name, &ec2.SecurityGroupArgs{
		VpcId:       b.vpc.ID(),
		Description: pulumi.String("Interface endpoints"),
		Tags:        child.Tags(b.Tags, name),
	}, b.Transform.EndpointSecurityGroup)
	if err != nil {
		return nil, nil, err
	}
	rule, err := securitygroup.Rule{
		Name: name, Description: "AWS APIs from the VPC", Ports: securitygroup.Port(443), Tags: b.Tags,
	}.Ingress(b.Parent, &vpc.SecurityGroupIngressRuleArgs{
		SecurityGroupId: group.ID(),
		CidrIpv4:        b.vpc.CidrBlock,
	}, b.Transform.EndpointIngressRule)
	return group, rule, err
}

// endpointService returns the regional name of an AWS API's endpoint service. Most names start with
// com.amazonaws in every partition. Those of ECR start with the partition's own domain, which is
// cn.com.amazonaws in China.
func (b *builder) endpointService(service string) pulumi.StringOutput {
	domain := "com.amazonaws"
	if strings.HasPrefix(service, "ecr.") {
		domain = "{reversed}"
	}
	return b.PlaceOf("the VPC", b.vpc.Arn).Expand(domain + ".{region}." + service)
}
