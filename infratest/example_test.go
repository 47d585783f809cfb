package infratest_test

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/infratest"
	"github.com/knwl-platform/infra/network"
)

func Example() {
	t := new(testing.T) // in a test of yours, its parameter

	program := func(ctx *pulumi.Context) error {
		_, err := network.New(ctx, "main", &network.Args{Zones: []string{"us-east-1a", "us-east-1b"}})
		return err
	}
	m := infratest.Mocks()
	if err := pulumi.RunErr(program, pulumi.WithMocks("shop", "test", m)); err != nil {
		t.Fatal(err)
	}
	subnet := m.Find(t, "aws:ec2/subnet:Subnet", "main--private-us-east-1a")
	fmt.Println(subnet.Text("cidrBlock"), subnet.Bool("mapPublicIpOnLaunch"))
	fmt.Println(len(m.All(t, "aws:ec2/subnet:Subnet")), "subnets")
	// Output:
	// 10.0.64.0/21 false
	// 6 subnets
}
