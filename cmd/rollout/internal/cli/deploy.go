package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

// deploy brings the target into production, and joins a deployment that already does.
func deploy(ctx context.Context, s *session) (string, error) {
	if !s.target.BlueGreen() {
		if s.before != nil {
			return "", setupError{errors.New("--before: pulumi up has already deployed the rolling service; " +
				"migrate in a container that the main one waits for (DependsOn), or in a stack that goes first: " +
				"see docs/deploying.md")}
		}
		return s.deployed(ctx, s.waitRolling(ctx))
	}
	plan, err := s.client.Plan(ctx, s.planOptions())
	if err != nil {
		return "", err
	}
	s.report.Plan(s.target, plan)
	if plan.Action == rollout.Start && s.before != nil {
		if err := s.runBefore(ctx); err != nil {
			return "", err
		}
	}
	// A blocked plan returns its reasons as the error. Each plan resumes scaling after a crash.
	d, err := s.client.Start(ctx, plan)
	if err != nil {
		return "", err
	}
	if d == nil {
		return s.serving() + "; nothing to deploy", s.client.AwaitHealthy(ctx, s.events)
	}
	return s.deployed(ctx, s.wait(ctx, d))
}

// wait follows a deployment of the target that already runs, and starts none.
func wait(ctx context.Context, s *session) (string, error) {
	if !s.target.BlueGreen() {
		return s.serving(), s.waitRolling(ctx)
	}
	plan, err := s.client.Plan(ctx, rollout.PlanOptions{})
	if err != nil {
		return "", err
	}
	if plan.Action == rollout.Start {
		return "", fmt.Errorf("no deployment runs, and %s does not serve yet; run `rollout deploy`", plan.To)
	}
	s.report.Plan(s.target, plan)
	d, err := s.client.Start(ctx, plan) // joins, or returns the reasons of a blocked plan
	if err != nil {
		return "", err
	}
	if d == nil {
		return s.serving(), s.client.AwaitHealthy(ctx, s.events)
	}
	return s.serving(), s.wait(ctx, d)
}

func (s *session) planOptions() rollout.PlanOptions {
	return rollout.PlanOptions{Force: s.force, Supersede: s.supersede}
}

// runBefore runs --before as a task of the new revision.
func (s *session) runBefore(ctx context.Context) error {
	command := strings.Join(s.before, " ")
	s.report.Note("before the deployment: " + command)
	code, err := s.client.RunTask(ctx, s.before, s.events)
	if err != nil {
		return err
	}
	if code != 0 {
		return &rollout.Failure{
			Kind:   rollout.ErrBlocked,
			Reason: fmt.Sprintf("--before %q ended with exit code %d, so nothing was deployed", command, code),
			Remedy: "Correct what its log says, then run rollout again.",
		}
	}
	s.report.Note("before the deployment: done")
	return nil
}

// wait follows a deployment to its end.
func (s *session) wait(ctx context.Context, d Deployment) error {
	s.follow(d)
	return d.Wait(ctx, rollout.WaitOptions{
		Events:          s.events,
		UntilShifted:    s.until == "shifted",
		LeaveAtApproval: s.approve == "exit",
	})
}

func (s *session) waitRolling(ctx context.Context) error {
	s.report.Plan(s.target, rollout.Plan{Action: rollout.Join, To: s.revision()})
	s.mu.Lock()
	s.rolling = true
	s.mu.Unlock()
	return s.client.WaitRolling(ctx, s.events)
}

// deployed removes old revisions after a success. That this fails does not make the deployment fail.
func (s *session) deployed(ctx context.Context, err error) (string, error) {
	if err != nil || s.keep == 0 {
		return s.serving(), err
	}
	removed, err := s.client.Prune(ctx, s.keep)
	switch {
	case err != nil:
		s.report.Note("old revisions were not deregistered: " + err.Error())
	case len(removed) > 0:
		s.report.Note("deregistered old revisions: " + strings.Join(removed, ", "))
	}
	return s.serving(), nil
}

func (s *session) serving() string { return s.revision() + " serves" }

// revision is the target's family:revision, which is the end of its ARN.
func (s *session) revision() string {
	_, name, _ := strings.Cut(s.target.TaskDefinition, "/")
	return name
}
