package platform

import (
	"maps"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/ecsservice"
)

// serviceUser is the PostgreSQL user that the service logs in as. It owns the service's tables and
// nothing else.
const serviceUser = "knwl_service"

// login is how the service logs in to its database: by IAM, without a password.
type login struct {
	environment map[string]pulumi.StringInput
	userARN     pulumi.StringOutput
}

func loginTo(db *database.Postgres) login {
	return login{
		environment: map[string]pulumi.StringInput{
			"DB_HOST": db.Host, "DB_PORT": pulumi.Sprintf("%d", db.Port), "DB_NAME": db.DatabaseName,
			"DB_USER": pulumi.String(serviceUser), "DB_LOGIN": pulumi.String("iam"),
		},
		userARN: db.UserARN(serviceUser),
	}
}

// with adds the environment of the login.
func (l login) with(environment map[string]pulumi.StringInput) map[string]pulumi.StringInput {
	maps.Copy(environment, l.environment)
	return environment
}

func (l login) permission() ecsservice.Permission {
	return ecsservice.Permission{Actions: []string{"rds-db:connect"}, Resources: []pulumi.StringInput{l.userARN}}
}

// setup is the init container that makes the user if it is not there, so the first deployment needs no
// step by hand. Only this container has the master user's password, and it ends before the service starts.
func (l login) setup(image string, masterSecret pulumi.StringInput) ecsservice.Container {
	return ecsservice.Container{
		Image: pulumi.String(image), Command: []string{"setup-database"}, Environment: l.environment,
		Secrets:  map[string]ecsservice.Secret{"DB_MASTER_JSON": {ARN: masterSecret}},
		Optional: true, // it ends while the task goes on
	}
}
