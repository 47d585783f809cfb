package logbucket_test

import (
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/s3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/logbucket"
)

func run(t testing.TB, args logbucket.Args) *graphtest.Graph {
	t.Helper()
	return graphtest.Run(t, func(ctx *pulumi.Context) error {
		logs, err := logbucket.New(ctx, "logs", &args)
		if err != nil {
			return err
		}
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{"bucket": logs.Name})
	})
}

// AWS rejects a load balancer that logs to a bucket without the policy. Load balancers support no
// other keys than those of S3.
func TestNameWaitsForWhatALoadBalancerNeeds(t *testing.T) {
	g := run(t, logbucket.Args{})
	consumer := g.Named("Topic", "bucket")
	if got := consumer.Get("displayName"); got != g.Only("BucketV2").ID {
		t.Errorf("the name is %v", got)
	}
	for _, typ := range []string{"BucketPolicy", "BucketPublicAccessBlock", "BucketServerSideEncryptionConfigurationV2"} {
		if !consumer.WaitsFor(g.Only(typ)) {
			t.Errorf("the name does not wait for the %s", typ)
		}
	}
	algorithm := "rules[0].applyServerSideEncryptionByDefault.sseAlgorithm"
	if got := g.Only("BucketServerSideEncryptionConfigurationV2").Get(algorithm); got != "AES256" {
		t.Errorf("logs are encrypted with %v", got)
	}
}

// S3.2, S3.3, S3.8. S3 rejects a change of the policy during a change of the block.
func TestBucketIsPrivate(t *testing.T) {
	g := run(t, logbucket.Args{})
	block := g.Only("BucketPublicAccessBlock")
	for _, property := range []string{
		"blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets",
	} {
		if block.Get(property) != true {
			t.Errorf("%s is %v", property, block.Get(property))
		}
	}
	if !g.Only("BucketPolicy").WaitsFor(block) {
		t.Error("the policy does not wait for the block of public access")
	}
	var document struct{ Statement []map[string]any }
	g.Only("BucketPolicy").JSON("policy", &document)
	if len(document.Statement) != 3 {
		t.Errorf("the policy of us-east-1 is %v", document)
	}
}

func TestLogsAreDeletedAfterTheirRetention(t *testing.T) {
	rule := run(t, logbucket.Args{RetentionDays: 30}).Only("BucketLifecycleConfigurationV2")
	for property, want := range map[string]any{
		"status": "Enabled", "filter.prefix": "", "expiration.days": 30.0, "noncurrentVersionExpiration.noncurrentDays": 30.0,
		"abortIncompleteMultipartUpload.daysAfterInitiation": 7.0,
	} {
		if got := rule.Get("rules[0]." + property); got != want {
			t.Errorf("%s is %v, want %v", property, got, want)
		}
	}
}

func TestVersioningIsOptional(t *testing.T) {
	run(t, logbucket.Args{}).None("BucketVersioningV2")
	versioning := run(t, logbucket.Args{Versioned: true}).Only("BucketVersioningV2")
	if got := versioning.Get("versioningConfiguration.status"); got != "Enabled" {
		t.Errorf("versioning is %v", got)
	}
}

func TestBucketIsProtectedUnlessDeletionIsAllowed(t *testing.T) {
	for _, allowed := range []bool{false, true} {
		bucket := run(t, logbucket.Args{AllowDeletion: allowed}).Only("BucketV2")
		if bucket.IsProtected() == allowed || bucket.Get("forceDestroy") != allowed {
			t.Errorf("with AllowDeletion %t: protected %t, forceDestroy %v",
				allowed, bucket.IsProtected(), bucket.Get("forceDestroy"))
		}
	}
}

func TestEditReachesTheBucket(t *testing.T) {
	args := logbucket.Args{Tags: map[string]string{"team": "web"}}
	args.Transform.Bucket = func(_ string, args *s3.BucketV2Args, _ *[]pulumi.ResourceOption) {
		args.Bucket = pulumi.String("acme-logs")
	}
	bucket := run(t, args).Only("BucketV2")
	if bucket.Get("bucket") != "acme-logs" || bucket.Text("tags.team") != "web" {
		t.Errorf("the bucket is %v", bucket.Inputs)
	}
}

func TestBadArgumentsAreRefusedBeforeAnythingIsRegistered(t *testing.T) {
	graphtest.Fail(t, func(ctx *pulumi.Context) error {
		_, err := logbucket.New(ctx, "Logs", nil)
		return err
	})
}
