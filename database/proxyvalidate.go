package database

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
)

func init() {
	check.Fields[ProxyArgs](map[string]check.Field{
		"InstanceID": {
			Kind: arn.DBInstance, Rule: "required", Fix: "give the identifier of the instance, such as its InstanceID",
		},
		"SecretARNs": {
			Kind: arn.LoginSecret, Rule: "required,min=1", Fix: "give the secret of each user",
		},
		"KMSKeyARN":              {Kind: arn.KMSKey},
		"ConnectionPercent":      {Rule: "omitempty,min=1,max=100", Fix: "choose 1 to 100, or leave the field out for 90"},
		"IdleClientMinutes":      {Rule: "omitempty,min=1,max=480", Fix: "choose 1 to 480, or leave the field out for 30"},
		"PermissionsBoundaryARN": {Kind: arn.IAMPolicy},
		"RolePath":               {Rule: "omitempty,rolepath", Fix: "write it as /platform/"},
	})
}

// resolveProxy applies all defaults and checks all rules.
func resolveProxy(name string, a ProxyArgs) (ProxyArgs, error) {
	wrong := check.In("database", name)
	checkSecrets(wrong, a.SecretARNs)
	a = check.Args(wrong, a)
	wrong.ResourceTags("Tags", a.Tags)
	wrong.LowerName(name, longestName, "the proxy")
	if ids, ok := a.Network.SubnetIDs.(pulumi.StringArray); ok && len(ids) < 2 && !wrong.Has("Network.SubnetIDs") {
		wrong.Add("Network.SubnetIDs", len(ids),
			"must be subnets in at least two zones, which RDS Proxy requires; add a subnet in another zone")
	}
	switch db := a.Database; {
	case db.CIDR != "" || db.PrefixListID != nil || db.Self:
		wrong.Add("Database", nil, "must have only a security group and a port, because the proxy adds a rule to "+
			"that group; give what Connection of the database returns")
	case db.SecurityGroupID == nil && !wrong.Has("Database.SecurityGroupID"):
		wrong.Add("Database.SecurityGroupID", nil, "is required, because the proxy adds a rule to it; "+
			"give what Connection of the database returns")
	}
	a.ConnectionPercent = cmp.Or(a.ConnectionPercent, 90)
	a.IdleClientMinutes = cmp.Or(a.IdleClientMinutes, 30)
	return a, wrong.Err()
}

// The policy of the role lists the secrets, and IAM limits it to 10,240 characters. The rest of it has
// fewer than 500.
const (
	mostSecrets = 70
	mostOfARNs  = 10240 - 500
)

// checkSecrets records secrets that are listed twice, or are too many for the policy. It compares outputs,
// which check.Args replaces.
func checkSecrets(wrong *check.Mistakes, secrets []pulumi.StringInput) {
	length := 0
	for i, secret := range secrets {
		literal, _ := secret.(pulumi.String)
		length += len(literal) + len(`"",`)
		if slices.ContainsFunc(secrets[:i], func(s pulumi.StringInput) bool { return check.Same(s, secret) }) {
			wrong.Add(fmt.Sprintf("SecretARNs[%d]", i), check.NotShown, "is listed twice; leave one of the two out")
		}
	}
	switch {
	case len(secrets) > mostSecrets:
		wrong.Add("SecretARNs", secrets, "must have at most %d entries, because the policy of the proxy's role lists them; "+
			"make another proxy for more", mostSecrets)
	case length > mostOfARNs:
		wrong.Add("SecretARNs", secrets, "have %d characters in the policy of the proxy's role, which has room for %d; "+
			"make another proxy for some, or choose shorter names", length, mostOfARNs)
	}
}
