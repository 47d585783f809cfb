package rollout

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// stoppedLimit is the number of stopped tasks that makes a version sick. While as many stopped within
// restlessFor, tasks that run now may be in a crash loop.
const (
	stoppedLimit = 3
	restlessFor  = 5 * time.Minute
)

// AwaitHealthy waits until what serves is healthy: as many tasks run as the service wants, and the
// load balancer finds all of them healthy, and fewer than three stopped by themselves in the last five
// minutes. A service that wants no task is healthy. Events get what serves as Blue.
//
// It returns a [Failure] of kind ErrUnhealthy when ctx ends, or when three tasks have stopped by
// themselves since the call. It does not check which revision serves: see Plan and WaitRolling.
func (c *Client) AwaitHealthy(ctx context.Context, events func(Event)) error {
	emit := orIgnore(events)
	w := &healthWatch{Client: c, emit: emit, changed: onChange(emit)}
	err := c.poll(ctx, emit, func() (bool, error) { return w.look(ctx) })
	if err != nil && ctx.Err() != nil {
		return w.failure(cmp.Or(w.lacking(), "AWS gave no answer in time"))
	}
	return err
}

// healthWatch is what one AwaitHealthy has seen.
type healthWatch struct {
	*Client
	emit    func(Event)
	changed func(key string, e Event)

	serving serving
	known   map[string]bool // stopped tasks, by ARN; nil before the first look
	stopped []TaskStopped   // since the first look
	recent  int             // tasks that stopped within restlessFor
	targets targets
}

func (w *healthWatch) look(ctx context.Context) (bool, error) {
	service, err := w.service(ctx)
	if err != nil {
		return false, err
	}
	w.serving = servingNow(service)
	w.changed("tasks", TasksChanged{Blue: w.serving.tasks})
	if err := w.lookAtStopped(ctx); err != nil {
		return false, err
	}
	if n := len(w.stopped); n >= stoppedLimit {
		return false, w.failure(fmt.Sprintf("%d tasks of %s stopped by themselves", n, w.serving.tasks.TaskDefinition))
	}
	if w.targets, err = w.lookAtTargets(ctx, w.serving.targetGroups); err != nil {
		return false, err
	}
	w.targets.unhealthy = append(w.targets.unhealthy, w.targets.unused...) // what serves must be behind a listener
	for _, target := range w.targets.unhealthy {
		w.changed(target.Target, target)
	}
	return w.lacking() == "", nil
}

// lookAtStopped adds the tasks of what serves that stopped since the first look.
func (w *healthWatch) lookAtStopped(ctx context.Context) error {
	tasks, err := w.stoppedTasks(ctx)
	if err != nil {
		return err
	}
	first := w.known == nil
	if first {
		w.known = map[string]bool{}
	}
	w.recent = 0
	for _, task := range tasks {
		arn, ours := aws.ToString(task.TaskArn), aws.ToString(task.StartedBy) == w.serving.id
		if ours && time.Since(aws.ToTime(task.StoppedAt)) < restlessFor {
			w.recent++
		}
		if !first && !w.known[arn] && ours {
			event := w.taskStopped(ctx, task)
			w.stopped = append(w.stopped, event)
			w.emit(event)
		}
		w.known[arn] = true
	}
	return nil
}

// lacking says what is missing for health. Empty: nothing.
func (w *healthWatch) lacking() string {
	switch s := w.serving; {
	case s.id == "":
		return "the service has no primary deployment yet"
	case s.tasks.Running != s.tasks.Desired:
		return fmt.Sprintf("%d of %d tasks of %s run", s.tasks.Running, s.tasks.Desired, s.tasks.TaskDefinition)
	case len(w.targets.unhealthy) > 0:
		return fmt.Sprintf("the load balancer finds %d tasks of %s unhealthy",
			len(w.targets.unhealthy), s.tasks.TaskDefinition)
	case len(s.targetGroups) > 0 && w.targets.healthy < s.tasks.Desired:
		return fmt.Sprintf("the load balancer finds %d of %d tasks of %s healthy so far",
			w.targets.healthy, s.tasks.Desired, s.tasks.TaskDefinition)
	case w.recent >= stoppedLimit:
		return fmt.Sprintf("%d tasks of %s stopped by themselves in the last %v",
			w.recent, s.tasks.TaskDefinition, restlessFor)
	case !s.steady:
		return fmt.Sprintf("ECS still changes the tasks of %s", s.tasks.TaskDefinition)
	}
	return ""
}

func (w *healthWatch) failure(reason string) *Failure {
	f := &Failure{
		Kind: ErrUnhealthy, Reason: reason, Serving: w.serving.String(),
		Remedy: "Read the evidence and the service's log, then deploy a revision that works.",
	}
	for _, task := range w.stopped {
		f.Evidence = append(f.Evidence, task.evidence()...)
	}
	for _, target := range w.targets.unhealthy {
		f.Evidence = append(f.Evidence, target.evidence())
	}
	return f
}

// serving is what gets production traffic.
type serving struct {
	id           string // of the task set or deployment, which its tasks have as startedBy
	tasks        Tasks
	steady       bool
	targetGroups []string
}

// servingNow finds the PRIMARY task set, or without task sets the PRIMARY deployment.
func servingNow(service ecstypes.Service) (s serving) {
	balancers := service.LoadBalancers
	if set := primaryOf(service); set.Id != nil {
		balancers = set.LoadBalancers
		s = serving{
			id: aws.ToString(set.Id), tasks: tasksOfSet(set),
			steady: set.StabilityStatus == ecstypes.StabilityStatusSteadyState,
		}
	} else if d := primaryDeployment(service); d != nil {
		s = serving{id: aws.ToString(d.Id), tasks: tasksOf(*d), steady: true}
	}
	s.targetGroups = targetGroups(balancers)
	return s
}

func (s serving) String() string {
	if s.id == "" {
		return ""
	}
	return on(s.tasks)
}

const primary = "PRIMARY"

func primaryDeployment(service ecstypes.Service) *ecstypes.Deployment {
	for i, d := range service.Deployments {
		if aws.ToString(d.Status) == primary {
			return &service.Deployments[i]
		}
	}
	return nil
}

func tasksOfSet(s ecstypes.TaskSet) Tasks {
	return Tasks{
		TaskDefinition: shortName(aws.ToString(s.TaskDefinition)),
		Running:        int(s.RunningCount), Pending: int(s.PendingCount), Desired: int(s.ComputedDesiredCount),
	}
}

func tasksOf(d ecstypes.Deployment) Tasks {
	return Tasks{
		TaskDefinition: shortName(aws.ToString(d.TaskDefinition)),
		Running:        int(d.RunningCount), Pending: int(d.PendingCount), Desired: int(d.DesiredCount),
	}
}
