package e2e

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// checkDeploymentGroup wants the group to hold what CodeDeploy needs to shift the service's traffic and to take it back.
// It returns the alarms that roll a deployment back.
func (a account) checkDeploymentGroup(
	application, name, listenerARN string,
	service ecstypes.Service,
) (alarms []string) {
	group := answer(codedeploy.NewFromConfig(a.Config).GetDeploymentGroup(
		a.Context(),
		&codedeploy.GetDeploymentGroupInput{
			ApplicationName:     &application,
			DeploymentGroupName: &name,
		},
	))(a).DeploymentGroupInfo
	deployed := only(a, "services of the deployment group", group.EcsServices)
	if aws.ToString(deployed.ServiceName) != aws.ToString(service.ServiceName) ||
		aws.ToString(service.ClusterArn) != a.cluster(aws.ToString(deployed.ClusterName)) {
		a.Errorf(
			"the deployment group deploys %s in %s",
			aws.ToString(deployed.ServiceName),
			aws.ToString(deployed.ClusterName),
		)
	}
	if group.LoadBalancerInfo == nil || group.AlarmConfiguration == nil || group.AutoRollbackConfiguration == nil {
		a.Fatalf("the deployment group is %+v", group)
	}
	pair := only(a, "target group pairs", group.LoadBalancerInfo.TargetGroupPairInfoList)
	a.checkRoutes(pair, listenerARN)
	for _, alarm := range group.AlarmConfiguration.Alarms {
		alarms = append(alarms, aws.ToString(alarm.Name))
	}
	var want []string
	for _, target := range pair.TargetGroups {
		key := "api"
		if strings.Contains(aws.ToString(target.Name), "-green-") {
			key = "api-green"
		}
		want = append(want, aws.ToString(target.Name)+"-"+key+"-5xx")
	}
	slices.Sort(alarms)
	slices.Sort(want)
	rollsBack := group.AutoRollbackConfiguration.Enabled &&
		slices.Contains(group.AutoRollbackConfiguration.Events, types.AutoRollbackEventDeploymentStopOnAlarm)
	if !slices.Equal(alarms, want) || !group.AlarmConfiguration.Enabled || !rollsBack {
		a.Errorf(
			"a deployment is rolled back (%t) on %q (%t), want %q",
			rollsBack,
			alarms,
			group.AlarmConfiguration.Enabled,
			want,
		)
	}
	return alarms
}

// checkRoutes wants production traffic on the listener behind the API, test traffic on another of the same load balancer, and both to lead to the pair.
func (a account) checkRoutes(pair types.TargetGroupPairInfo, listenerARN string) {
	if pair.ProdTrafficRoute == nil || pair.TestTrafficRoute == nil {
		a.Fatal("the deployment group lacks a listener")
	}
	if production := pair.ProdTrafficRoute.ListenerArns; !slices.Equal(production, []string{listenerARN}) {
		a.Errorf("CodeDeploy shifts the traffic of %q, the API leads to %s", production, listenerARN)
	}
	production, test := a.listener(listenerARN), a.listener(only(a, "test listeners", pair.TestTrafficRoute.ListenerArns))
	if aws.ToInt32(test.Port) == aws.ToInt32(production.Port) ||
		aws.ToString(test.LoadBalancerArn) != aws.ToString(production.LoadBalancerArn) {
		a.Errorf("test traffic comes in at port %d of %s", aws.ToInt32(test.Port), aws.ToString(test.LoadBalancerArn))
	}
	var pairARNs []string
	for _, group := range pair.TargetGroups {
		pairARNs = append(pairARNs, a.targetGroup(aws.ToString(group.Name)))
	}
	slices.Sort(pairARNs)
	for _, listener := range []elbtypes.Listener{production, test} {
		if led := slices.Sorted(
			maps.Keys(forwards(only(a, "default actions", listener.DefaultActions))),
		); len(led) != 2 ||
			!slices.Equal(led, pairARNs) {
			a.Errorf("CodeDeploy shifts traffic between %q, port %d leads to %q", pairARNs, aws.ToInt32(listener.Port), led)
		}
	}
}
