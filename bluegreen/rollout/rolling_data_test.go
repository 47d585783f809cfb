package rollout

import (
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// deployment is one of api:revision, with two tasks wanted.
func deployment(revision int, status string, state ecstypes.DeploymentRolloutState, running int32) ecstypes.Deployment {
	return ecstypes.Deployment{
		Id:             aws.String(fmt.Sprintf("ecs-svc/%d", revision)),
		TaskDefinition: aws.String(fmt.Sprint(definitions, "api:", revision)),
		Status:         aws.String(status), RolloutState: state, RunningCount: running, DesiredCount: 2,
	}
}

func rollingService(deployments ...ecstypes.Deployment) ecstypes.Service {
	return ecstypes.Service{ServiceName: aws.String("api"), Status: aws.String("ACTIVE"), Deployments: deployments}
}

// crashed is a task of a deployment or task set whose main container ended with code 1.
func crashed(id, startedBy string, revision int) ecstypes.Task {
	return ecstypes.Task{
		TaskArn: aws.String("arn:aws:ecs:eu-west-1:111122223333:task/main/" + id), StartedBy: aws.String(startedBy),
		TaskDefinitionArn: aws.String(fmt.Sprint(definitions, "api:", revision)),
		StopCode:          ecstypes.TaskStopCodeEssentialContainerExited,
		StoppedReason:     aws.String("Essential container in task exited"),
		Containers: []ecstypes.Container{
			{Name: aws.String("proxy"), ExitCode: aws.Int32(143)},
			{Name: aws.String("app"), ExitCode: aws.Int32(1), Reason: aws.String("OutOfMemoryError")},
		},
	}
}

func record(revision int, status ecstypes.ServiceDeploymentStatus, minutes int) ecstypes.ServiceDeployment {
	return ecstypes.ServiceDeployment{
		ServiceDeploymentArn:  aws.String(fmt.Sprintf("deployment/%d-%d", revision, minutes)),
		TargetServiceRevision: &ecstypes.ServiceRevisionSummary{Arn: aws.String(fmt.Sprint(definitions, "api:", revision))},
		Status:                status, CreatedAt: aws.Time(time.Unix(int64(minutes)*60, 0)),
	}
}

// recorder keeps what a wait reports.
type recorder struct{ all []Event }

func (r *recorder) add(e Event) { r.all = append(r.all, e) }

func eventsOf[E Event](r *recorder) (found []E) {
	for _, e := range r.all {
		if e, ok := e.(E); ok {
			found = append(found, e)
		}
	}
	return found
}

func wantFailure(t *testing.T, err, kind error) *Failure {
	t.Helper()
	f, ok := err.(*Failure)
	if !ok || f.Kind != kind {
		t.Fatalf("got %v, want a Failure of kind %v", err, kind)
	}
	return f
}

type throttle struct{}

func (throttle) Error() string     { return "slow down" }
func (throttle) ErrorCode() string { return "ThrottlingException" }

type serverError struct{}

func (serverError) Error() string       { return "unavailable" }
func (serverError) HTTPStatusCode() int { return 503 }

var unknownHost = &net.DNSError{Err: "no such host", Name: "ecs.eu-west-1.amazonaws.com", IsNotFound: true}
