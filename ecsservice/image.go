package ecsservice

import (
	"regexp"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/iampolicy"
)

// privateImage is an image in a private ECR repository: account, region and repository.
var privateImage = regexp.MustCompile(`^([0-9]{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.[a-z0-9.-]+/([^:@]+)`)

// repositoryOf is the ARN of the repository that an image lies in, in the partition of this deployment; empty when it is in another registry.
func repositoryOf(image, partition string) string {
	found := privateImage.FindStringSubmatch(image)
	if found == nil {
		return ""
	}
	return "arn:" + partition + ":ecr:" + found[2] + ":" + found[1] + ":repository/" + found[3]
}

// pullStatements allow to pull from exactly the private repositories that the images lie in. A public image needs no permission.
func pullStatements(images pulumi.StringArray, partition pulumi.StringInput) []iampolicy.Statement {
	repositories := distinct(pulumi.All(images, partition).ApplyT(func(known []any) []string {
		list := []string{}
		for _, image := range known[0].([]string) {
			list = append(list, repositoryOf(image, known[1].(string)))
		}
		return list
	}).(pulumi.StringArrayOutput), func(repository string) bool { return repository != "" })
	return []iampolicy.Statement{
		{Actions: []string{"ecr:GetAuthorizationToken"}, ResourceList: repositories.ApplyT(func(list []string) []string {
			if len(list) == 0 {
				return nil
			}
			return []string{"*"} // IAM cannot restrict it: the token is for the registry
		}).(pulumi.StringArrayOutput)},
		{Actions: []string{"ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"}, ResourceList: repositories},
	}
}
