package rollout

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cdtypes "github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
)

// followRollback follows the deployment that rolls a failed one back, if there is one, and returns
// the [Failure].
func (w *watch) followRollback(ctx context.Context, failed snapshot) error {
	failure := w.failure(failed)
	rollback, err := w.rollbackOf(ctx, failed.attempt)
	if err != nil {
		return err
	}
	end := failed
	if rollback != "" {
		w.emit(RollingBack{Deployment: rollback, Reason: failure.Reason})
		end, err = w.follow(ctx, rollback, func(ctx context.Context, s snapshot) (bool, error) {
			return false, w.scaling.set(ctx, s.moves())
		})
		if err != nil {
			return err
		}
	}
	failure.Serving = servedBy(end)
	failure.Evidence = w.evidence(failed)
	if rollback != "" && end.attempt.failed() {
		failure.Kind, failure.Console = ErrFailed, w.page(rollback)
		failure.Evidence = append(failure.Evidence,
			fmt.Sprintf("rollback %s failed: %s", rollback, end.attempt.message()))
	} else if rollback == "" && failure.Kind == ErrRolledBack && end.traffic.Percent > 0 {
		failure.Kind = ErrFailed
	}
	failure.Remedy = remedies[failure.Kind]
	return failure
}

var remedies = map[error]string{
	ErrRolledBack: "Fix the cause and deploy again. To deploy the same version again, repeat the command.",
	ErrStopped:    "Repeat the command to deploy this version again.",
	ErrFailed: "Look at the deployment in the console and at the listener's target groups. Deploying again, " +
		"this version or with Force (--force) the one before, replaces what serves.",
}

// rollbackOf returns the id of the rollback, which CodeDeploy starts some seconds after the failure.
// It is empty if none starts.
func (w *watch) rollbackOf(ctx context.Context, a attempt) (id string, err error) {
	for waited := time.Duration(0); a.expectsRollback() && waited < rollbackDelay; {
		pause := w.untilNextLook(PhaseShift)
		if err := sleep(ctx, pause, nil); err != nil {
			return "", err
		}
		waited += pause
		if a, err = persist(ctx, w.emit, func() (attempt, error) { return w.attempt(ctx, a.id()) }); err != nil {
			return "", err
		}
	}
	return a.rolledBackBy(), nil
}

// failure says why a deployment failed, as far as the deployment itself shows it.
func (w *watch) failure(s snapshot) *Failure {
	f := &Failure{
		Kind: ErrRolledBack, Code: s.attempt.code(), Reason: s.attempt.message(), Console: w.page(w.deployment.id),
	}
	if info := s.attempt.ErrorInformation; info != nil {
		f.Reason = aws.ToString(info.Message)
	}
	switch cdtypes.ErrorCode(f.Code) {
	case cdtypes.ErrorCodeAlarmActive:
		if len(s.alarms) > 0 {
			f.Reason = fmt.Sprintf("alarm %s fired: %s", s.alarms[0].Alarm, s.alarms[0].Reason)
		}
	case cdtypes.ErrorCodeHookExecutionFailure:
		if s.hook != "" {
			f.Reason = s.hook
		}
	case cdtypes.ErrorCodeManualStop:
		f.Kind, f.Reason = ErrStopped, "the deployment was stopped on request"
	}
	// AWS documents no code for this.
	if minutes, over := approvalOver(s.attempt, s.phases); over {
		f.Kind, f.Reason = ErrRolledBack, fmt.Sprintf("nobody approved the deployment within %d minutes", minutes)
	}
	if len(s.stopped) >= stoppedLimit && f.Kind == ErrStopped {
		// It was a wait that stopped the deployment, so AWS's code for a person's stop would mislead.
		f.Kind, f.Code = ErrRolledBack, ""
		f.Reason = fmt.Sprintf("%d new tasks stopped by themselves, the last one because: %s",
			len(s.stopped), s.stopped[len(s.stopped)-1].Reason)
	}
	return f
}

// approvalOver says whether the deployment ended when its wait for an approval was over.
func approvalOver(a attempt, spans []span) (minutes int32, over bool) {
	config := a.BlueGreenDeploymentConfiguration
	if config == nil || config.DeploymentReadyOption == nil || a.CompleteTime == nil ||
		config.DeploymentReadyOption.ActionOnTimeout != cdtypes.DeploymentReadyActionStopDeployment {
		return 0, false
	}
	tested := spans[len(spans)-1]
	if tested.phase != PhaseTest && tested.phase != PhaseInstall || !tested.done {
		return 0, false
	}
	minutes = config.DeploymentReadyOption.WaitTimeInMinutes
	return minutes, !a.CompleteTime.Before(tested.to.Add(time.Duration(minutes) * time.Minute))
}

// servedBy says what gets production traffic.
func servedBy(s snapshot) string {
	blue, green := on(s.tasks.Blue), on(s.tasks.Green)
	switch percent := s.traffic.Percent; {
	case percent >= 100:
		return green
	case percent > 0:
		return fmt.Sprintf("%s (%d%%) and %s (%d%%)", blue, 100-percent, green, percent)
	}
	return blue
}

func on(tasks Tasks) string {
	plural := "s"
	if tasks.Running == 1 {
		plural = ""
	}
	return fmt.Sprintf("%s on %d task%s", tasks.TaskDefinition, tasks.Running, plural)
}

// evidence is what the wait saw of the causes. AWS forgets most of it.
func (w *watch) evidence(failed snapshot) (lines []string) {
	if info := failed.attempt.ErrorInformation; info != nil && info.Code != cdtypes.ErrorCodeManualStop {
		lines = append(lines, "CodeDeploy: "+aws.ToString(info.Message))
	}
	for _, task := range w.stopped[max(0, len(w.stopped)-stoppedLimit):] {
		lines = append(lines, task.evidence()...)
	}
	return append(lines, w.witnessed...)
}
