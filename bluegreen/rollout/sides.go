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
	for _, side := range []*side{&w.blue, &w.green} {
		if set := taskSet(service, side.id); set != nil {
			side.taskDefinition = shortName(aws.ToString(set.TaskDefinition))
		}
	}
}

func (s side) tasks(service ecstypes.Service) Tasks {
	if set := taskSet(service, s.id); set != nil {
		return tasksOfSet(*set)
	}
	return Tasks{TaskDefinition: s.taskDefinition}
}

func (s side) targetGroups(service ecstypes.Service) []string {
	if set := taskSet(service, s.id); set != nil {
		return targetGroups(set.LoadBalancers)
	}
	return nil
}

func taskSet(service ecstypes.Service, id string) *ecstypes.TaskSet {
	for i, set := range service.TaskSets {
		if aws.ToString(set.Id) == id {
			return &service.TaskSets[i]
		}
	}
	return nil
}

// percent is the share of production traffic that the green task set gets. It is the last one while
// a rollback has not begun.
func (w *watch) percent(target cdtypes.ECSTarget) int {
	if len(target.TaskSetsInfo) == 0 {
		return w.last.traffic.Percent
	}
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
