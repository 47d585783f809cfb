package database

import (
	"regexp"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
)

// access is what IAM authentication needs to know of a server.
type access struct {
	check.Component
	arn, resourceID pulumi.StringOutput
}

// userName matches names without wildcards, which would be a permission to log in as other users too.
var userName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_$-]{0,62}$`)

// userARN returns the ARN that stands for a user of the server in IAM policies. With a wrong name it
// returns an output that fails at once: one that waited for the server would fail in no preview that
// creates the server, and after the server exists.
func (a access) userARN(user string) pulumi.StringOutput {
	if !userName.MatchString(user) {
		return pulumi.String(user).ToStringOutput().ApplyT(func(string) (string, error) {
			return "", a.Errorf("UserARN user %q: must be the name of one user of PostgreSQL, "+
				"with letters, digits and underscores; give a name, such as app", user)
		}).(pulumi.StringOutput)
	}
	place := a.PlaceOf("the instance", a.arn).Expand("arn:{partition}:rds-db:{region}:{account}:dbuser:")
	return pulumi.Sprintf("%s%s/%s", place, a.resourceID, user)
}
