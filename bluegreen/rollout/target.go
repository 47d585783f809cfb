package rollout

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Target identifies what to deploy, and to which service. It is the JSON of the output Rollout of
// bluegreen.DeploymentGroup and ecsservice.Service.
type Target struct {
	// Region is the service's AWS region.
	Region string `json:"region"`
	// Cluster and Service are the names of the ECS cluster and of its service.
	Cluster string `json:"cluster"`
	Service string `json:"service"`
	// TaskDefinition is the ARN of the revision to deploy.
	TaskDefinition string `json:"taskDefinition"`
	// Container is the name of the main container.
	Container string `json:"container"`
	// Application and DeploymentGroup are the names that CodeDeploy knows. Both are empty for a
	// rolling service.
	Application     string `json:"application,omitempty"`
	DeploymentGroup string `json:"deploymentGroup,omitempty"`
	// AppSpec is the JSON document that CodeDeploy deploys. It is empty for a rolling service.
	AppSpec string `json:"appSpec,omitempty"`
}

// BlueGreen says whether CodeDeploy deploys the service.
func (t Target) BlueGreen() bool { return t.Application != "" }

// ParseTarget reads a target from the output of a component. A missing field is an error, and so is
// an unknown one, which a newer version of the library may have written.
func ParseTarget(output string) (Target, error) {
	var t Target
	decoder := json.NewDecoder(strings.NewReader(output))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&t)
	if _, end := decoder.Token(); err == nil && !errors.Is(end, io.EOF) {
		err = errors.New("something follows it")
	}
	if err != nil {
		return Target{}, fmt.Errorf("the rollout output is not the JSON of a rollout target: %w; "+
			"pass the output Rollout of the component", err)
	}
	type field struct{ name, value string }
	required := []field{
		{"region", t.Region},
		{"cluster", t.Cluster},
		{"service", t.Service},
		{"taskDefinition", t.TaskDefinition},
		{"container", t.Container},
	}
	blueGreen := []field{
		{"application", t.Application}, {"deploymentGroup", t.DeploymentGroup}, {"appSpec", t.AppSpec},
	}
	for _, f := range blueGreen {
		if f.value != "" {
			required = append(required, blueGreen...)
			break
		}
	}
	for _, f := range required {
		if f.value == "" {
			return Target{}, fmt.Errorf("the rollout output has no %s; "+
				"pass the output Rollout of the component, unchanged", f.name)
		}
	}
	if _, err := parseAppSpec(t.AppSpec); t.AppSpec != "" && err != nil {
		return Target{}, err
	}
	return t, nil
}
