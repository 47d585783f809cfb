// Command knwl-platform is the Pulumi program of the example. `pulumi up` in this directory deploys
// it. Package platform describes what it creates.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/examples/knwl-platform/platform"
)

func main() {
	pulumi.Run(platform.Run)
}
