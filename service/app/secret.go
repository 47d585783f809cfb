package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/knwl-platform/infra/service/postgres"
)

// databaseSecret returns a function that reads the secret that RDS keeps:
// {"username":...,"password":...}. A user that the URL names wins over the secret's.
// Where the SDK finds AWS and its own credentials is its usual business.
func databaseSecret(
	ctx context.Context,
	arn, databaseURL string,
) (func(context.Context) (postgres.Credentials, error), error) {
	u, err := url.Parse(databaseURL)
	if err != nil {
		return nil, errors.New("the database URL is not valid")
	}
	region := strings.Split(arn+":::", ":")[3] // the secret's, whatever the environment says
	cfg, err := config.LoadDefaultConfig(ctx, config.WithRegion(region))
	if err != nil {
		return nil, fmt.Errorf("AWS: %w", err)
	}
	client := secretsmanager.NewFromConfig(cfg)
	return func(ctx context.Context) (postgres.Credentials, error) {
		out, err := client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &arn})
		if err != nil {
			return postgres.Credentials{}, fmt.Errorf(
				"DB_SECRET_ARN %s cannot be read: %w; the task's role needs secretsmanager:GetSecretValue on it",
				arn,
				err,
			)
		}
		var secret struct{ Username, Password string }
		if out.SecretString == nil || json.Unmarshal([]byte(*out.SecretString), &secret) != nil || secret.Password == "" {
			return postgres.Credentials{}, fmt.Errorf(
				`DB_SECRET_ARN %s: the secret is not of the form {"username":...,"password":...}`,
				arn,
			)
		}
		if user := u.User.Username(); user != "" {
			secret.Username = user
		}
		return postgres.Credentials{User: secret.Username, Password: secret.Password}, nil
	}, nil
}
