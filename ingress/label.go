package ingress

import (
	"path"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// requestLabel returns the ends of the ARNs of load balancer and target group, by which CloudWatch
// counts requests.
func requestLabel(listenerARN pulumi.StringOutput, group *lb.TargetGroup) pulumi.StringOutput {
	return pulumi.Sprintf("%s/%s", listenerARN.ApplyT(balancerOf).(pulumi.StringOutput), group.ArnSuffix)
}

// balancerOf returns the end of the ARN of a listener's load balancer, which the listener's ARN
// contains.
func balancerOf(listenerARN string) string {
	_, listener, _ := strings.Cut(listenerARN, ":listener/")
	return path.Dir(listener)
}
