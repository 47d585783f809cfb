package rollout

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func TestStoppedByItself(t *testing.T) {
	for _, test := range []struct {
		code   ecstypes.TaskStopCode
		reason string
		want   bool
	}{
		{ecstypes.TaskStopCodeEssentialContainerExited, "Essential container in task exited", true},
		{ecstypes.TaskStopCodeTaskFailedToStart, "CannotPullContainerError: not found", true},
		{ecstypes.TaskStopCodeServiceSchedulerInitiated, "Task failed ELB health checks in (target-group tg)", true},
		{ecstypes.TaskStopCodeServiceSchedulerInitiated, "Scaling activity initiated by (deployment ecs-svc/1)", false},
		{ecstypes.TaskStopCodeUserInitiated, "Task stopped by user", false},
		{ecstypes.TaskStopCodeSpotInterruption, "Your Spot Task was interrupted", false},
		{ecstypes.TaskStopCodeTerminationNotice, "ECS is performing maintenance on the infrastructure", false},
	} {
		task := ecstypes.Task{StopCode: test.code, StoppedReason: aws.String(test.reason)}
		if got := stoppedByItself(task); got != test.want {
			t.Errorf("%s: got %v", test.reason, got)
		}
	}
}

func TestStopReasonAddsTheContainers(t *testing.T) {
	reason := aws.String("CannotPullContainerError: not found")
	task := ecstypes.Task{StoppedReason: reason, Containers: []ecstypes.Container{
		{Name: aws.String("app"), Reason: reason},
		{Name: aws.String("proxy"), Reason: aws.String("OutOfMemoryError")},
	}}
	if got := stopReason(task); got != "CannotPullContainerError: not found; proxy: OutOfMemoryError" {
		t.Errorf("got %q", got)
	}
}
