package rollout

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// appSpec is what an AppSpec says about the service. Field names are CodeDeploy's.
type appSpec struct {
	TaskDefinition   string
	LoadBalancerInfo struct {
		ContainerName string
		ContainerPort int32
	}
	PlatformVersion      string
	NetworkConfiguration struct {
		AwsvpcConfiguration ecstypes.AwsVpcConfiguration
	}
	CapacityProviderStrategy []ecstypes.CapacityProviderStrategyItem
}

func parseAppSpec(content string) (appSpec, error) {
	var document struct {
		Resources []struct{ TargetService struct{ Properties appSpec } }
	}
	if err := json.Unmarshal([]byte(content), &document); err != nil {
		return appSpec{}, fmt.Errorf("the target's appSpec is not JSON: %w; pass the output Rollout unchanged", err)
	}
	if len(document.Resources) != 1 || document.Resources[0].TargetService.Properties.TaskDefinition == "" {
		return appSpec{}, fmt.Errorf("the target's appSpec does not name one service with a task definition; " +
			"pass the output Rollout unchanged")
	}
	return document.Resources[0].TargetService.Properties, nil
}

// fingerprint identifies an AppSpec. CodeDeploy reports it, but never the content.
func fingerprint(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// differences names what a deployment of the AppSpec would change in what serves.
func (a appSpec) differences(serves ecstypes.TaskSet) []string {
	var changed []string
	compare := func(what string, same bool) {
		if !same {
			changed = append(changed, what)
		}
	}
	compare("task definition", a.TaskDefinition == aws.ToString(serves.TaskDefinition))
	compare("container or port", slices.ContainsFunc(serves.LoadBalancers, func(l ecstypes.LoadBalancer) bool {
		return aws.ToString(l.ContainerName) == a.LoadBalancerInfo.ContainerName &&
			aws.ToInt32(l.ContainerPort) == a.LoadBalancerInfo.ContainerPort
	}))
	var network ecstypes.AwsVpcConfiguration
	if serves.NetworkConfiguration != nil && serves.NetworkConfiguration.AwsvpcConfiguration != nil {
		network = *serves.NetworkConfiguration.AwsvpcConfiguration
	}
	wanted := a.NetworkConfiguration.AwsvpcConfiguration
	compare("subnets", sameSet(wanted.Subnets, network.Subnets))
	compare("security groups", sameSet(wanted.SecurityGroups, network.SecurityGroups))
	compare("public addresses", (wanted.AssignPublicIp == ecstypes.AssignPublicIpEnabled) ==
		(network.AssignPublicIp == ecstypes.AssignPublicIpEnabled))
	// AWS replaces LATEST by a number.
	compare("platform version", a.PlatformVersion == "" || a.PlatformVersion == "LATEST" ||
		a.PlatformVersion == aws.ToString(serves.PlatformVersion))
	// An AppSpec without a strategy keeps the service's.
	compare("capacity providers", a.CapacityProviderStrategy == nil ||
		maps.Equal(weights(a.CapacityProviderStrategy), weights(serves.CapacityProviderStrategy)))
	return changed
}

func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

func weights(strategy []ecstypes.CapacityProviderStrategyItem) map[string][2]int32 {
	of := map[string][2]int32{}
	for _, item := range strategy {
		of[aws.ToString(item.CapacityProvider)] = [2]int32{item.Base, item.Weight}
	}
	return of
}
