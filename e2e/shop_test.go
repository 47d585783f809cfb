package e2e

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cloudwatchtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/knwl-platform/infra/e2e/emulator"
)

// shop is a blue/green service that is created by plain calls, without Pulumi. Its deployments
// shift a tenth of the traffic first.
type shop struct {
	account
	cloud *emulator.Emulator

	codedeploy *codedeploy.Client
	cloudwatch *cloudwatch.Client
	ecs        *ecs.Client
	elb        *elasticloadbalancingv2.Client
	logs       *cloudwatchlogs.Client

	network             *ecstypes.NetworkConfiguration
	first, second       string // ARNs of task definitions
	blue, green         string // ARNs of target groups
	http, test          string // ARNs of listeners
	subnets             []string
	vpc, balancer, role string
}

func newShop(t *testing.T) *shop {
	t.Helper()
	cloud := emulator.Start(t)
	a := accountAt(t, cloud.URL)
	s := &shop{
		account: a, cloud: cloud,
		codedeploy: codedeploy.NewFromConfig(a.Config),
		cloudwatch: cloudwatch.NewFromConfig(a.Config),
		ecs:        ecs.NewFromConfig(a.Config),
		elb:        elasticloadbalancingv2.NewFromConfig(a.Config),
		logs:       cloudwatchlogs.NewFromConfig(a.Config),
	}
	s.createNetwork()
	s.createBalancer()
	s.createService()
	s.createAlarms()
	s.createGroup()
	return s
}

func (s *shop) createNetwork() {
	client := ec2.NewFromConfig(s.Config)
	s.vpc, s.subnets = s.account.vpc()
	group := answer(client.CreateSecurityGroup(s.Context(), &ec2.CreateSecurityGroupInput{
		VpcId: &s.vpc, GroupName: aws.String("shop"), Description: aws.String("shop"),
	}))(s.account).GroupId
	s.network = &ecstypes.NetworkConfiguration{AwsvpcConfiguration: &ecstypes.AwsVpcConfiguration{
		Subnets: s.subnets, SecurityGroups: []string{*group}, AssignPublicIp: ecstypes.AssignPublicIpDisabled,
	}}
}

func (s *shop) createBalancer() {
	s.balancer = *only(s.account, "load balancers", answer(s.elb.CreateLoadBalancer(s.Context(),
		&elasticloadbalancingv2.CreateLoadBalancerInput{
			Name: aws.String("shop"), Subnets: s.subnets, Scheme: elbtypes.LoadBalancerSchemeEnumInternal,
		}))(s.account).LoadBalancers).LoadBalancerArn
	s.blue, s.green = s.createTargetGroup("blue"), s.createTargetGroup("green")
	s.http, s.test = s.createListener(80), s.createListener(8080)
}

func (s *shop) createTargetGroup(name string) string {
	return *only(s.account, "target groups", answer(s.elb.CreateTargetGroup(s.Context(),
		&elasticloadbalancingv2.CreateTargetGroupInput{
			Name: &name, Protocol: elbtypes.ProtocolEnumHttp, Port: aws.Int32(80), VpcId: &s.vpc,
			TargetType: elbtypes.TargetTypeEnumIp,
		}))(s.account).TargetGroups).TargetGroupArn
}

// createListener forwards to one target group in the short form. AWS answers in the long one too.
func (s *shop) createListener(port int32) string {
	return *only(s.account, "listeners", answer(s.elb.CreateListener(s.Context(),
		&elasticloadbalancingv2.CreateListenerInput{
			LoadBalancerArn: &s.balancer, Port: &port, Protocol: elbtypes.ProtocolEnumHttp,
			DefaultActions: []elbtypes.Action{{Type: elbtypes.ActionTypeEnumForward, TargetGroupArn: &s.blue}},
		}))(s.account).Listeners).ListenerArn
}

func (s *shop) createService() {
	answer(s.logs.CreateLogGroup(s.Context(),
		&cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String("shop")}))(s.account)
	answer(s.ecs.CreateCluster(s.Context(), &ecs.CreateClusterInput{ClusterName: aws.String("main")}))(s.account)
	s.first, s.second = s.createRevision("shop:1"), s.createRevision("shop:2")
	answer(s.ecs.CreateService(s.Context(), &ecs.CreateServiceInput{
		Cluster: aws.String("main"), ServiceName: aws.String("shop"), TaskDefinition: &s.first, DesiredCount: aws.Int32(2),
		NetworkConfiguration: s.network, LaunchType: ecstypes.LaunchTypeFargate,
		DeploymentController: &ecstypes.DeploymentController{Type: ecstypes.DeploymentControllerTypeCodeDeploy},
		LoadBalancers: []ecstypes.LoadBalancer{
			{TargetGroupArn: &s.blue, ContainerName: aws.String("api"), ContainerPort: aws.Int32(8000)},
		},
	}))(s.account)
}

func (s *shop) createRevision(image string) string {
	return *answer(s.ecs.RegisterTaskDefinition(s.Context(), &ecs.RegisterTaskDefinitionInput{
		Family: aws.String("shop"), NetworkMode: ecstypes.NetworkModeAwsvpc,
		Cpu: aws.String("256"), Memory: aws.String("512"),
		ContainerDefinitions: []ecstypes.ContainerDefinition{{
			Name: aws.String("api"), Image: &image, Essential: aws.Bool(true),
			PortMappings: []ecstypes.PortMapping{{ContainerPort: aws.Int32(8000)}},
			LogConfiguration: &ecstypes.LogConfiguration{LogDriver: ecstypes.LogDriverAwslogs, Options: map[string]string{
				"awslogs-group": "shop", "awslogs-region": emulator.Region, "awslogs-stream-prefix": "shop",
			}},
		}},
	}))(s.account).TaskDefinition.TaskDefinitionArn
}

