package rollout

import (
	"math"

	"github.com/aws/aws-sdk-go-v2/aws"
	cdtypes "github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// side is a task set. The definition is remembered after AWS has deleted it.
type side struct{ id, taskDefinition string }

func (w *watch) learnSides(target cdtypes.ECSTarget, service ecstypes.Service) {
	if w.blue.id == "" && w.green.id == "" {
		w.blue.id = aws.ToString(primaryOf(service).Id)
	}
	for _, set := range target.TaskSetsInfo {
		switch set.TaskSetLabel {
		case cdtypes.TargetLabelBlue:
			w.blue.id = identifier(set)
		case cdtypes.TargetLabelGreen:
			w.green.id = identifier(set)
		}
	}
	for _, set := range service.TaskSets {
		for _, side := range []*side{&w.blue, &w.green} {
			if aws.ToString(set.Id) == side.id {
				side.taskDefinition = shortName(aws.ToString(set.TaskDefinition))
			}
		}
	}
}

func (s side) tasks(service ecstypes.Service) Tasks {
	for _, set := range service.TaskSets {
		if aws.ToString(set.Id) == s.id {
			return Tasks{
				TaskDefinition: s.taskDefinition, Running: int(set.RunningCount), Pending: int(set.PendingCount),
				Desired: int(set.ComputedDesiredCount),
			}
		}
	}
	return Tasks{TaskDefinition: s.taskDefinition}
}

// percent is the share of production traffic that the green task set gets.
func (w *watch) percent(target cdtypes.ECSTarget) int {
	for _, set := range target.TaskSetsInfo {
		if w.green.id != "" && identifier(set) == w.green.id {
			return int(math.Round(set.TrafficWeight))
		}
	}
	return 0
}

func identifier(set cdtypes.ECSTaskSet) string {
	return aws.ToString(set.Identifer) //nolint:misspell // AWS's spelling
}
