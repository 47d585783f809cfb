package cost_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/knwl-platform/infra/cost"
)

// What `pulumi preview --json --show-sames` prints, in short.
const preview = `{
  "config": {"aws:region": "us-east-1"},
  "steps": [
    {"op": "same", "urn": "urn:pulumi:prod::shop::knwl:network:VPC$aws:ec2/natGateway:NatGateway::main--nat-a",
     "oldState": {"type": "aws:ec2/natGateway:NatGateway", "custom": true,
       "urn": "urn:pulumi:prod::shop::knwl:network:VPC$aws:ec2/natGateway:NatGateway::main--nat-a",
       "parent": "urn:pulumi:prod::shop::knwl:network:VPC::main"},
     "newState": {"type": "aws:ec2/natGateway:NatGateway", "custom": true,
       "urn": "urn:pulumi:prod::shop::knwl:network:VPC$aws:ec2/natGateway:NatGateway::main--nat-a",
       "parent": "urn:pulumi:prod::shop::knwl:network:VPC::main"}},
    {"op": "create", "urn": "urn:pulumi:prod::shop::knwl:network:VPC$aws:ec2/natGateway:NatGateway::main--nat-b",
     "newState": {"type": "aws:ec2/natGateway:NatGateway", "custom": true,
       "urn": "urn:pulumi:prod::shop::knwl:network:VPC$aws:ec2/natGateway:NatGateway::main--nat-b",
       "parent": "urn:pulumi:prod::shop::knwl:network:VPC::main"}},
    {"op": "create", "urn": "urn:pulumi:prod::shop::aws:lambda/function:Function::thumbnails",
     "newState": {"type": "aws:lambda/function:Function", "custom": true,
       "urn": "urn:pulumi:prod::shop::aws:lambda/function:Function::thumbnails"}}
  ]
}`

func Example() {
	p, err := cost.Read(strings.NewReader(preview))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := p.Estimate().Write(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// DOLLARS A MONTH                                                                  FEWEST  MOST TASKS
	// knwl:network:VPC main                                                             65.70       65.70
	//   NAT gateway                         2 at $0.045 per hour                        65.70       65.70
	// TOTAL                                                                             65.70       65.70
	//
	// CHANGE TO WHAT RUNS                                                              FEWEST  MOST TASKS
	// knwl:network:VPC main                                                            +32.85      +32.85
	//   NAT gateway                                                                    +32.85      +32.85
	// TOTAL                                                                            +32.85      +32.85
	//
	// FOR USE, IN NO SUM
	// knwl:network:VPC main
	//   NAT gateway data                    $0.045 per GB
	//
	// UNPRICED, IN NO SUM
	// - aws:lambda/function:Function thumbnails: this type has no price here
	//
	// Prices of us-east-1, entered by hand, 2026-11-26.
	// AWS publishes list prices for informational purposes only. They are without taxes, discounts and
	// free tiers, and the bill may differ.
}

func ExamplePreview_Estimate() {
	p, err := cost.Read(strings.NewReader(preview))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("$%.2f more a month", p.Estimate().Change.Most)
	// Output: $32.85 more a month
}
