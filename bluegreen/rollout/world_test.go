package rollout_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cdtypes "github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

// world is an AWS with one service, api in cluster main, that CodeDeploy deploys. Deployments follow
// the clock of the test's bubble.
type world struct {
	mu          sync.Mutex
	deployments []*deployed
	sets        []*ecstypes.TaskSet
	production  string // target group that the production listener forwards to
	scaling     *[3]bool
	alarms      map[string]string // firing ones, with their reasons
	stopped     []ecstypes.Task

	// What a test sets.
	approval, termination time.Duration
	crashEvery            time.Duration // after which each green task crashes
	hookFails             bool
	sick                  string // target group whose targets the load balancer finds unhealthy
	linear                bool   // 25 % a minute instead of a canary
	rollbackFails         bool
	noAutoRollback        bool
	controller            ecstypes.DeploymentControllerType
	fail                  func(call string) error // before the call
	lose                  func(call string) error // after the call
	calls                 []string
	groupAlarms           []string
}

// deployed is a deployment in the world.
type deployed struct {
	info   cdtypes.DeploymentInfo
	stages []stage
	now    int       // index of the stage
	since  time.Time // of the stage
	blue   *ecstypes.TaskSet
	green  *ecstypes.TaskSet
	weight float64 // of green
	events map[string]*cdtypes.LifecycleEvent
	crash  time.Time
	stopAt time.Time // a person stopped it
}

type stage struct {
	name string
	last time.Duration
}

func newWorld() *world {
	w := &world{
		termination: 15 * time.Minute, alarms: map[string]string{}, scaling: &[3]bool{},
		controller: ecstypes.DeploymentControllerTypeCodeDeploy, production: "blue", groupAlarms: []string{"errors"},
	}
	w.sets = []*ecstypes.TaskSet{newSet("ecs-svc/1", "", "api:41", "blue", "PRIMARY")}
	return w
}

func newSet(id, external, revision, group, status string) *ecstypes.TaskSet {
	return &ecstypes.TaskSet{
		Id: aws.String(id), ExternalId: aws.String(external), Status: aws.String(status),
		TaskDefinition: aws.String(definition(revision)), RunningCount: 2, ComputedDesiredCount: 2,
		StabilityStatus: ecstypes.StabilityStatusSteadyState, PlatformVersion: aws.String("1.4.0"),
		LoadBalancers: []ecstypes.LoadBalancer{{
			ContainerName: aws.String("app"), ContainerPort: aws.Int32(8000), TargetGroupArn: aws.String(group),
		}},
		NetworkConfiguration: &ecstypes.NetworkConfiguration{AwsvpcConfiguration: &ecstypes.AwsVpcConfiguration{
			Subnets: []string{"subnet-b", "subnet-a"}, SecurityGroups: []string{"sg-a"},
			AssignPublicIp: ecstypes.AssignPublicIpDisabled,
		}},
	}
}

func definition(revision string) string {
	return "arn:aws:ecs:eu-west-1:111122223333:task-definition/" + revision
}

// client is a program that deploys a revision. A second one stands for a program that started again.
func (w *world) client(revision string) *rollout.Client {
	spec := `{"version":0.0,"Resources":[{"TargetService":{"Type":"AWS::ECS::Service","Properties":{` +
		`"TaskDefinition":"` + definition(revision) + `",` +
		`"LoadBalancerInfo":{"ContainerName":"app","ContainerPort":8000},"PlatformVersion":"LATEST",` +
		`"NetworkConfiguration":{"AwsvpcConfiguration":` +
		`{"Subnets":["subnet-a","subnet-b"],"SecurityGroups":["sg-a"],"AssignPublicIp":"DISABLED"}}}}}]}`
	return w.clientOf(rollout.Target{
		Region: "eu-west-1", Cluster: "main", Service: "api", TaskDefinition: definition(revision), Container: "app",
		Application: "shop", DeploymentGroup: "main", AppSpec: spec,
	})
}

func (w *world) clientOf(target rollout.Target) *rollout.Client {
	return rollout.NewFrom(rollout.Services{
		CodeDeploy: codeDeployWorld{w: w}, ECS: ecsWorld{w: w}, LoadBalancers: elbWorld{w: w},
		Alarms: alarmsWorld{w}, Logs: logsWorld{w}, Scaling: scalingWorld{w},
	}, target)
}

// enter begins a call: it takes the lock, lets time pass and returns the call's injected failure.
func (w *world) enter(ctx context.Context, call string) (leave func(*error), err error) {
	if ctx.Err() != nil {
		return nil, fmt.Errorf("operation error: %w", ctx.Err())
	}
	w.mu.Lock()
	w.calls = append(w.calls, call)
	if w.fail != nil {
		if err := w.fail(call); err != nil {
			w.mu.Unlock()
			return nil, err
		}
	}
	w.advance()
	return func(err *error) {
		if *err == nil && w.lose != nil {
			*err = w.lose(call)
		}
		w.mu.Unlock()
	}, nil
}

// started is the number of deployments, rollbacks not counted.
func (w *world) started() (n int) {
	for _, d := range w.deployments {
		if d.info.Creator == cdtypes.DeploymentCreatorUser {
			n++
		}
	}
	return n
}

func (w *world) find(id string) *deployed {
	i := slices.IndexFunc(w.deployments, func(d *deployed) bool { return *d.info.DeploymentId == id })
	if i < 0 {
		return nil
	}
	return w.deployments[i]
}

func (w *world) current() *deployed {
	for _, d := range w.deployments {
		if !d.ended() {
			return d
		}
	}
	return nil
}

func (w *world) primary() *ecstypes.TaskSet {
	for _, s := range w.sets {
		if *s.Status == "PRIMARY" {
			return s
		}
	}
	panic("no primary task set")
}

// crashTask stops a task by itself.
func (w *world) crashTask(set *ecstypes.TaskSet) {
	n := len(w.stopped) + 1
	w.stopped = append(w.stopped, ecstypes.Task{
		TaskArn: aws.String(fmt.Sprint("arn:aws:ecs:eu-west-1:111122223333:task/main/t", n)), StartedBy: set.Id,
		TaskDefinitionArn: set.TaskDefinition, StopCode: ecstypes.TaskStopCodeEssentialContainerExited,
		StoppedReason: aws.String("Essential container in task exited"),
		Containers:    []ecstypes.Container{{Name: aws.String("app"), ExitCode: aws.Int32(2)}},
	})
}

func has(lines []string, text string) bool { return strings.Contains(strings.Join(lines, "\n"), text) }
