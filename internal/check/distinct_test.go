package check_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/check/checktest"
)

func TestDistinctFindsEqualLiteralsAndOutputs(t *testing.T) {
	one, other := pulumi.String("a").ToStringOutput(), pulumi.String("a").ToStringOutput()
	for name, c := range map[string]struct {
		a, b pulumi.StringInput
		want string
	}{
		"equal literals":      {pulumi.String("sg-1"), pulumi.String("sg-1"), `"sg-1": is the same as Map["a"], and so; do`},
		"one output":          {one, one, `Map["b"] (not shown): is the same as Map["a"]`},
		"one id":              {pulumi.ID("sg-1"), pulumi.ID("sg-1"), `Map["b"] (not shown): is the same as Map["a"]`},
		"a pointer":           {&one, one, `is the same as`},
		"a URL with a secret": {pulumi.String("https://a.b/s3cr3t"), pulumi.String("https://a.b/s3cr3t"), `(not shown)`},
		"different literals":  {pulumi.String("sg-1"), pulumi.String("sg-2"), ""},
		"different outputs":   {one, other, ""},
		"missing values":      {nil, nil, ""},
		"zero outputs":        {pulumi.StringOutput{}, pulumi.StringOutput{}, ""},
		"empty literals":      {pulumi.String(""), pulumi.String(""), ""},
	} {
		wrong := check.In("network", "main")
		wrong.Distinct("Map", map[string]pulumi.StringInput{"a": c.a, "b": c.b}, "so; do")
		switch err := wrong.Err(); {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.want != "":
			checktest.Contains(t, err, c.want)
			if err != nil && strings.Contains(err.Error(), "s3cr3t") {
				t.Errorf("%s: the error shows the secret: %v", name, err)
			}
		}
	}
}
