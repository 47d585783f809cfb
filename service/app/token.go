package app

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/rds/auth"
)

// rdsHost matches the name of an RDS instance, which contains its region.
var rdsHost = regexp.MustCompile(`\.([a-z0-9-]+)\.rds\.amazonaws\.com(\.cn)?:`)

// databaseToken returns a function that makes tokens with which the URL's user logs in to a server by
// IAM. It asks nobody, because a token is a signature with the task's credentials, which the AWS SDK
// renews.
func databaseToken(ctx context.Context, databaseURL string) (func(context.Context, string) (string, error), error) {
	u, err := url.Parse(databaseURL)
	if err != nil {
		return nil, errors.New("the database URL is not valid")
	}
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, fmt.Errorf("AWS: %w", err)
	}
	return func(ctx context.Context, server string) (string, error) {
		region := cfg.Region
		if name := rdsHost.FindStringSubmatch(server); name != nil {
			region = name[1] // a replica may be in another region
		}
		if region == "" {
			return "", fmt.Errorf("DB_LOGIN=iam: the host's name does not contain a region; set AWS_REGION")
		}
		token, err := auth.BuildAuthToken(ctx, server, region, u.User.Username(), cfg.Credentials)
		if err != nil {
			return "", fmt.Errorf("DB_LOGIN=iam: %w", err)
		}
		return token, nil
	}, nil
}
