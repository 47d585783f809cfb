package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

// commands are the commands that call AWS, and policy. Each returns a sentence for its success.
var commands = map[string]func(context.Context, *session) (string, error){
	"deploy":         deploy,
	"plan":           plan,
	"status":         status,
	"wait":           wait,
	"approve":        approve,
	"stop":           stop,
	"finish":         finish,
	"resume-scaling": resumeScaling,
	"run":            run,
	"policy":         func(context.Context, *session) (string, error) { return "", nil }, // see App.policy
}

func plan(ctx context.Context, s *session) (string, error) {
	if !s.target.BlueGreen() {
		return "", setupError{errors.New("plan: pulumi up deploys a rolling service, so nothing is to plan; use status")}
	}
	p, err := s.client.Plan(ctx, s.planOptions())
	if err != nil {
		return "", err
	}
	s.report.Plan(s.target, p)
	return "", p.Err()
}

func status(ctx context.Context, s *session) (string, error) {
	st, err := s.client.Status(ctx)
	if err == nil {
		s.report.Status(st)
	}
	return "", err
}

func approve(ctx context.Context, s *session) (string, error) {
	d, err := s.mustRun(ctx)
	if err != nil {
		return "", err
	}
	return "approved " + d.ID(), d.Approve(ctx)
}

func finish(ctx context.Context, s *session) (string, error) {
	d, err := s.mustRun(ctx)
	if err != nil {
		return "", err
	}
	return "the old tasks of " + d.ID() + " stop now", d.Finish(ctx)
}

// stop rolls back and follows the rollback. That the deployment was stopped is then no failure.
func stop(ctx context.Context, s *session) (string, error) {
	var err error
	if s.target.BlueGreen() {
		var d Deployment
		if d, err = s.mustRun(ctx); err != nil {
			return "", err
		}
		if err = d.Stop(ctx, true); err == nil {
			s.follow(d)
			err = d.Wait(ctx, rollout.WaitOptions{Events: s.report.Event}) // to the end, whatever the flags say
		}
	} else if err = s.client.StopRolling(ctx); err == nil {
		err = s.waitRolling(ctx)
	}
	if errors.Is(err, rollout.ErrStopped) || errors.Is(err, rollout.ErrRolledBack) {
		f := new(rollout.Failure)
		errors.As(err, &f)
		return "stopped; serves now: " + f.Serving, nil
	}
	if err == nil {
		err = errors.New("the new version already served before the stop; to go back, deploy the old version")
	}
	return "", err
}

func resumeScaling(ctx context.Context, s *session) (string, error) {
	resumed, err := s.client.ResumeScaling(ctx)
	if err == nil && !resumed {
		return "scaling: nothing to resume", nil
	}
	return "scaling resumed", err
}

func run(ctx context.Context, s *session) (string, error) {
	code, err := s.client.RunTask(ctx, s.args, s.events)
	if err == nil && code != 0 {
		err = taskError(code)
	}
	return "", err
}

// mustRun returns the running deployment, or says that none runs.
func (s *session) mustRun(ctx context.Context) (Deployment, error) {
	if !s.target.BlueGreen() {
		return nil, setupError{fmt.Errorf("%s: is for blue/green services, but %s is rolling", s.command, s.target.Service)}
	}
	d, err := s.client.Running(ctx)
	if err == nil && d == nil {
		err = fmt.Errorf("no deployment of %s runs, so nothing is to %s; see rollout status",
			s.target.Service, s.command)
	}
	return d, err
}
