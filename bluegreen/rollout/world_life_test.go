package rollout_test

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cdtypes "github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// The stages of a deployment, and the lifecycle events that are in progress in them.
var stageEvents = map[string][]string{
	"install": {"BeforeInstall", "Install", "AfterInstall"},
	"test":    {"AllowTestTraffic", "AfterAllowTestTraffic"},
	"before":  {"BeforeAllowTraffic"},
	"shift":   {"AllowTraffic"},
	"hooks":   {"AfterAllowTraffic"},
}

func (d *deployed) ended() bool {
	return slices.Contains([]cdtypes.DeploymentStatus{"Succeeded", "Failed", "Stopped"}, d.info.Status)
}

func (d *deployed) stage() string { return d.stages[d.now].name }

// begin adds a deployment. Tasks take a minute to start, a canary shifts 10 % for 5 minutes.
func (w *world) begin(info cdtypes.DeploymentInfo, at time.Time) *deployed {
	info.DeploymentId = aws.String(fmt.Sprint("d-", len(w.deployments)+1))
	info.CreateTime, info.Status = aws.Time(at), cdtypes.DeploymentStatusCreated
	d := &deployed{info: info, since: at, events: map[string]*cdtypes.LifecycleEvent{}, blue: w.primary()}
	d.stages = []stage{
		{"queued", 5 * time.Second},
		{"install", time.Minute},
		{"test", 20 * time.Second},
		{"ready", w.approval},
		{"before", 10 * time.Second},
		{"shift", 5 * time.Minute},
		{"hooks", 10 * time.Second},
		{"terminate", w.termination},
		{"cleanup", time.Minute},
		{"end", 0},
	}
	if info.Creator == cdtypes.DeploymentCreatorCodeDeployRollback {
		d.stages = []stage{{"queued", 15 * time.Second}, {"back", time.Minute}, {"end", 0}}
	}
	w.deployments = append(w.deployments, d)
	return d
}

// advance lets the running deployment follow the clock.
func (w *world) advance() {
	for d := w.current(); d != nil; d = w.current() {
		w.suffer(d)
		if d.ended() {
			continue // a rollback began
		}
		over := d.since.Add(d.stages[d.now].last)
		if d.stage() == "ready" && w.approval > 0 {
			if time.Now().Before(over) {
				return
			}
			w.end(d, cdtypes.DeploymentStatusStopped, "TIMEOUT_UNDOCUMENTED", "The deployment timed out.", over)
			continue
		}
		if time.Now().Before(over) {
			return
		}
		w.enterStage(d, d.now+1, over)
	}
}

// suffer lets what a test arranged happen to the deployment.
func (w *world) suffer(d *deployed) {
	moving := d.stage() == "install" || d.stage() == "shift"
	if w.crashEvery > 0 && d.green != nil && moving {
		for ; !time.Now().Before(d.crash.Add(w.crashEvery)); d.crash = d.crash.Add(w.crashEvery) {
			w.crashTask(d.green)
		}
		d.stages[1].last = time.Hour // sick tasks hold the installation up
	}
	if w.sick == "green" && d.stage() == "install" {
		d.stages[d.now].last = 2 * time.Hour
		if over := d.since.Add(time.Hour); !time.Now().Before(over) {
			w.end(d, cdtypes.DeploymentStatusFailed, cdtypes.ErrorCodeTimeout, "not healthy within 60 minutes", over)
			return
		}
	}
	if w.linear && d.stage() == "shift" {
		d.weight = min(100, 25*(1+math.Floor(time.Since(d.since).Minutes())))
	}
	if !d.stopAt.IsZero() && !time.Now().Before(d.stopAt) {
		w.end(d, cdtypes.DeploymentStatusStopped, cdtypes.ErrorCodeManualStop, "stopped by a user", d.stopAt)
		return
	}
	for name, reason := range w.alarms {
		if reason != "" && d.info.Creator == cdtypes.DeploymentCreatorUser {
			w.end(d, cdtypes.DeploymentStatusStopped, cdtypes.ErrorCodeAlarmActive, "Activated alarms: <"+name+">", time.Now())
			return
		}
	}
	if w.hookFails && d.stage() == "test" {
		d.events["AfterAllowTestTraffic"].Status = cdtypes.LifecycleEventStatusFailed
		d.events["AfterAllowTestTraffic"].Diagnostics = &cdtypes.Diagnostics{Message: aws.String("smoke test: 500")}
		w.end(d, cdtypes.DeploymentStatusFailed, cdtypes.ErrorCodeHookExecutionFailure, "hooks failed", time.Now())
	}
}

