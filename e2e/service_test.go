package e2e

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// service returns the ECS service.
func (a account) service(cluster, name string) ecstypes.Service {
	a.Helper()
	found := answer(ecs.NewFromConfig(a.Config).DescribeServices(a.Context(),
		&ecs.DescribeServicesInput{Cluster: &cluster, Services: []string{name}}))(a)
	return only(a, "services", found.Services)
}

func (a account) checkService(want preset, service ecstypes.Service) {
	if got := service.DeploymentController.Type; got != want.controller {
		a.Errorf("the deployment controller is %s, want %s", got, want.controller)
	}
	if service.NetworkConfiguration == nil || service.NetworkConfiguration.AwsvpcConfiguration == nil {
		a.Fatal("the service has no network")
	}
	network := service.NetworkConfiguration.AwsvpcConfiguration
	if names := a.subnetNames(network.Subnets); !slices.Equal(names, subnets(want.taskTier)) {
		a.Errorf("tasks are started in %q", names)
	}
	if public := network.AssignPublicIp == ecstypes.AssignPublicIpEnabled; public != (want.taskTier == "public") {
		a.Errorf("tasks have public addresses: %t", public)
	}
	a.checkGroups("the service", network.SecurityGroups, "ECS tasks")
}

// cluster returns the ARN of a cluster.
func (a account) cluster(name string) string {
	a.Helper()
	found := answer(ecs.NewFromConfig(a.Config).DescribeClusters(a.Context(),
		&ecs.DescribeClustersInput{Clusters: []string{name}}))(a)
	return aws.ToString(only(a, "clusters", found.Clusters).ClusterArn)
}

// taskDefinition returns the task definition with an ARN.
func (a account) taskDefinition(arn string) *ecstypes.TaskDefinition {
	a.Helper()
	return answer(ecs.NewFromConfig(a.Config).DescribeTaskDefinition(a.Context(),
		&ecs.DescribeTaskDefinitionInput{TaskDefinition: &arn}))(a).TaskDefinition
}

// container returns a container of a task definition.
func (a account) container(definition *ecstypes.TaskDefinition, name string) ecstypes.ContainerDefinition {
	a.Helper()
	for _, c := range definition.ContainerDefinitions {
		if aws.ToString(c.Name) == name {
			return c
		}
	}
	a.Fatalf("the task definition has no container %s", name)
	return ecstypes.ContainerDefinition{}
}

// checkSecrets checks that each container has one secret, by its ARN, that only the one that sets up
// the database has the master user's, and that none of the given values is anywhere in the task
// definition.
func (a account) checkSecrets(definition *ecstypes.TaskDefinition, masterARN string, secrets ...string) {
	for _, container := range definition.ContainerDefinitions {
		secret := only(a, "secrets", container.Secrets)
		from, name := aws.ToString(secret.ValueFrom), aws.ToString(container.Name)
		master := strings.HasPrefix(from, masterARN)
		if !strings.HasPrefix(from, "arn:aws:secretsmanager:") || master != (name == "setup-database") {
			a.Errorf("%s of %s comes from %s", aws.ToString(secret.Name), name, from)
		}
	}
	document, err := json.Marshal(definition)
	if err != nil {
		a.Fatal(err)
	}
	for _, plain := range secrets {
		if strings.Contains(string(document), plain) {
			a.Error("a secret is in the task definition in plain text")
		}
	}
}
