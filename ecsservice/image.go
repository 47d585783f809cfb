package ecsservice

import (
	"regexp"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/iampolicy"
)

// privateImage matches an image in a private ECR repository: account, region and repository.
var privateImage = regexp.MustCompile(`^([0-9]{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.[a-z0-9.-]+/([^:@]+)`)

// repositoryARN returns the ARN of an image's private ECR repository, or "" for other registries.
func repositoryARN(image, partition string) string {
	found := privateImage.FindStringSubmatch(image)
	if found == nil {
		return ""
	}
	return "arn:" + partition + ":ecr:" + found[2] + ":" + found[1] + ":repository/" + found[3]
}

// pullStatements allow pulling from exactly the private repositories of the images, and filling those
// of cached, for which ECR creates a repository at the first pull. Public images need no permission.
func pullStatements(images, cached pulumi.StringArray, partition pulumi.StringInput) []iampolicy.Statement {
	repositories := repositoryARNs(images, partition)
	return []iampolicy.Statement{{
		Actions: []string{"ecr:GetAuthorizationToken"},
		ResourceList: repositories.ApplyT(func(list []string) []string {
			if len(list) == 0 {
				return nil
			}
			return []string{"*"} // this action supports no resources
		}).(pulumi.StringArrayOutput),
	}, {
		Actions:      []string{"ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"},
		ResourceList: repositories,
	}, {
		Actions:      []string{"ecr:BatchImportUpstreamImage", "ecr:CreateRepository"},
		ResourceList: repositoryARNs(cached, partition),
	}}
}

// repositoryARNs returns the private repositories of the images.
func repositoryARNs(images pulumi.StringArray, partition pulumi.StringInput) pulumi.StringArrayOutput {
	return sortedSet(pulumi.All(images, partition).ApplyT(func(known []any) []string {
		list := []string{}
		for _, image := range known[0].([]string) {
			list = append(list, repositoryARN(image, known[1].(string)))
		}
		return list
	}).(pulumi.StringArrayOutput), func(repository string) bool { return repository != "" })
}
