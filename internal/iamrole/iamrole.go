// Package iamrole creates the IAM roles of components.
package iamrole

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/child"
)

// Settings are what all roles of a component have in common.
type Settings struct {
	BoundaryARN pulumi.StringInput // nil for none
	Path        string             // "" for AWS's default, "/"
	Tags        map[string]string
}

// New creates a role with a trust policy.
func (s Settings) New(
	p child.Parent, name string, trust pulumi.StringInput, edit infra.Edit[iam.RoleArgs],
) (*iam.Role, error) {
	args := &iam.RoleArgs{AssumeRolePolicy: trust, Tags: child.Tags(s.Tags, name)}
	if s.BoundaryARN != nil {
		args.PermissionsBoundary = s.BoundaryARN.ToStringOutput()
	}
	if s.Path != "" {
		args.Path = pulumi.String(s.Path)
	}
	return child.New(p, iam.NewRole, name, args, edit)
}
