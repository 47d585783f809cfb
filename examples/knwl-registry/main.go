// Command knwl-registry is the Pulumi program of the image registry from which the example platform's
// tasks pull. It is a separate project, because the platform can only start once the registry contains
// an image: create the registry, push the image, create the platform.
package main

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecr"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// name is the name of the repository. The names of its images start with it.
const name = "knwl-service"

func main() { pulumi.Run(run) }

func run(ctx *pulumi.Context) error {
	repository, err := ecr.NewRepository(ctx, name, &ecr.RepositoryArgs{
		Name:               pulumi.String(name),
		ImageTagMutability: pulumi.String("IMMUTABLE"), // a deployed tag never changes its image (ECR.2)
		ImageScanningConfiguration: ecr.RepositoryImageScanningConfigurationArgs{
			ScanOnPush: pulumi.Bool(true), // ECR.1, free
		},
		EncryptionConfigurations: ecr.RepositoryEncryptionConfigurationArray{ecr.RepositoryEncryptionConfigurationArgs{
			EncryptionType: pulumi.String("KMS"), // the AWS managed key, free
		}},
		Tags: pulumi.StringMap{"Name": pulumi.String(name)},
	})
	if err != nil {
		return err
	}
	if _, err := ecr.NewLifecyclePolicy(ctx, name, &ecr.LifecyclePolicyArgs{
		Repository: repository.Name,
		Policy:     pulumi.JSONMarshal(keepLast(200)), // 50 pushes, far more than rollbacks need
	}); err != nil {
		return err
	}
	ctx.Export("repositoryUrl", repository.RepositoryUrl)
	return nil
}

// keepLast returns a lifecycle policy that deletes all but the newest images (ECR.3). A push stores four at
// most: the index, an image for each of two architectures, and the bill of materials. Stored images cost
// $0.10 per GB and month.
func keepLast(images int) map[string]any {
	return map[string]any{"rules": []any{map[string]any{
		"rulePriority": 1,
		"description":  "Keep the newest images only",
		"selection":    map[string]any{"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": images},
		"action":       map[string]any{"type": "expire"},
	}}}
}
