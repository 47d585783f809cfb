package rollout

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// rollingWatch is what one WaitRolling has seen.
type rollingWatch struct {
	*Client
	emit    func(Event)
	changed func(key string, e Event)

	began   bool
	wanted  ecstypes.Deployment // of the target's revision; empty if the service has none
	serving serving
	settled bool            // the primary deployment has ended
	known   map[string]bool // stopped tasks, by ARN
	stopped []TaskStopped
	fired   []AlarmFired
	record  *ecstypes.ServiceDeployment // of the newest deployment of the target's revision
	unread  error                       // why there is no record
}

// look reports true if the target's revision has been rolled out.
func (w *rollingWatch) look(ctx context.Context) (bool, error) {
	service, err := w.service(ctx)
	if err != nil {
		return false, err
	}
	w.lookAtSides(service)
	inPlace := aws.ToString(w.wanted.Status) == primary
	if inPlace && w.wanted.RolloutState == ecstypes.DeploymentRolloutStateInProgress {
		w.begin()
		return false, w.lookAtStopped(ctx)
	}
	if err := w.lookAtRecord(ctx); err != nil {
		return false, err
	}
	status := w.status()
	if inPlace && w.wanted.RolloutState == ecstypes.DeploymentRolloutStateCompleted &&
		(status == "" || status == ecstypes.ServiceDeploymentStatusSuccessful) {
		if w.began {
			w.emit(PhaseChanged{Phase: PhaseReplace, Done: true, At: aws.ToTime(w.wanted.UpdatedAt)})
		}
		return true, nil
	}
	if err := w.lookAtStopped(ctx); err != nil {
		return false, err
	}
	return false, w.verdict(ctx, status, inPlace)
}

// lookAtSides finds the deployment of the wanted revision, and counts the tasks of the others.
func (w *rollingWatch) lookAtSides(service ecstypes.Service) {
	w.serving, w.wanted = servingNow(service), ecstypes.Deployment{}
	now := primaryDeployment(service)
	w.settled = now == nil || now.RolloutState != ecstypes.DeploymentRolloutStateInProgress
	for _, d := range service.Deployments {
		isPrimary := aws.ToString(d.Status) == primary
		if aws.ToString(d.TaskDefinition) == w.target.TaskDefinition && (isPrimary || w.wanted.Id == nil) {
			w.wanted = d
		}
	}
	w.changed("tasks", TasksChanged{Blue: tasksBeside(service, w.wanted.Id), Green: tasksOf(w.wanted)})
}

// tasksBeside counts the tasks of all deployments except one.
func tasksBeside(service ecstypes.Service, id *string) (all Tasks) {
	for _, d := range service.Deployments {
		if aws.ToString(d.Id) == aws.ToString(id) {
			continue
		}
		one := tasksOf(d)
		all.TaskDefinition = cmp.Or(all.TaskDefinition, one.TaskDefinition)
		all.Running += one.Running
		all.Pending += one.Pending
		all.Desired += one.Desired
	}
	return all
}

func (w *rollingWatch) begin() {
	if w.began {
		return
	}
	w.began = true
	w.emit(Started{Deployment: aws.ToString(w.wanted.Id), Joined: true, Console: w.console()})
	w.emit(PhaseChanged{Phase: PhaseReplace, At: aws.ToTime(w.wanted.CreatedAt)})
}

// lookAtStopped reports the deployment's tasks that stopped. ECS forgets a deployment that it rolled
// back, whose tasks then have only their revision.
func (w *rollingWatch) lookAtStopped(ctx context.Context) error {
	tasks, err := w.stoppedTasks(ctx)
	if err != nil {
		return err
	}
	for _, task := range tasks {
		arn := aws.ToString(task.TaskArn)
		ours := aws.ToString(task.StartedBy) == aws.ToString(w.wanted.Id) ||
			w.wanted.Id == nil && aws.ToString(task.TaskDefinitionArn) == w.target.TaskDefinition
		if !ours || w.known[arn] {
			continue
		}
		w.known[arn] = true
		event := w.taskStopped(ctx, task)
		w.stopped = append(w.stopped, event)
		w.emit(event)
	}
	return nil
}

// verdict returns nil while a rollback goes on, or a deployment that ECS does not list yet.
func (w *rollingWatch) verdict(ctx context.Context, status ecstypes.ServiceDeploymentStatus, inPlace bool) error {
	switch status {
	case ecstypes.ServiceDeploymentStatusPending, ecstypes.ServiceDeploymentStatusInProgress,
		ecstypes.ServiceDeploymentStatusStopRequested:
		return nil
	}
	if err := w.lookAtAlarms(ctx); err != nil {
		return err
	}
	switch {
	case rollsBackNow(status), status == "" && !inPlace && !w.settled:
		w.changed("rollback", RollingBack{Reason: w.reason()})
		return nil
	case status == ecstypes.ServiceDeploymentStatusRollbackFailed,
		inPlace && status != ecstypes.ServiceDeploymentStatusRollbackSuccessful:
		return w.failure(ErrFailed)
	}
	return w.failure(ErrRolledBack)
}

func rollsBackNow(status ecstypes.ServiceDeploymentStatus) bool {
	return status == ecstypes.ServiceDeploymentStatusRollbackRequested ||
		status == ecstypes.ServiceDeploymentStatusRollbackInProgress
}

func (w *rollingWatch) failure(kind error) *Failure {
	f := &Failure{
		Kind: kind, Reason: w.reason(), Serving: w.serving.String(), Console: w.console(),
		Remedy: "Correct what the evidence shows and run pulumi up again.",
	}
	if w.record != nil && w.record.DeploymentCircuitBreaker != nil {
		if breaker := w.record.DeploymentCircuitBreaker; breaker.FailureCount > 0 {
			f.Evidence = append(f.Evidence, fmt.Sprintf("the circuit breaker counted %d failed tasks; its threshold is %d",
				breaker.FailureCount, breaker.Threshold))
		}
	}
	for _, alarm := range w.fired {
		f.Evidence = append(f.Evidence, "alarm "+alarm.Alarm+" fired: "+alarm.Reason)
	}
	for _, task := range w.stopped[max(0, len(w.stopped)-stoppedLimit):] { // the others failed alike
		f.Evidence = append(f.Evidence, task.evidence()...)
	}
	if w.unread != nil {
		f.Evidence = append(f.Evidence, "the record of the deployment could not be read: "+w.unread.Error())
	}
	return f
}

// reason is AWS's, of the most exact source that has one.
func (w *rollingWatch) reason() string {
	why := aws.ToString(w.wanted.RolloutStateReason)
	if w.record != nil {
		why = cmp.Or(aws.ToString(w.record.StatusReason), why)
		if w.record.Rollback != nil {
			why = cmp.Or(aws.ToString(w.record.Rollback.Reason), why)
		}
		if w.record.Status == ecstypes.ServiceDeploymentStatusSuccessful {
			why = "a later deployment replaced it"
		}
	}
	wanted := shortName(w.target.TaskDefinition)
	text := fmt.Sprintf("%s does not serve: %s", wanted, cmp.Or(strings.TrimSuffix(why, "."), "ECS gives no reason"))
	if w.serving.tasks.TaskDefinition != wanted {
		text += fmt.Sprintf("; the service runs %s", w.serving.tasks.TaskDefinition)
	}
	return text
}

// console is the page of the service's deployments.
func (c *Client) console() string {
	return fmt.Sprintf("https://%s.console.aws.amazon.com/ecs/v2/clusters/%s/services/%s/deployments?region=%[1]s",
		c.target.Region, c.target.Cluster, c.target.Service)
}
