package rollout_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

// The SDK asks for new credentials before the old ones expire. It reports in a text of its own that
// there are none.
func TestCredentialsThatCannotBeRenewedAreExplained(t *testing.T) {
	over := errors.New("the SSO session has expired or is invalid")
	cfg := aws.Config{Credentials: aws.NewCredentialsCache(aws.CredentialsProviderFunc(
		func(context.Context) (aws.Credentials, error) { return aws.Credentials{}, over },
	))}
	client := rollout.New(cfg, newWorld().client("api:42").Target())
	_, err := client.Plan(t.Context(), rollout.PlanOptions{})
	if !errors.Is(err, rollout.ErrCredentials) || !errors.Is(err, over) || !strings.Contains(err.Error(), "log in") {
		t.Errorf("the plan ends with %v", err)
	}
}
