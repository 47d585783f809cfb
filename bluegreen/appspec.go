package bluegreen

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// The AppSpec of an ECS deployment, as CodeDeploy reads it.
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

// appSpec carries all that a CODE_DEPLOY service takes from nowhere else: its task definition, and the network and platform that ECS refuses to
// change in place.
func (b *builder) appSpec() pulumi.StringOutput {
	return pulumi.All(b.service.TaskDefinitionARN.ToStringOutput(), b.service.SubnetIDs.ToStringArrayOutput(), b.service.SecurityGroupIDs.ToStringArrayOutput()).
		ApplyT(func(known []any) (string, error) {
			var strategy []appSpecCapacity
			for _, provider := range slices.Sorted(maps.Keys(b.service.CapacityProviders)) {
				strategy = append(strategy, appSpecCapacity{CapacityProvider: provider, Weight: b.service.CapacityProviders[provider]})
			}
			publicIP := "DISABLED"
			if b.service.PublicIP {
				publicIP = "ENABLED"
			}
			spec, err := json.Marshal(appSpec{
				Version: json.RawMessage("0.0"), // the only one there is, and spelt so
				Resources: []appSpecResource{{TargetService: appSpecService{Type: "AWS::ECS::Service", Properties: appSpecProperties{
					TaskDefinition:   known[0].(string),
					LoadBalancerInfo: appSpecContainer{ContainerName: b.service.ContainerName, ContainerPort: b.service.ContainerPort},
					PlatformVersion:  "LATEST",
					NetworkConfiguration: appSpecNetwork{AwsvpcConfiguration: appSpecVPC{
						Subnets: known[1].([]string), SecurityGroups: known[2].([]string), AssignPublicIp: publicIP,
					}},
					CapacityProviderStrategy: strategy,
				}}}},
			})
			return string(spec), err
		}).(pulumi.StringOutput)
}
