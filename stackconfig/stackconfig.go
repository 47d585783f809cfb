// Package stackconfig reads the configuration of a Pulumi stack into a struct, strictly. Unknown
// keys, values of the wrong type and broken rules are mistakes. All of them are reported in one
// error, before the program registers anything.
//
//	r := stackconfig.Open(ctx)
//	cfg := stackconfig.Object(r, "platform", presets)
//	if cfg.Min > cfg.Max {
//		r.Add("min", cfg.Min, "must be at most max, %d; lower it", cfg.Max)
//	}
//	token := r.Secret("token", nil)
//	if err := r.Err(); err != nil {
//		return err
//	}
//
// Fields of the struct have the type string, bool, int, a pointer to one of these, []string,
// map[string]string or a nested struct, and a `json` tag with their key. A `validate` tag has rules
// of github.com/go-playground/validator/v10 and of this package:
//
//   - arn=topic: an ARN of this kind: certificate, cluster, database, key, policy, role, secret,
//     target-group or topic
//   - cidr: an IPv4 CIDR block without host bits
//   - retention: a retention period of CloudWatch Logs, in days
//   - slug: lower-case letters, digits and single hyphens between them, after a letter
//   - sqlname: lower-case letters, digits and underscores after a letter
//   - vpccidr: an IPv4 CIDR block from /16 to /23, without host bits
//   - zone: the name of an availability zone
//
// A `fix` tag says what to do about a broken rule.
package stackconfig

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
)

// Reader reads the configuration of a project and collects its mistakes.
type Reader struct {
	ctx      *pulumi.Context
	mistakes *check.Mistakes
}

// Open returns a reader of the running program's configuration.
func Open(ctx *pulumi.Context) *Reader {
	return &Reader{ctx, check.In(ctx.Project(), ctx.Stack())}
}

// NotShown stands for a value that may be secret. Errors print it as (not shown).
var NotShown any = check.NotShown

// Add records a mistake: a key, such as service.cpu below the object, its value, the rule that it
// breaks and, after a semicolon, the remedy. Pass nil for a value that is not set, and [NotShown]
// for one that may be secret.
func (r *Reader) Add(key string, value any, rule string, args ...any) {
	r.mistakes.Add(key, value, rule, args...)
}

// Has reports whether a mistake in the key or below it is recorded. For the key of [Object] itself,
// it reports whether the object could not be read.
func (r *Reader) Has(key string) bool { return r.mistakes.Has(key) }

// Tags records tags that an AWS service would reject, and the key Name, which components set.
func (r *Reader) Tags(key string, tags map[string]string) { r.mistakes.ResourceTags(key, tags) }

// Secret returns the value of a key as a secret output. It records a mistake if the key is not set or
// not encrypted. check, if it is not nil, returns what is wrong with the value, in words that do not
// repeat it.
func (r *Reader) Secret(key string, check func(value string) error) pulumi.StringOutput {
	value, secret := r.read(key)
	remedy := "pulumi config set --secret " + key
	switch {
	case value == "":
		r.Add(key, nil, "is required; set it with: %s", remedy)
	case !secret:
		r.Add(key, NotShown, "is not encrypted; replace the value and set it with: %s", remedy)
	case check != nil:
		if err := check(value); err != nil {
			r.Add(key, NotShown, "%v; set it with: %s", err, remedy)
		}
	}
	return pulumi.ToSecret(pulumi.String(value)).(pulumi.StringOutput)
}

// read returns the value of a key of the project, or "" if it is not set, and whether it is encrypted.
func (r *Reader) read(key string) (value string, secret bool) {
	full := r.ctx.Project() + ":" + key
	value, _ = r.ctx.GetConfig(full)
	return value, r.ctx.IsConfigSecret(full)
}

// Err returns nil without mistakes, else one error that lists them all.
func (r *Reader) Err() error { return r.mistakes.Err() }
