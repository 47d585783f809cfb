package e2e

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
)

// rollbackAlarms are prod's.
var rollbackAlarms = []string{"knwl-platform/prod/knwl-target-api-5xx", "knwl-platform/prod/knwl-target-api-green-5xx"}

// checkDeploymentGroup wants the group to hold what CodeDeploy needs to shift the service's traffic and to take it back.
func (a account) checkDeploymentGroup(application, name, listenerARN string, service ecstypes.Service) {
	group := answer(codedeploy.NewFromConfig(a.Config).GetDeploymentGroup(a.Context(),
		&codedeploy.GetDeploymentGroupInput{ApplicationName: &application, DeploymentGroupName: &name}))(a).DeploymentGroupInfo
	deployed := only(a, "services of the deployment group", group.EcsServices)
	if aws.ToString(deployed.ServiceName) != aws.ToString(service.ServiceName) || aws.ToString(service.ClusterArn) != a.cluster(aws.ToString(deployed.ClusterName)) {
		a.Errorf("the deployment group deploys %s in %s", aws.ToString(deployed.ServiceName), aws.ToString(deployed.ClusterName))
	}
	if group.LoadBalancerInfo == nil || group.AlarmConfiguration == nil || group.AutoRollbackConfiguration == nil {
		a.Fatalf("the deployment group is %+v", group)
	}
	pair := only(a, "target group pairs", group.LoadBalancerInfo.TargetGroupPairInfoList)
	a.checkRoutes(pair, listenerARN)
	var names []string
	for _, target := range pair.TargetGroups {
		names = append(names, aws.ToString(target.Name))
	}
	known := answer(elasticloadbalancingv2.NewFromConfig(a.Config).DescribeTargetGroups(a.Context(), &elasticloadbalancingv2.DescribeTargetGroupsInput{Names: names}))(a)
	if len(known.TargetGroups) != 2 {
		a.Errorf("of the target groups %q there are %d", names, len(known.TargetGroups))
	}
	var alarms []string
	for _, alarm := range group.AlarmConfiguration.Alarms {
		alarms = append(alarms, aws.ToString(alarm.Name))
	}
	slices.Sort(alarms)
	rollsBack := group.AutoRollbackConfiguration.Enabled && slices.Contains(group.AutoRollbackConfiguration.Events, types.AutoRollbackEventDeploymentStopOnAlarm)
	if !slices.Equal(alarms, rollbackAlarms) || !group.AlarmConfiguration.Enabled || !rollsBack {
		a.Errorf("a deployment is rolled back (%t) on %q (%t), want %q", rollsBack, alarms, group.AlarmConfiguration.Enabled, rollbackAlarms)
	}
}

// checkRoutes wants production traffic on the listener behind the API, and test traffic on another.
func (a account) checkRoutes(pair types.TargetGroupPairInfo, listenerARN string) {
	if pair.ProdTrafficRoute == nil || pair.TestTrafficRoute == nil {
		a.Fatal("the deployment group lacks a listener")
	}
	if production := pair.ProdTrafficRoute.ListenerArns; !slices.Equal(production, []string{listenerARN}) {
		a.Errorf("CodeDeploy shifts the traffic of %q, the API leads to %s", production, listenerARN)
	}
	if test := only(a, "test listeners", pair.TestTrafficRoute.ListenerArns); test == listenerARN {
		a.Error("test traffic is production traffic")
	}
}
