package logbucket

import (
	"cmp"
	"strings"

	"github.com/knwl-platform/infra/internal/check"
)

func init() {
	check.Fields[Args](map[string]check.Field{
		"RetentionDays": {Rule: "omitempty,min=1", Fix: "give a number of days, or 0 for 365"},
	})
}

// longestName leaves room for Pulumi's suffix: S3 allows 63 characters in the name of a bucket.
const longestName = 63 - len(check.Suffix)

func resolve(name string, a Args) (Args, error) {
	wrong := check.In("logbucket", name)
	a = check.Args(wrong, a)
	wrong.ResourceTags("Tags", a.Tags)
	wrong.LowerName(name, longestName, "the bucket")
	for _, prefix := range []string{"sthree-", "amzn-s3-demo-"} {
		if strings.HasPrefix(name, prefix) {
			wrong.Add("name", name, "must not start with %q, which S3 reserves; choose another name", prefix)
		}
	}
	a.RetentionDays = cmp.Or(a.RetentionDays, 365)
	return a, wrong.Err()
}
