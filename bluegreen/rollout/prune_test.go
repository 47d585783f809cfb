package rollout

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// registryFake has the active revisions of several families, one a page, in no order.
type registryFake struct {
	*serviceFake
	active  []string // family:revision
	live    []int    // revisions of api that tasks use
	removed []string
	errs    []error // of the first calls of DeregisterTaskDefinition
}

func (f *registryFake) ListTaskDefinitions(
	_ context.Context, in *ecs.ListTaskDefinitionsInput, _ ...ecsOpt,
) (*ecs.ListTaskDefinitionsOutput, error) {
	page := 0
	fmt.Sscan(aws.ToString(in.NextToken), &page)
	out := &ecs.ListTaskDefinitionsOutput{TaskDefinitionArns: []string{definitions + f.active[page]}}
	if page++; page < len(f.active) {
		out.NextToken = aws.String(fmt.Sprint(page))
	}
	return out, nil
}

func (f *registryFake) ListTasks(_ context.Context, in *ecs.ListTasksInput, _ ...ecsOpt) (*ecs.ListTasksOutput, error) {
	if aws.ToString(in.Family) != "api" || in.ServiceName != nil {
		return nil, errors.New("tasks that do not belong to the service use revisions too")
	}
	return &ecs.ListTasksOutput{TaskArns: []string{"task"}}, nil
}

func (f *registryFake) DescribeTasks(
	context.Context, *ecs.DescribeTasksInput, ...ecsOpt,
) (*ecs.DescribeTasksOutput, error) {
	out := &ecs.DescribeTasksOutput{}
	for _, n := range f.live {
		out.Tasks = append(out.Tasks, ecstypes.Task{TaskDefinitionArn: aws.String(fmt.Sprint(definitions, "api:", n))})
	}
	return out, nil
}

func (f *registryFake) DeregisterTaskDefinition(
	_ context.Context, in *ecs.DeregisterTaskDefinitionInput, _ ...ecsOpt,
) (*ecs.DeregisterTaskDefinitionOutput, error) {
	if len(f.errs) > 0 {
		err := f.errs[0]
		f.errs = f.errs[1:]
		if err != nil {
			return nil, err
		}
	}
	f.removed = append(f.removed, shortName(*in.TaskDefinition))
	return &ecs.DeregisterTaskDefinitionOutput{}, nil
}

func TestPruneKeepsWhatIsUsed(t *testing.T) {
	active := []string{
		"api:9", "api:41", "api:10", "api-worker:1", "api:39", "api:42", "api:40", "api:38", "api:37", "api:36", "api:35",
	}
	rolling := rollingService(deployment(41, "PRIMARY", completed, 2), deployment(38, "ACTIVE", completed, 1))
	for name, test := range map[string]struct {
		service ecstypes.Service
		keep    int
		want    []string
	}{
		"rolling": {service: rolling, want: []string{"api:40", "api:39", "api:36", "api:35", "api:10", "api:9"}},
		"blue/green": {
			service: blueGreenService(ecstypes.StabilityStatusSteadyState, 2, 2),
			want:    []string{"api:39", "api:38", "api:36", "api:35", "api:10", "api:9"},
		},
		"the newest two stay":      {service: rolling, keep: 2, want: []string{"api:36", "api:35", "api:10", "api:9"}},
		"more stay than are there": {service: rolling, keep: 20},
	} {
		t.Run(name, func(t *testing.T) {
			fake := &registryFake{
				serviceFake: &serviceFake{looks: []ecstypes.Service{test.service}, errs: []error{throttle{}}},
				active:      active, live: []int{37}, errs: []error{throttle{}},
			}
			synctest.Test(t, func(t *testing.T) {
				got, err := NewFrom(Services{ECS: fake}, rollingTarget).Prune(t.Context(), test.keep)
				if err != nil || !slices.Equal(got, test.want) || !slices.Equal(fake.removed, test.want) {
					t.Errorf("got %v, %v; removed %v, want %v", got, err, fake.removed, test.want)
				}
			})
		})
	}
}

func TestPruneErrors(t *testing.T) {
	denied := errors.New("denied")
	fake := &registryFake{
		serviceFake: &serviceFake{looks: []ecstypes.Service{rollingService(deployment(41, "PRIMARY", completed, 2))}},
		active:      []string{"api:40", "api:39"}, errs: []error{nil, denied},
	}
	client := NewFrom(Services{ECS: fake}, rollingTarget)
	if got, err := client.Prune(t.Context(), 0); !errors.Is(err, denied) || !slices.Equal(got, []string{"api:40"}) {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := client.Prune(t.Context(), -1); err == nil {
		t.Error("a negative number was accepted")
	}
}
