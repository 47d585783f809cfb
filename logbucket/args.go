package logbucket

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/s3"

	"github.com/knwl-platform/infra"
)

// Args configures a [Bucket]. The zero value is ready to use.
type Args struct {
	// RetentionDays is how many days logs are kept, at least 1. Default: 365.
	RetentionDays int
	// Versioned keeps logs that are deleted or overwritten for another RetentionDays. Default: false,
	// because load balancers never write a log twice (violates S3.14). Removing it suspends
	// versioning. Cost: storage.
	Versioned bool
	// AllowDeletion allows the bucket to be deleted or replaced, with all logs in it. Default: false.
	// Without it the preview of a deletion or replacement fails. Apply the change to true before the
	// update that deletes.
	AllowDeletion bool
	// Tags are put on the bucket. Default: none. At most 49 tags; keys must be unique ignoring case.
	// The key "Name" is reserved: the bucket's Name tag is its logical name, which Transform can
	// override.
	Tags map[string]string
	// Transform customizes children in ways that Args has no field for.
	Transform Transform
}

// Transform has an [infra.Edit] for each type of child.
type Transform struct {
	// Bucket edits the bucket.
	Bucket infra.Edit[s3.BucketV2Args]
	// PublicAccessBlock edits the bucket's block of public access.
	PublicAccessBlock infra.Edit[s3.BucketPublicAccessBlockArgs]
	// Encryption edits the bucket's default encryption. Load balancers support keys that S3 manages
	// (SSE-S3) only.
	Encryption infra.Edit[s3.BucketServerSideEncryptionConfigurationV2Args]
	// Versioning edits the bucket's versioning.
	Versioning infra.Edit[s3.BucketVersioningV2Args]
	// Lifecycle edits the rule that deletes logs after RetentionDays.
	Lifecycle infra.Edit[s3.BucketLifecycleConfigurationV2Args]
	// Policy edits the bucket's policy.
	Policy infra.Edit[s3.BucketPolicyArgs]
}