func (s *shop) createAlarms() {
	answer(s.cloudwatch.PutMetricAlarm(s.Context(), &cloudwatch.PutMetricAlarmInput{
		AlarmName: aws.String("errors"), Namespace: aws.String("shop"), MetricName: aws.String("errors"),
		Period: aws.Int32(60), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1),
		Statistic:          cloudwatchtypes.StatisticSum,
		ComparisonOperator: cloudwatchtypes.ComparisonOperatorGreaterThanThreshold,
	}))(s.account)
	answer(s.cloudwatch.PutCompositeAlarm(s.Context(), &cloudwatch.PutCompositeAlarmInput{
		AlarmName: aws.String("any"), AlarmRule: aws.String(`ALARM("errors")`),
	}))(s.account)
}

func (s *shop) createGroup() {
	roles := iam.NewFromConfig(s.Config)
	trust := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",` +
		`"Principal":{"Service":"codedeploy.amazonaws.com"}}]}`
	s.role = *answer(roles.CreateRole(s.Context(),
		&iam.CreateRoleInput{RoleName: aws.String("shop"), AssumeRolePolicyDocument: &trust}))(s.account).Role.Arn
	answer(roles.PutRolePolicy(s.Context(), &iam.PutRolePolicyInput{
		RoleName: aws.String("shop"), PolicyName: aws.String("shop"), PolicyDocument: aws.String(
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"*",` +
				`"Action":["ecs:*","elasticloadbalancing:*","cloudwatch:*"]}]}`),
	}))(s.account)
	answer(s.codedeploy.CreateApplication(s.Context(), &codedeploy.CreateApplicationInput{
		ApplicationName: aws.String("shop"), ComputePlatform: types.ComputePlatformEcs,
	}))(s.account)
	answer(s.codedeploy.CreateDeploymentGroup(s.Context(), &codedeploy.CreateDeploymentGroupInput{
		ApplicationName: aws.String("shop"), DeploymentGroupName: aws.String("shop"), ServiceRoleArn: &s.role,
		DeploymentConfigName: aws.String("CodeDeployDefault.ECSCanary10Percent5Minutes"),
		EcsServices:          []types.ECSService{{ClusterName: aws.String("main"), ServiceName: aws.String("shop")}},
		AlarmConfiguration:   &types.AlarmConfiguration{Enabled: true, Alarms: []types.Alarm{{Name: aws.String("errors")}}},
		AutoRollbackConfiguration: &types.AutoRollbackConfiguration{Enabled: true, Events: []types.AutoRollbackEvent{
			types.AutoRollbackEventDeploymentFailure, types.AutoRollbackEventDeploymentStopOnAlarm,
		}},
		LoadBalancerInfo: &types.LoadBalancerInfo{TargetGroupPairInfoList: []types.TargetGroupPairInfo{{
			TargetGroups:     []types.TargetGroupInfo{{Name: aws.String("blue")}, {Name: aws.String("green")}},
			ProdTrafficRoute: &types.TrafficRoute{ListenerArns: []string{s.http}},
			TestTrafficRoute: &types.TrafficRoute{ListenerArns: []string{s.test}},
		}}},
		BlueGreenDeploymentConfiguration: &types.BlueGreenDeploymentConfiguration{
			TerminateBlueInstancesOnDeploymentSuccess: &types.BlueInstanceTerminationOption{
				Action: types.InstanceActionTerminate, TerminationWaitTimeInMinutes: 15,
			},
		},
	}))(s.account)
}

// deploy starts a deployment of a task definition and returns its id.
func (s *shop) deploy(definition string) string {
	s.Helper()
	return *answer(s.tryDeploy(definition))(s.account).DeploymentId
}

func (s *shop) tryDeploy(definition string) (*codedeploy.CreateDeploymentOutput, error) {
	vpc := s.network.AwsvpcConfiguration
	spec, err := json.Marshal(map[string]any{"version": 0.0, "Resources": []any{
		map[string]any{"TargetService": map[string]any{"Type": "AWS::ECS::Service", "Properties": map[string]any{
			"TaskDefinition":   definition,
			"LoadBalancerInfo": map[string]any{"ContainerName": "api", "ContainerPort": 8000},
			"NetworkConfiguration": map[string]any{"AwsvpcConfiguration": map[string]any{
				"Subnets": vpc.Subnets, "SecurityGroups": vpc.SecurityGroups, "AssignPublicIp": "DISABLED",
			}},
		}}},
	}})
	if err != nil {
		return nil, err
	}
	return s.codedeploy.CreateDeployment(s.Context(), &codedeploy.CreateDeploymentInput{
		ApplicationName: aws.String("shop"), DeploymentGroupName: aws.String("shop"),
		Revision: &types.RevisionLocation{
			RevisionType:   types.RevisionLocationTypeAppSpecContent,
			AppSpecContent: &types.AppSpecContent{Content: aws.String(string(spec))},
		},
	})
}

func (s *shop) info(id string) *types.DeploymentInfo {
	s.Helper()
	return answer(s.codedeploy.GetDeployment(s.Context(),
		&codedeploy.GetDeploymentInput{DeploymentId: &id}))(s.account).DeploymentInfo
}

func (s *shop) service() ecstypes.Service {
	s.Helper()
	return only(s.account, "services", answer(s.ecs.DescribeServices(s.Context(),
		&ecs.DescribeServicesInput{Cluster: aws.String("main"), Services: []string{"shop"}}))(s.account).Services)
}

func errorContains(err error, part string) bool {
	return err != nil && strings.Contains(err.Error(), part)
}
