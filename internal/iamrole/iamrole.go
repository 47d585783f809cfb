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

// NewWithPolicy creates a role with one inline policy of the same name. It returns the role's ARN,
// which resolves when the role has the policy.
func (s Settings) NewWithPolicy(
	p child.Parent, name string, trust, policy pulumi.StringInput,
	edit infra.Edit[iam.RoleArgs], editPolicy infra.Edit[iam.RolePolicyArgs],
) (pulumi.StringOutput, error) {
	role, err := s.New(p, name, trust, edit)
	if err != nil {
		return pulumi.StringOutput{}, err
	}
	attached, err := child.New(p, iam.NewRolePolicy, name, &iam.RolePolicyArgs{
		Role: role.Name, Policy: policy,
	}, editPolicy)
	if err != nil {
		return pulumi.StringOutput{}, err
	}
	return child.After(role.Arn, attached), nil
}
