package e2e

import (
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// checkRules compares all rules of the VPC's security groups with the expected ones. A connection
// needs a rule at both ends.
func (a account) checkRules(want preset, vpcID string) {
	client := ec2.NewFromConfig(a.Config)
	groups := answer(client.DescribeSecurityGroups(a.Context(),
		&ec2.DescribeSecurityGroupsInput{Filters: filter("vpc-id", vpcID)}))(a)
	names := map[string]string{} // by id
	for _, group := range groups.SecurityGroups {
		names[aws.ToString(group.GroupId)] = aws.ToString(group.Description)
	}
	var got []string
	for id := range names {
		for _, rule := range a.rulesOf(id) {
			got = append(got, connection(names, rule))
		}
	}
	slices.Sort(got)
	for _, rule := range got {
		if !slices.Contains(want.rules, rule) {
			a.Errorf("there is a rule %q", rule)
		}
	}
	for _, rule := range want.rules {
		if !slices.Contains(got, rule) {
			a.Errorf("there is no rule %q", rule)
		}
	}
}

// connection formats a rule as "from -> to port", with the group that owns the rule in brackets.
func connection(names map[string]string, rule types.SecurityGroupRule) string {
	own, other := names[aws.ToString(rule.GroupId)], aws.ToString(rule.CidrIpv4)
	switch {
	case rule.ReferencedGroupInfo != nil:
		other = names[aws.ToString(rule.ReferencedGroupInfo.GroupId)]
	case rule.PrefixListId != nil:
		other = "S3" // the only prefix list that the stack names
	}
	port := fmt.Sprintf("%s %d", aws.ToString(rule.IpProtocol), aws.ToInt32(rule.FromPort))
	if to := aws.ToInt32(rule.ToPort); to != aws.ToInt32(rule.FromPort) {
		port += fmt.Sprintf("-%d", to)
	}
	if aws.ToBool(rule.IsEgress) {
		return fmt.Sprintf("[%s] -> %s %s", own, other, port)
	}
	return fmt.Sprintf("%s -> [%s] %s", other, own, port)
}

// checkGroups checks that something is in exactly one security group, the one with the description
// want. Without that, correct rules on the group would prove nothing.
func (a account) checkGroups(what string, ids []string, want string) {
	a.Helper()
	found := answer(ec2.NewFromConfig(a.Config).DescribeSecurityGroups(a.Context(),
		&ec2.DescribeSecurityGroupsInput{GroupIds: ids}))(a)
	if got := aws.ToString(only(a, "security groups of "+what, found.SecurityGroups).Description); got != want {
		a.Errorf("%s is in the security group %q, want %q", what, got, want)
	}
}

// subnetNames returns the Name tags of subnets, sorted. A name holds the tier and the zone.
func (a account) subnetNames(ids []string) []string {
	a.Helper()
	found := answer(ec2.NewFromConfig(a.Config).DescribeSubnets(a.Context(), &ec2.DescribeSubnetsInput{SubnetIds: ids}))(a)
	var names []string
	for _, subnet := range found.Subnets {
		for _, tag := range subnet.Tags {
			if aws.ToString(tag.Key) == "Name" {
				names = append(names, aws.ToString(tag.Value))
			}
		}
	}
	slices.Sort(names)
	return names
}

func filter(name string, values ...string) []types.Filter {
	return []types.Filter{{Name: &name, Values: values}}
}

// rulesOf returns the rules of a security group.
func (a account) rulesOf(groupID string) []types.SecurityGroupRule {
	a.Helper()
	return answer(ec2.NewFromConfig(a.Config).DescribeSecurityGroupRules(a.Context(),
		&ec2.DescribeSecurityGroupRulesInput{Filters: filter("group-id", groupID)}))(a).SecurityGroupRules
}