func (w *world) enterStage(d *deployed, to int, at time.Time) {
	for _, name := range stageEvents[d.stage()] {
		d.events[name].Status, d.events[name].EndTime = cdtypes.LifecycleEventStatusSucceeded, aws.Time(at)
	}
	d.now, d.since = to, at
	for _, name := range stageEvents[d.stage()] {
		d.events[name] = &cdtypes.LifecycleEvent{
			LifecycleEventName: aws.String(name), StartTime: aws.Time(at), Status: cdtypes.LifecycleEventStatusInProgress,
		}
	}
	d.info.Status = cdtypes.DeploymentStatusInProgress
	switch d.stage() {
	case "install":
		d.info.StartTime, d.crash = aws.Time(at), at
		free := map[string]string{"blue": "green", "green": "blue"}[*d.blue.LoadBalancers[0].TargetGroupArn]
		id := *d.info.DeploymentId
		d.green = newSet("ecs-svc/"+id, id, *d.info.ExternalId, free, "ACTIVE")
		w.sets = append(w.sets, d.green)
	case "ready":
		if w.approval > 0 {
			d.info.Status = cdtypes.DeploymentStatusReady
		}
	case "shift":
		d.weight = 10
	case "hooks":
		d.weight = 100
		w.production = *d.green.LoadBalancers[0].TargetGroupArn
	case "terminate":
		d.info.InstanceTerminationWaitTimeStarted = true
		d.blue.Status, d.green.Status = aws.String("ACTIVE"), aws.String("PRIMARY")
	case "cleanup":
		w.remove(d.blue)
	case "back": // to CodeDeploy, the old tasks are the new ones of a rollback
		if w.rollbackFails {
			w.end(d, cdtypes.DeploymentStatusFailed, cdtypes.ErrorCodeEcsUpdateError, "The service is gone", at)
			return
		}
		cause := w.find(*d.info.RollbackInfo.RollbackTriggeringDeploymentId)
		d.info.StartTime = aws.Time(at)
		cause.weight = 0
		if cause.green != nil {
			d.blue, d.green, d.weight = cause.green, cause.blue, 100
		}
	case "end":
		d.info.Status, d.info.CompleteTime = cdtypes.DeploymentStatusSucceeded, aws.Time(at)
		if d.info.Creator == cdtypes.DeploymentCreatorCodeDeployRollback {
			w.rollBack(w.find(*d.info.RollbackInfo.RollbackTriggeringDeploymentId))
		}
	}
}

// end lets a deployment fail and starts its rollback.
func (w *world) end(d *deployed, status cdtypes.DeploymentStatus, code cdtypes.ErrorCode, text string, at time.Time) {
	d.info.Status, d.info.CompleteTime = status, aws.Time(at)
	d.info.ErrorInformation = &cdtypes.ErrorInformation{Code: code, Message: aws.String(text)}
	if d.info.Creator == cdtypes.DeploymentCreatorCodeDeployRollback || w.noAutoRollback {
		return
	}
	back := w.begin(cdtypes.DeploymentInfo{
		ApplicationName: d.info.ApplicationName, DeploymentGroupName: d.info.DeploymentGroupName,
		Creator:      cdtypes.DeploymentCreatorCodeDeployRollback,
		Description:  aws.String("CodeDeploy rollback"),
		Revision:     revisionOf("old"),
		RollbackInfo: &cdtypes.RollbackInfo{RollbackTriggeringDeploymentId: d.info.DeploymentId},
	}, at)
	d.info.RollbackInfo = &cdtypes.RollbackInfo{
		RollbackDeploymentId: back.info.DeploymentId, RollbackTriggeringDeploymentId: d.info.DeploymentId,
	}
}

func (w *world) rollBack(d *deployed) {
	d.weight = 0
	if d.green != nil {
		w.remove(d.green)
	}
	d.blue.Status = aws.String("PRIMARY")
	w.production = *d.blue.LoadBalancers[0].TargetGroupArn
}

func (w *world) remove(set *ecstypes.TaskSet) {
	w.sets = slices.DeleteFunc(w.sets, func(s *ecstypes.TaskSet) bool { return s == set })
}

func revisionOf(sha string) *cdtypes.RevisionLocation {
	return &cdtypes.RevisionLocation{AppSpecContent: &cdtypes.AppSpecContent{Sha256: aws.String(sha)}}
}
