package components

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsservice"
)

const (
	inAccount   = "us-east-1:123456789012:"
	ecsARN      = "arn:aws:ecs:" + inAccount
	elbARN      = "arn:aws:elasticloadbalancing:" + inAccount
	iamARN      = "arn:aws:iam::123456789012:"
	keyARN      = pulumi.String("arn:aws:kms:" + inAccount + "key/1234")
	boundaryARN = pulumi.String(iamARN + "policy/boundary")
	secretARN   = pulumi.String("arn:aws:secretsmanager:" + inAccount + "secret:keys-AbCdEf")
)

func subnets() pulumi.StringArray {
	return pulumi.StringArray{pulumi.String("subnet-1"), pulumi.String("subnet-2")}
}

func subnetsOfVPC() infra.Network {
	return infra.Network{
		VPCID: pulumi.String("vpc-1"), SubnetIDs: subnets(),
		Endpoints: &infra.Endpoints{SecurityGroupID: pulumi.String("sg-1"), S3PrefixListID: pulumi.String("pl-1")},
	}
}

func secret() ecsservice.Secret {
	return ecsservice.Secret{ARN: secretARN, VersionID: pulumi.String("v1"), KMSKeyARN: keyARN}
}

func logTo() *ecsservice.LogTo {
	return &ecsservice.LogTo{
		Options: map[string]pulumi.StringInput{"Name": pulumi.String("datadog")},
		Secrets: map[string]ecsservice.Secret{"apikey": secret()},
	}
}
