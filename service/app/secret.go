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

// databaseSecret returns a function that reads the secret that RDS manages:
// {"username":...,"password":...}. A user in the URL takes precedence over the
// secret's. The AWS SDK finds its endpoint and credentials in the usual way.
func databaseSecret(
	ctx context.Context, arn, databaseURL string,
) (func(context.Context) (postgres.Credentials, error), error) {
	u, err := url.Parse(databaseURL)
	if err != nil {
		return nil, errors.New("the database URL is not valid")
	}
	region := strings.Split(arn+":::", ":")[3] // the secret's region, not that of the environment
	cfg, err := config.LoadDefaultConfig(ctx, config.WithRegion(region))
	if err != nil {
		return nil, fmt.Errorf("AWS: %w", err)
	}
	client := secretsmanager.NewFromConfig(cfg)
	return func(ctx context.Context) (postgres.Credentials, error) {
		out, err := client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &arn})
		if err != nil {
			return postgres.Credentials{}, fmt.Errorf(
				"DB_SECRET_ARN %s cannot be read: %w; the task's role needs secretsmanager:GetSecretValue on it", arn, err)
		}
		var secret struct{ Username, Password string }
		if out.SecretString == nil || json.Unmarshal([]byte(*out.SecretString), &secret) != nil || secret.Password == "" {
			return postgres.Credentials{}, fmt.Errorf(
				`DB_SECRET_ARN %s: the secret is not of the form {"username":...,"password":...}`, arn)
		}
		if user := u.User.Username(); user != "" {
			secret.Username = user
		}
		return postgres.Credentials{User: secret.Username, Password: secret.Password}, nil
	}, nil
}
