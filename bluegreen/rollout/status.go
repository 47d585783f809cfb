package rollout

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Status is what a service does now.
type Status struct {
	Target           Target   `json:"-"`
	Serving          string   `json:"serving"`              // family:revision that gets production traffic
	Wanted           string   `json:"wanted"`               // family:revision of the target
	Blue             Tasks    `json:"blue"`                 // what serves, or served before the running deployment
	Green            *Tasks   `json:"green,omitempty"`      // what the running deployment starts
	Deployment       string   `json:"deployment,omitempty"` // the running one
	Phase            Phase    `json:"phase,omitempty"`
	Percent          int      `json:"percent,omitempty"` // of traffic on green
	Last             string   `json:"last,omitempty"`    // how the last deployment ended, one sentence
	Alarms           []string `json:"alarms,omitempty"`  // that fire
	ScalingSuspended bool     `json:"scalingSuspended,omitempty"`
}

// Status looks once, at a blue/green or a rolling service. While traffic shifts, Serving is what has
// served before. Last is empty while a deployment runs. A look that fails because of a throttle, a
// server error or the network is repeated until ctx ends.
func (c *Client) Status(ctx context.Context) (Status, error) {
	return persist(ctx, orIgnore(nil), func() (Status, error) { return c.status(ctx) })
}

func (c *Client) status(ctx context.Context) (Status, error) {
	s := Status{Target: c.target, Wanted: shortName(c.target.TaskDefinition)}
	service, err := c.service(ctx)
	if err != nil {
		return s, err
	}
	s.Blue = servingNow(service).tasks
	s.Serving = s.Blue.TaskDefinition
	if c.target.BlueGreen() {
		err = c.blueGreenStatus(ctx, &s)
	} else {
		err = c.rollingStatus(ctx, service, &s)
	}
	if err != nil {
		return s, err
	}
	suspended, _, err := c.suspended(ctx)
	s.ScalingSuspended = suspended != suspension{}
	return s, err
}

func (c *Client) blueGreenStatus(ctx context.Context, s *Status) error {
	group, err := c.group(ctx)
	if err != nil {
		return err
	}
	firing, err := c.firing(ctx, group)
	if err != nil {
		return err
	}
	s.Alarms = alarmNames(firing)
	current, running, err := c.running(ctx)
	if err != nil {
		return err
	}
	if !running {
		s.Last, err = c.lastDeployment(ctx)
		return err
	}
	cause, err := c.cause(ctx, current)
	if err != nil {
		return err
	}
	w := &watch{Client: c, group: group, seenTasks: map[string]bool{}}
	now, err := w.look(ctx, cause.id()) // only the deployment itself knows blue and green
	if err == nil && current.id() != cause.id() {
		w.last = now
		now, err = w.look(ctx, current.id())
	}
	s.Deployment, s.Phase, s.Percent = cause.id(), now.phase(), now.traffic.Percent
	s.Blue, s.Green = now.tasks.Blue, &now.tasks.Green
	s.Serving = s.Blue.TaskDefinition
	if s.Percent >= 100 {
		s.Serving = s.Green.TaskDefinition
	}
	return err
}

// lastDeployment says how the last blue/green deployment ended.
func (c *Client) lastDeployment(ctx context.Context) (string, error) {
	last, ok, err := c.last(ctx)
	if err != nil || !ok {
		return "", err
	}
	cause, err := c.cause(ctx, last)
	if err != nil {
		return "", err
	}
	text := fmt.Sprintf("deployment %s ended as %s at %s", cause.id(), cause.Status, clock(cause.CompleteTime))
	if cause.failed() {
		text += ": " + cause.message()
	}
	if last.id() != cause.id() {
		text += fmt.Sprintf("; its rollback %s ended as %s", last.id(), last.Status)
	}
	return text, nil
}

func (c *Client) rollingStatus(ctx context.Context, service ecstypes.Service, s *Status) error {
	if config := service.DeploymentConfiguration; config != nil && config.Alarms != nil {
		firing, err := c.alarms(ctx, config.Alarms.AlarmNames, cwtypes.StateValueAlarm)
		if err != nil {
			return err
		}
		s.Alarms = alarmNames(firing)
	}
	all, err := c.serviceDeployments(ctx)
	if err != nil {
		return err
	}
	now := primaryDeployment(service)
	if now == nil || now.RolloutState != ecstypes.DeploymentRolloutStateInProgress {
		if len(all) > 0 {
			s.Last = rollingEnd(all[0])
		}
		return nil
	}
	s.Deployment, s.Phase = aws.ToString(now.Id), PhaseReplace
	blue, green := tasksBeside(service, now.Id), tasksOf(*now)
	if len(all) > 0 && rollsBackNow(all[0].Status) {
		s.Phase = PhaseRollback
		blue, green = green, blue // they keep their colours
	}
	s.Blue, s.Green = blue, &green
	if blue.Running > 0 {
		s.Serving = blue.TaskDefinition
	}
	return nil
}

func rollingEnd(d ecstypes.ServiceDeploymentBrief) string {
	text := fmt.Sprintf("the deployment ended as %s at %s", d.Status, clock(d.FinishedAt))
	if reason := strings.TrimSuffix(aws.ToString(d.StatusReason), "."); reason != "" {
		text += ": " + reason
	}
	return text
}
