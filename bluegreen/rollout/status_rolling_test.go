package rollout

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	aastypes "github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// scalingFake has one scalable target, whose scheduled scaling is suspended.
type scalingFake struct{ Scaling }

func (scalingFake) DescribeScalableTargets(
	context.Context, *applicationautoscaling.DescribeScalableTargetsInput, ...func(*applicationautoscaling.Options),
) (*applicationautoscaling.DescribeScalableTargetsOutput, error) {
	return &applicationautoscaling.DescribeScalableTargetsOutput{ScalableTargets: []aastypes.ScalableTarget{
		{SuspendedState: &aastypes.SuspendedState{ScheduledScalingSuspended: aws.Bool(true)}},
	}}, nil
}

func TestStatusOfAServiceWithoutAlarms(t *testing.T) {
	service := rollingService(deployment(41, "PRIMARY", completed, 2))
	service.DeploymentConfiguration = &ecstypes.DeploymentConfiguration{Alarms: &ecstypes.DeploymentAlarms{}}
	client := (&serviceFake{looks: []ecstypes.Service{service}}).client(rollingTarget)
	client.aws.Scaling = scalingFake{}
	if s, err := client.Status(t.Context()); err != nil || len(s.Alarms) > 0 {
		t.Errorf("got %+v, %v", s, err)
	}
}

func TestStatusRefused(t *testing.T) {
	denied := errors.New("denied")
	if _, err := (&serviceFake{errs: []error{denied}}).client(rollingTarget).Status(t.Context()); !errors.Is(err, denied) {
		t.Errorf("got %v", err)
	}
}

func TestStatusOfARollingService(t *testing.T) {
	next, old := deployment(41, "PRIMARY", inProgress, 1), deployment(40, "ACTIVE", completed, 2)
	ended := record(40, ecstypes.ServiceDeploymentStatusSuccessful, 3)
	back := record(41, ecstypes.ServiceDeploymentStatusRollbackInProgress, 5)
	for name, test := range map[string]struct {
		deployments []ecstypes.Deployment
		records     []ecstypes.ServiceDeployment
		want        Status
		green       *Tasks
	}{
		"at rest": {
			deployments: []ecstypes.Deployment{deployment(40, "PRIMARY", completed, 2)},
			records:     []ecstypes.ServiceDeployment{ended},
			want: Status{
				Serving: "api:40", Blue: Tasks{TaskDefinition: "api:40", Running: 2, Desired: 2},
				Last: "the deployment ended as SUCCESSFUL at 1970-01-01 00:03 UTC: it is steady",
			},
		},
		"in a deployment": {
			deployments: []ecstypes.Deployment{next, old},
			records:     []ecstypes.ServiceDeployment{record(41, ecstypes.ServiceDeploymentStatusInProgress, 5), ended},
			want: Status{
				Serving: "api:40", Blue: Tasks{TaskDefinition: "api:40", Running: 2, Desired: 2},
				Deployment: "ecs-svc/41", Phase: PhaseReplace,
			},
			green: &Tasks{TaskDefinition: "api:41", Running: 1, Desired: 2},
		},
		"in a rollback": {
			deployments: []ecstypes.Deployment{deployment(40, "PRIMARY", inProgress, 1), deployment(41, "ACTIVE", failed, 0)},
			records:     []ecstypes.ServiceDeployment{ended, back},
			want: Status{
				Serving: "api:40", Blue: Tasks{TaskDefinition: "api:40", Running: 1, Desired: 2},
				Deployment: "ecs-svc/40", Phase: PhaseRollback,
			},
			green: &Tasks{TaskDefinition: "api:41", Desired: 2},
		},
	} {
		t.Run(name, func(t *testing.T) {
			service := rollingService(test.deployments...)
			service.DeploymentConfiguration = &ecstypes.DeploymentConfiguration{
				Alarms: &ecstypes.DeploymentAlarms{AlarmNames: []string{"errors"}},
			}
			fake := &serviceFake{
				looks: []ecstypes.Service{service}, errs: []error{throttle{}},
				pages: [][]ecstypes.ServiceDeployment{test.records},
			}
			client := fake.client(rollingTarget)
			client.aws.Scaling = scalingFake{}
			synctest.Test(t, func(t *testing.T) {
				got, err := client.Status(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(got.Alarms, []string{"errors"}) || !got.ScalingSuspended || got.Wanted != "api:41" {
					t.Errorf("got %+v", got)
				}
				if (got.Green == nil) != (test.green == nil) || got.Green != nil && *got.Green != *test.green {
					t.Errorf("got green %+v, want %+v", got.Green, test.green)
				}
				if got.Serving != test.want.Serving || got.Blue != test.want.Blue || got.Last != test.want.Last ||
					got.Deployment != test.want.Deployment || got.Phase != test.want.Phase {
					t.Errorf("got %+v, want %+v", got, test.want)
				}
			})
		})
	}
}
