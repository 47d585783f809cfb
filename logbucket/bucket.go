// Package logbucket creates an S3 bucket for the access logs of load balancers.
//
// [New] creates a private, encrypted bucket whose policy lets the account's load balancers in the
// bucket's region write logs, and rejects requests without TLS. Logs are deleted after
// [Args.RetentionDays]. Cost: storage, about $0.023 per GB and month.
//
// Give [Bucket.Name] to ingress; see the package's example.
package logbucket

import (
	"cmp"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/s3"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// Type is the component's type token. It is part of every child's URN and never changes.
const Type = "knwl:logbucket:Bucket"

// Bucket is a bucket created by [New].
type Bucket struct {
	pulumi.ResourceState

	// Name is the bucket's name. It resolves when the policy exists: until then AWS rejects a load
	// balancer that logs to the bucket.
	Name pulumi.StringOutput `pulumi:"name"`
	// ARN is the bucket's ARN.
	ARN pulumi.StringOutput `pulumi:"arn"`
}

// New creates a bucket. name is the logical name of the bucket: a lower-case letter and at most 54
// lower-case letters, digits and single hyphens between them. It must not start with "sg-",
// "sthree-" or "amzn-s3-demo-".
//
// New checks args before it registers anything, and reports all mistakes in one error. It asks AWS
// for the account's id.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Bucket, error) {
	resolved, err := resolve(name, *cmp.Or(args, &Args{}))
	if err != nil {
		return nil, err
	}
	out := &Bucket{}
	parent, err := child.Component(ctx, Type, name, out, opts...)
	if err != nil {
		return nil, err
	}
	b := &builder{Parent: parent, Args: resolved}
	publish := func() {
		out.Name = child.After(b.bucket.ID(), b.ready...)
		out.ARN = b.bucket.Arn
	}
	if err := parent.Build(publish, b.createBucket, b.protectContents, b.createLifecycle, b.createPolicy); err != nil {
		return nil, err
	}
	return out, nil
}

// builder has the arguments and the children created so far. All children have the component's
// name, because a bucket has each of them once.
type builder struct {
	child.Parent
	Args
	bucket *s3.BucketV2
	ready  []pulumi.Resource // what a load balancer needs
}

func (b *builder) createBucket() (err error) {
	b.bucket, err = child.New(b.Parent, s3.NewBucketV2, b.Name, &s3.BucketV2Args{
		ForceDestroy: pulumi.Bool(b.AllowDeletion),
		Tags:         child.Tags(b.Tags, b.Name),
	}, b.Transform.Bucket, child.ProtectIf(!b.AllowDeletion))
	return err
}

// protectContents blocks public access, and encrypts the logs and keeps their versions.
func (b *builder) protectContents() error {
	block, err := child.New(b.Parent, s3.NewBucketPublicAccessBlock, b.Name, &s3.BucketPublicAccessBlockArgs{
		Bucket:                b.bucket.ID(),
		BlockPublicAcls:       pulumi.Bool(true),
		BlockPublicPolicy:     pulumi.Bool(true),
		IgnorePublicAcls:      pulumi.Bool(true),
		RestrictPublicBuckets: pulumi.Bool(true),
	}, b.Transform.PublicAccessBlock)
	if err != nil {
		return err
	}
	keys := s3.BucketServerSideEncryptionConfigurationV2RuleApplyServerSideEncryptionByDefaultArgs{
		SseAlgorithm: pulumi.String("AES256"),
	}
	encryption, err := child.New(b.Parent, s3.NewBucketServerSideEncryptionConfigurationV2, b.Name,
		&s3.BucketServerSideEncryptionConfigurationV2Args{
			Bucket: b.bucket.ID(),
			Rules: s3.BucketServerSideEncryptionConfigurationV2RuleArray{
				s3.BucketServerSideEncryptionConfigurationV2RuleArgs{ApplyServerSideEncryptionByDefault: keys},
			},
		}, b.Transform.Encryption)
	b.ready = append(b.ready, block, encryption)
	if err != nil || !b.Versioned {
		return err
	}
	_, err = child.New(b.Parent, s3.NewBucketVersioningV2, b.Name, &s3.BucketVersioningV2Args{
		Bucket: b.bucket.ID(),
		VersioningConfiguration: s3.BucketVersioningV2VersioningConfigurationArgs{
			Status: pulumi.String("Enabled"),
		},
	}, b.Transform.Versioning)
	return err
}

// createLifecycle also deletes old versions, which a bucket can have left from a time with
// Versioned.
func (b *builder) createLifecycle() error {
	days := pulumi.Int(b.RetentionDays)
	_, err := child.New(b.Parent, s3.NewBucketLifecycleConfigurationV2, b.Name, &s3.BucketLifecycleConfigurationV2Args{
		Bucket: b.bucket.ID(),
		Rules: s3.BucketLifecycleConfigurationV2RuleArray{s3.BucketLifecycleConfigurationV2RuleArgs{
			Id:         pulumi.String("retention"),
			Status:     pulumi.String("Enabled"),
			Filter:     s3.BucketLifecycleConfigurationV2RuleFilterArgs{Prefix: pulumi.String("")},
			Expiration: s3.BucketLifecycleConfigurationV2RuleExpirationArgs{Days: days},
			NoncurrentVersionExpiration: s3.BucketLifecycleConfigurationV2RuleNoncurrentVersionExpirationArgs{
				NoncurrentDays: days,
			},
			AbortIncompleteMultipartUpload: s3.BucketLifecycleConfigurationV2RuleAbortIncompleteMultipartUploadArgs{
				DaysAfterInitiation: pulumi.Int(7),
			},
		}},
	}, b.Transform.Lifecycle)
	return err
}

// createPolicy waits for the block of public access: S3 rejects changes of both at the same time.
func (b *builder) createPolicy() error {
	caller := aws.GetCallerIdentityOutput(b.Context, aws.GetCallerIdentityOutputArgs{}, pulumi.Parent(b.Resource))
	partition := b.PlaceOf("the bucket", b.bucket.Arn).Expand("{partition}")
	document := pulumi.All(b.bucket.Arn, partition, b.bucket.Region, caller.AccountId()).ApplyT(
		func(known []any) (string, error) {
			return policy(known[0].(string), known[1].(string), known[2].(string), known[3].(string))
		}).(pulumi.StringOutput)
	made, err := child.New(b.Parent, s3.NewBucketPolicy, b.Name, &s3.BucketPolicyArgs{
		Bucket: b.bucket.ID(),
		Policy: document,
	}, b.Transform.Policy, pulumi.DependsOn(b.ready))
	b.ready = append(b.ready, made)
	return err
}
