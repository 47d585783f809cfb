package logbucket

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/internal/check/checktest"
)

func TestResolveRefuses(t *testing.T) {
	checktest.Table[Args]{
		"no day": {Args: Args{RetentionDays: -1}, Want: `logbucket "logs": RetentionDays -1: must be at least 1`},
	}.Run(t, func(a Args) error { _, err := resolve("logs", a); return err })
	for name, want := range map[string]string{
		"Logs":                  `name "Logs": must contain only lower-case letters, digits and hyphens`,
		"sthree-logs":           `name "sthree-logs": must not start with "sthree-", which S3 reserves`,
		"amzn-s3-demo-a":        `must not start with "amzn-s3-demo-", which S3 reserves`,
		strings.Repeat("a", 56): `has 56 characters, but must have at most 55, because the name of the bucket`,
	} {
		_, err := resolve(name, Args{})
		checktest.Contains(t, err, want)
	}
}

func TestResolveDefaults(t *testing.T) {
	a, err := resolve("logs", Args{})
	if err != nil || a.RetentionDays != 365 || a.Versioned || a.AllowDeletion {
		t.Errorf("the defaults are %+v, %v", a, err)
	}
}

// AWS has two forms of the policy: one for regions that are older than the delivery service, and
// one for the others. The first still holds where AWS recommends the second.
func TestPolicyAdmitsWhoWritesTheLogsOfTheRegion(t *testing.T) {
	const service = "logdelivery.elasticloadbalancing.amazonaws.com"
	for region, c := range map[string]struct {
		partition string
		writers   []string
	}{
		"eu-west-1":      {"aws", []string{"arn:aws:iam::156460612806:root", service}},
		"me-central-1":   {"aws", []string{service}},
		"cn-northwest-1": {"aws-cn", []string{"arn:aws-cn:iam::037604701340:root"}},
		"us-gov-west-1":  {"aws-us-gov", []string{"arn:aws-us-gov:iam::048591011584:root"}},
		"eusc-de-east-1": {"aws-eusc", []string{service}},
	} {
		bucket := "arn:" + c.partition + ":s3:::logs"
		text, err := policy(bucket, c.partition, region, "123456789012")
		if err != nil {
			t.Fatal(err)
		}
		var document struct {
			Statement []struct {
				Effect, Action string
				Principal      any
				Resource       []string
			}
		}
		if err := json.Unmarshal([]byte(text), &document); err != nil {
			t.Fatal(err)
		}
		var writers []string
		for _, s := range document.Statement[1:] {
			for _, writer := range s.Principal.(map[string]any) {
				writers = append(writers, writer.(string))
			}
			want := []string{bucket + "/AWSLogs/123456789012/*", bucket + "/*/AWSLogs/123456789012/*"}
			if s.Effect != "Allow" || s.Action != "s3:PutObject" || !reflect.DeepEqual(s.Resource, want) {
				t.Errorf("%s: a statement is %+v", region, s)
			}
		}
		if !slices.Equal(writers, c.writers) {
			t.Errorf("%s: logs are written by %q, want %q", region, writers, c.writers)
		}
	}
}

// S3.5.
func TestPolicyRejectsRequestsWithoutTLS(t *testing.T) {
	text, err := policy("arn:aws:s3:::logs", "aws", "eu-west-1", "1")
	if err != nil {
		t.Fatal(err)
	}
	var document struct{ Statement []map[string]any }
	if err := json.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": []any{"arn:aws:s3:::logs", "arn:aws:s3:::logs/*"},
		"Condition": map[string]any{"Bool": map[string]any{"aws:SecureTransport": "false"}},
	}
	if !reflect.DeepEqual(document.Statement[0], want) {
		t.Errorf("the first statement is %v", document.Statement[0])
	}
}
