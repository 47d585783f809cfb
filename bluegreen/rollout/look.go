package rollout

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy"
	cdtypes "github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
)

// watch is what one Wait knows. Blue and green are the task sets of the deployment; a rollback keeps
// their colours.
type watch struct {
	*Client
	deployment  *Deployment
	opts        WaitOptions
	emit        func(Event)
	scaling     *hold
	group       *cdtypes.DeploymentGroupInfo
	steps       *cdtypes.TrafficRoutingConfig
	blue, green side
	stopped     []TaskStopped
	seenTasks   map[string]bool
	last        snapshot
	gaveUp      bool     // on tasks that fail
	witnessed   []string // unhealthy targets and alarms, of which AWS keeps no record
}

// look reads the deployment's state. Everything that AWS does not tell yet is empty.
func (w *watch) look(ctx context.Context, id string) (snapshot, error) {
	a, err := w.attempt(ctx, id)
	if err != nil {
		return snapshot{}, err
	}
	target, err := w.ecsTarget(ctx, id)
	if err != nil {
		return snapshot{}, err
	}
	service, err := w.service(ctx)
	if err != nil {
		return snapshot{}, err
	}
	rollback := a.rollsBack() != ""
	if !rollback {
		w.learnSides(target, service)
	}
	s := snapshot{attempt: a, tasks: TasksChanged{Blue: w.blue.tasks(service), Green: w.green.tasks(service)}}
	s.phases = phases(a, target.LifecycleEvents)
	current := s.phases[len(s.phases)-1]
	s.waiting = waiting(a, current)
	s.hook = failedHook(target.LifecycleEvents)
	s.traffic.Percent = w.percent(target)
	if rollback {
		s.phases = []span{{
			phase: PhaseRollback, from: aws.ToTime(a.CreateTime), to: aws.ToTime(a.CompleteTime),
			done: a.Status == cdtypes.DeploymentStatusSucceeded,
		}}
	} else if current.phase == PhaseShift {
		s.traffic = nextStep(s.traffic.Percent, startOf(target.LifecycleEvents, "AllowTraffic"), w.steps)
	}
	found, err := w.lookAtTargets(ctx, w.green.targetGroups(service))
	if err != nil {
		return snapshot{}, err
	}
	s.unhealthy = found.unhealthy
	if s.alarms, err = w.firing(ctx, w.group); err != nil {
		return snapshot{}, err
	}
	if !rollback {
		err = w.lookAtStopped(ctx)
	}
	s.stopped = w.stopped
	return s, err
}

// tell emits what has changed since the last look.
func (w *watch) tell(now snapshot) {
	for _, event := range changes(w.last, now) {
		switch e := event.(type) {
		case TargetUnhealthy:
			w.witness(e.evidence())
		case AlarmFired:
			w.witness(fmt.Sprintf("alarm %s: %s", e.Alarm, e.Reason))
		}
		w.emit(event)
	}
	w.last = now
}

func (w *watch) witness(line string) {
	if !slices.Contains(w.witnessed, line) {
		w.witnessed = append(w.witnessed, line)
	}
}

// ecsTarget returns the deployment's only target, which is empty before the deployment has started.
func (w *watch) ecsTarget(ctx context.Context, id string) (cdtypes.ECSTarget, error) {
	out, err := w.aws.CodeDeploy.BatchGetDeploymentTargets(ctx, &codedeploy.BatchGetDeploymentTargetsInput{
		DeploymentId: aws.String(id), TargetIds: []string{w.target.Cluster + ":" + w.target.Service},
	})
	if isError[*cdtypes.DeploymentNotStartedException](err) ||
		isError[*cdtypes.DeploymentTargetDoesNotExistException](err) {
		return cdtypes.ECSTarget{}, nil
	}
	if err != nil {
		return cdtypes.ECSTarget{}, err
	}
	for _, target := range out.DeploymentTargets {
		if target.EcsTarget != nil {
			return *target.EcsTarget, nil
		}
	}
	return cdtypes.ECSTarget{}, nil
}

func failedHook(events []cdtypes.LifecycleEvent) string {
	for _, e := range events {
		if e.Status != cdtypes.LifecycleEventStatusFailed {
			continue
		}
		text := "the hook at " + aws.ToString(e.LifecycleEventName) + " failed"
		if d := e.Diagnostics; d != nil && aws.ToString(d.Message) != "" {
			text += ": " + *d.Message
		}
		return text
	}
	return ""
}

// lookAtStopped adds the green tasks that stopped by themselves since the last look.
func (w *watch) lookAtStopped(ctx context.Context) error {
	if w.green.id == "" {
		return nil
	}
	tasks, err := w.stoppedTasks(ctx)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		arn := aws.ToString(t.TaskArn)
		if aws.ToString(t.StartedBy) == w.green.id && !w.seenTasks[arn] {
			w.seenTasks[arn] = true
			w.stopped = append(w.stopped, w.taskStopped(ctx, t))
		}
	}
	return nil
}
