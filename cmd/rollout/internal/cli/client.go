package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go/logging"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

// Client is the part of [rollout.Client] that the commands use.
type Client interface {
	Plan(context.Context, rollout.PlanOptions) (rollout.Plan, error)
	Start(context.Context, rollout.Plan) (Deployment, error)
	Running(context.Context) (Deployment, error) // nil if none runs
	Status(context.Context) (rollout.Status, error)
	AwaitHealthy(context.Context, func(rollout.Event)) error
	WaitRolling(context.Context, func(rollout.Event)) error
	StopRolling(context.Context) error
	RunTask(context.Context, []string, func(rollout.Event)) (int, error)
	Prune(ctx context.Context, keep int) ([]string, error)
	ResumeScaling(context.Context) (bool, error)
}

// Deployment is the part of [rollout.Deployment] that the commands use.
type Deployment interface {
	ID() string
	Wait(context.Context, rollout.WaitOptions) error
	Approve(context.Context) error
	Finish(context.Context) error
	Stop(ctx context.Context, rollback bool) error
}

// Connect returns a client for the target, with the credentials that the AWS CLI would use too.
func Connect(ctx context.Context, target rollout.Target, poll time.Duration) (Client, error) {
	// The SDK's warnings, such as of a connection that it cannot use again, would be written into the
	// live screen.
	cfg, err := config.LoadDefaultConfig(ctx, config.WithRegion(target.Region), config.WithLogger(logging.Nop{}))
	if err == nil {
		_, err = cfg.Credentials.Retrieve(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("no AWS credentials: %w; log in, for example with `aws sso login`, and run it again", err)
	}
	var opts []rollout.Option
	if poll > 0 {
		opts = append(opts, rollout.PollEvery(poll))
	}
	return library{rollout.New(cfg, target, opts...)}, nil
}

// library is the client that calls AWS.
type library struct{ *rollout.Client }

func (l library) Start(ctx context.Context, plan rollout.Plan) (Deployment, error) {
	return orNil(l.Client.Start(ctx, plan))
}

func (l library) Running(ctx context.Context) (Deployment, error) {
	return orNil(l.Client.Running(ctx))
}

// orNil keeps a nil pointer from becoming an interface that is not nil.
func orNil(d *rollout.Deployment, err error) (Deployment, error) {
	if d == nil {
		return nil, err
	}
	return d, err
}
