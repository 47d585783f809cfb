package graphtest

import "github.com/pulumi/pulumi/sdk/v3/go/common/resource"

// StackReference is the type token of a reference to another stack.
const StackReference = "pulumi:pulumi:StackReference"

// OtherStack is what every stack reference finds: the outputs of a stack with a VPC.
func OtherStack(name resource.PropertyValue) resource.PropertyMap {
	ids := resource.NewProperty([]resource.PropertyValue{
		resource.NewProperty("subnet-1"), resource.NewProperty("subnet-2"),
	})
	return resource.PropertyMap{"name": name, "outputs": resource.NewProperty(resource.PropertyMap{
		"vpcId":           resource.NewProperty("vpc-1"),
		"publicSubnetIds": ids, "privateSubnetIds": ids,
	})}
}
