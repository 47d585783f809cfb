package ecsservice

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check/checktest"
)

func TestNamesThatSuggestASecretAreRefused(t *testing.T) {
	for _, name := range strings.Fields(`
		PASSWORD DB_PASSWORD dbPassword db.password spring.datasource.password PGPASSWORD DBPASS DB_PASS DB_PWD
		MYSQL_PWD REDIS_PASSWD SSH_PASSPHRASE SECRET CLIENT_SECRET clientSecret DJANGO_SECRET_KEY SECRET_KEY_BASE64
		APP_SECRETS SESSION_SECRET_2 WEBHOOK_SECRET TOKEN GITHUB_TOKEN githubToken API_TOKENS ACCESS_TOKEN NPM_TOKEN
		AUTHTOKEN JWT_TOKEN_OLD REFRESH_TOKENS_JSON API_KEY API_KEYS API_KEYS_JSON apiKey APIKEY STRIPE_KEY
		JWT_SIGNING_KEY JWT_KEY Jwt__Key ENCRYPTION_KEY MASTER_KEY PRIVATE_KEY PRIVATE_KEY_PEM SSH_KEY
		SERVICE_ACCOUNT_KEY SENDGRID_API_KEY2 AWS_CREDENTIALS GCP_CREDS CREDENTIAL SECRET_KEY_BASE TOKEN_V2 tokenV2
		API_KEY_V10_PEM APIKEYV2 API_KEY_PROD DB_PASSWORD_DEV CLIENT_SECRET_STAGING_2 RATE_LIMIT_API_KEY
		USE_CASE_TOKEN USE_TOKEN LIMIT_TOKEN PUBLIC_API_SECRET PUBLIC_PASSWORD PUBLISHABLE_SECRET SITE_COUNT_API_KEY
		CUSTOMER_MAX_TOKEN APP_ENABLED_SECRET LLM_MAX_OUTPUT_TOKENS MYSQL_ALLOW_EMPTY_PASSWORD`) {
		if !suggestsSecret(name) {
			t.Errorf("%s is accepted", name)
		}
	}
}

func TestNamesThatOnlyReferToASecretAreAllowed(t *testing.T) {
	for _, name := range strings.Fields(`
		PORT LOG_LEVEL DB_HOST DB_NAME DB_USER DATABASE_URL DB_SECRET_ARN SECRET_NAME SECRET_ARN_JSON TOKEN_URL
		TOKEN_ENDPOINT TOKEN_TTL_SECONDS PASSWORD_MIN_LENGTH PASSWORD_FILE PRIVATE_KEY_PATH AWS_ACCESS_KEY_NAME
		SECRETSMANAGER_ENDPOINT TOKENIZER KEYCLOAK_URL MONKEY TURKEY HOTKEY COMPASS PROXY_BYPASS PASS_THROUGH
		NEXT_PUBLIC_MAPBOX_TOKEN NEXT_PUBLIC_API_KEY JWT_PUBLIC_KEY STRIPE_PUBLISHABLE_KEY NEXT_PUBLIC_API_KEYS
		PUBLIC_APIKEY PUBLIC_TOKEN_V2 MAX_TOKENS MIN_TOKENS ENABLE_TOKEN SKIP_PASSWORD REQUIRE_PASSWORD
		PASSWORD_REQUIRED TOKEN_LIMIT TOKEN_COUNT_2 TOKEN_URL_PROD API_BASE BASE V2 PROD PARTITION_KEY SORT_KEY
		PRIMARY_KEY S3_KEY CACHE_KEY OBJECT_KEY KMS_KEY KMS_KEY_ID ROUTING_KEY KEY PWD OLDPWD AUTHOR 2 _`) {
		if suggestsSecret(name) {
			t.Errorf("%s is rejected", name)
		}
	}
}

func TestNotSecretAllowsAName(t *testing.T) {
	with := func(name string, notSecret ...string) error {
		_, err := resolve("api", valid(func(a *Args) {
			a.Container.Environment = map[string]pulumi.StringInput{name: pulumi.String("hunter2")}
			a.Container.NotSecret = notSecret
		}))
		return err
	}
	checktest.Contains(t, with("MAPBOX_TOKEN"),
		`Container.Environment["MAPBOX_TOKEN"] (not shown): has a name that suggests a secret`,
		"move it to Secrets", "NotSecret")
	if err := with("MAPBOX_TOKEN", "MAPBOX_TOKEN"); err != nil {
		t.Error(err)
	}
	checktest.Contains(t, with("MAPBOX_TOKEN", "MAPBOX_TOKEN", "MAPBOX_TOKEN"),
		`Container.NotSecret ["MAPBOX_TOKEN" "MAPBOX_TOKEN"]: must not contain duplicates`)
	checktest.Contains(t, with("MAPBOX", "MAPBOX_TOKEN"), `Container.NotSecret[0] "MAPBOX_TOKEN": `+
		`is not a variable of Environment whose name suggests a secret; remove it`)
	checktest.Contains(t, with("PORT", "PORT"), `Container.NotSecret[0] "PORT": `+
		`is not a variable of Environment whose name suggests a secret`)
	checktest.Contains(t, with("AWS_SECRET_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY"),
		`Container.Environment["AWS_SECRET_ACCESS_KEY"] (not shown): has a name that suggests a secret`)
}
