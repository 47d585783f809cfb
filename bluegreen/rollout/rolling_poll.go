package rollout

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// onChange returns a function that passes on each event that differs from the last one of its key.
func onChange(emit func(Event)) func(key string, e Event) {
	last := map[string]Event{}
	return func(key string, e Event) {
		if last[key] != e {
			last[key] = e
			emit(e)
		}
	}
}

func orIgnore(events func(Event)) func(Event) {
	if events == nil {
		return func(Event) {}
	}
	return events
}

// service describes the target's service.
func (c *Client) service(ctx context.Context) (ecstypes.Service, error) {
	out, err := c.aws.ECS.DescribeServices(ctx, &ecs.DescribeServicesInput{
		Cluster: aws.String(c.target.Cluster), Services: []string{c.target.Service},
	})
	missing := isError[*ecstypes.ClusterNotFoundException](err)
	if err != nil && !missing {
		return ecstypes.Service{}, err
	}
	if missing || len(out.Services) == 0 || aws.ToString(out.Services[0].Status) == "INACTIVE" {
		return ecstypes.Service{}, fmt.Errorf("service %q does not exist in cluster %q in %s; "+
			"check the stack, the account and the region", c.target.Service, c.target.Cluster, c.target.Region)
	}
	return out.Services[0], nil
}

// shortName returns what follows the last slash of an ARN: family:revision, or a task's id.
func shortName(arn string) string { return arn[strings.LastIndex(arn, "/")+1:] }
