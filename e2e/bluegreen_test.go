package e2e

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

// rolloutTarget reads the output of a stack.
func rolloutTarget(t *testing.T, output any) rollout.Target {
	t.Helper()
	target, err := rollout.ParseTarget(fmt.Sprint(output))
	if err != nil {
		t.Fatal(err)
	}
	return target
}

// checkDeploymentGroup checks that the group has what CodeDeploy needs to shift the service's
// traffic and to roll back. It returns the names of the alarms that roll a deployment back.
func (a account) checkDeploymentGroup(target rollout.Target, listenerARN string, service ecstypes.Service) []string {
	group := answer(codedeploy.NewFromConfig(a.Config).GetDeploymentGroup(a.Context(),
		&codedeploy.GetDeploymentGroupInput{
			ApplicationName: &target.Application, DeploymentGroupName: &target.DeploymentGroup,
		},
	))(a).DeploymentGroupInfo
	deployed := only(a, "services of the deployment group", group.EcsServices)
	serviceName, cluster := aws.ToString(deployed.ServiceName), aws.ToString(deployed.ClusterName)
	if serviceName != aws.ToString(service.ServiceName) || aws.ToString(service.ClusterArn) != a.cluster(cluster) {
		a.Errorf("the deployment group deploys %s in %s", serviceName, cluster)
	}
	if group.LoadBalancerInfo == nil || group.AlarmConfiguration == nil || group.AutoRollbackConfiguration == nil {
		a.Fatalf("the deployment group is %+v", group)
	}
	pair := only(a, "target group pairs", group.LoadBalancerInfo.TargetGroupPairInfoList)
	a.checkRoutes(pair, listenerARN)
	var alarms, want []string
	for _, alarm := range group.AlarmConfiguration.Alarms {
		alarms = append(alarms, aws.ToString(alarm.Name))
	}
	for _, target := range pair.TargetGroups {
		key := "api"
		if strings.Contains(aws.ToString(target.Name), "-green-") {
			key = "api-green"
		}
		for _, alarm := range []string{"5xx", "rate", "latency", "unhealthy"} {
			want = append(want, aws.ToString(target.Name)+"--"+key+"--"+alarm)
		}
		if key == "api" {
			want = append(want, aws.ToString(target.Name)+"--api--balancer")
		}
	}
	slices.Sort(alarms)
	slices.Sort(want)
	rollsBack := group.AutoRollbackConfiguration.Enabled &&
		slices.Contains(group.AutoRollbackConfiguration.Events, types.AutoRollbackEventDeploymentStopOnAlarm)
	if !slices.Equal(alarms, want) || !group.AlarmConfiguration.Enabled || !rollsBack {
		a.Errorf("rollback on alarm is %t; the alarms are %q, enabled %t, want %q",
			rollsBack, alarms, group.AlarmConfiguration.Enabled, want)
	}
	return alarms
}

// checkRoutes checks that production traffic uses the listener behind the API, that test traffic
// uses another listener of the same load balancer, and that both forward to the target groups of
// the pair.
func (a account) checkRoutes(pair types.TargetGroupPairInfo, listenerARN string) {
	if pair.ProdTrafficRoute == nil || pair.TestTrafficRoute == nil {
		a.Fatal("the deployment group lacks a listener")
	}
	if production := pair.ProdTrafficRoute.ListenerArns; !slices.Equal(production, []string{listenerARN}) {
		a.Errorf("CodeDeploy shifts the traffic of %q, but the API uses %s", production, listenerARN)
	}
	production := a.listener(listenerARN)
	test := a.listener(only(a, "test listeners", pair.TestTrafficRoute.ListenerArns))
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
		weights := forwards(only(a, "default actions", listener.DefaultActions))
		if groups := slices.Sorted(maps.Keys(weights)); len(groups) != 2 || !slices.Equal(groups, pairARNs) {
			a.Errorf("CodeDeploy shifts traffic between %q, but port %d forwards to %q",
				pairARNs, aws.ToInt32(listener.Port), groups)
		}
	}
}
