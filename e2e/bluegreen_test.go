package e2e

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
)

// checkDeploymentGroup wants the group to hold what CodeDeploy needs to shift traffic and to take it back.
func (a account) checkDeploymentGroup(application, name string) (alarms []string) {
	found := answer[codedeploy.GetDeploymentGroupOutput](a)(codedeploy.NewFromConfig(a.Config).GetDeploymentGroup(a.Context(),
		&codedeploy.GetDeploymentGroupInput{ApplicationName: &application, DeploymentGroupName: &name}))
	group := found.DeploymentGroupInfo
	pair := only(a, "target group pairs", group.LoadBalancerInfo.TargetGroupPairInfoList)
	var names []string
	for _, target := range pair.TargetGroups {
		names = append(names, aws.ToString(target.Name))
	}
	known := answer[elasticloadbalancingv2.DescribeTargetGroupsOutput](a)(elasticloadbalancingv2.NewFromConfig(a.Config).DescribeTargetGroups(a.Context(),
		&elasticloadbalancingv2.DescribeTargetGroupsInput{Names: names}))
	if len(known.TargetGroups) != 2 {
		a.Errorf("of the target groups %q there are %d", names, len(known.TargetGroups))
	}
	if len(pair.ProdTrafficRoute.ListenerArns) != 1 || pair.TestTrafficRoute == nil {
		a.Error("the deployment group lacks a listener")
	}
	for _, alarm := range group.AlarmConfiguration.Alarms {
		alarms = append(alarms, aws.ToString(alarm.Name))
	}
	slices.Sort(alarms)
	if want := []string{"knwl-platform/prod/knwl-target-api-5xx", "knwl-platform/prod/knwl-target-api-green-5xx"}; !slices.Equal(alarms, want) {
		a.Errorf("a deployment is rolled back by %q, want %q", alarms, want)
	}
	return alarms
}
