package bluegreen

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// The AppSpec of an ECS deployment. Field names are those of CodeDeploy.
type (
	appSpec struct {
		Version   json.RawMessage `json:"version"`
		Resources []appSpecResource
	}
	appSpecResource struct{ TargetService appSpecService }
	appSpecService  struct {
		Type       string
		Properties appSpecProperties
	}
	appSpecProperties struct {
		TaskDefinition           string
		LoadBalancerInfo         appSpecContainer
		PlatformVersion          string
		NetworkConfiguration     appSpecNetwork
		CapacityProviderStrategy []appSpecCapacity `json:",omitempty"`
	}
	appSpecContainer struct {
		ContainerName string
		ContainerPort int
	}
	appSpecCapacity struct {
		Base             int
		CapacityProvider string
		Weight           int
	}
	appSpecNetwork struct{ AwsvpcConfiguration appSpecVPC }
	appSpecVPC     struct {
		Subnets        []string
		SecurityGroups []string
		AssignPublicIp string //nolint:revive // CodeDeploy's spelling
	}
)

// onDemand is the capacity provider that OnDemandBase counts on.
const onDemand = "FARGATE"

// appSpec has what only a deployment can change in a CODE_DEPLOY service: ECS rejects other updates
// of its task definition, network and platform version.
func (b *builder) appSpec() pulumi.StringOutput {
	service := b.Service
	var strategy []appSpecCapacity
	for _, provider := range slices.Sorted(maps.Keys(service.CapacityProviders)) {
		capacity := appSpecCapacity{CapacityProvider: provider, Weight: service.CapacityProviders[provider]}
		if provider == onDemand {
			capacity.Base = service.OnDemandBase
		}
		strategy = append(strategy, capacity)
	}
	publicIP := "DISABLED"
	if service.PublicIP {
		publicIP = "ENABLED"
	}
	return pulumi.All(
		service.TaskDefinitionARN.ToStringOutput(),
		service.SubnetIDs.ToStringArrayOutput(),
		service.SecurityGroupIDs.ToStringArrayOutput(),
	).ApplyT(func(known []any) (string, error) {
		properties := appSpecProperties{
			TaskDefinition:   known[0].(string),
			LoadBalancerInfo: appSpecContainer{service.ContainerName, service.ContainerPort},
			PlatformVersion:  "LATEST",
			NetworkConfiguration: appSpecNetwork{AwsvpcConfiguration: appSpecVPC{
				Subnets: known[1].([]string), SecurityGroups: known[2].([]string), AssignPublicIp: publicIP,
			}},
			CapacityProviderStrategy: strategy,
		}
		spec, err := json.Marshal(appSpec{
			Version:   json.RawMessage("0.0"), // CodeDeploy supports only this version, as a number
			Resources: []appSpecResource{{appSpecService{Type: "AWS::ECS::Service", Properties: properties}}},
		})
		return string(spec), err
	}).(pulumi.StringOutput)
}
