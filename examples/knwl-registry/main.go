// Command knwl-registry is the Pulumi program of the image registry that the example platform's tasks pull from. It is a project of its own, because an image
// must lie in it before the platform can start: registry up, push, platform up.
package main

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecr"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// name is the repository's, and begins every image's name.
const name = "knwl-service"

func main() { pulumi.Run(run) }

func run(ctx *pulumi.Context) error {
	repository, err := ecr.NewRepository(ctx, name, &ecr.RepositoryArgs{
		Name:               pulumi.String(name),
		ImageTagMutability: pulumi.String("IMMUTABLE"), // a tag that was deployed stays what it was (ECR.2)
		ImageScanningConfiguration: ecr.RepositoryImageScanningConfigurationArgs{
			ScanOnPush: pulumi.Bool(true), // ECR.1, free
		},
		EncryptionConfigurations: ecr.RepositoryEncryptionConfigurationArray{ecr.RepositoryEncryptionConfigurationArgs{
			EncryptionType: pulumi.String("KMS"), // AWS's own key, free
		}},
		Tags: pulumi.StringMap{"Name": pulumi.String(name)},
	})
	if err != nil {
		return err
	}
	if _, err := ecr.NewLifecyclePolicy(ctx, name, &ecr.LifecyclePolicyArgs{
		Repository: repository.Name,
		Policy:     pulumi.JSONMarshal(keepLast(50)),
	}); err != nil {
		return err
	}
	ctx.Export("repositoryUrl", repository.RepositoryUrl)
	return nil
}

// keepLast lets old images go, which cost $0.10 a GB and month (ECR.3). It is far more than a rollback ever reaches back.
func keepLast(images int) map[string]any {
	return map[string]any{"rules": []any{map[string]any{
		"rulePriority": 1,
		"description":  "Keep the newest images only",
		"selection":    map[string]any{"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": images},
		"action":       map[string]any{"type": "expire"},
	}}}
}
