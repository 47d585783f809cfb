package bluegreen

import (
	"cmp"
	"maps"
	"regexp"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
)

// mostAlarms is CodeDeploy's quota of alarms in a deployment group. ECS's own rolling deployments take ten.
const mostAlarms = 50

var providerName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,255}$`)

// config is Args with every default applied and every rule checked.
type config struct {
	service         Service
	target          Target
	shift           Shift
	approvalWait    int
	terminationWait int
	alarms          pulumi.StringArrayInput // nil for none
	tags            map[string]string
}

func resolve(name string, a Args) (config, error) {
	var wrong check.Mistakes
	a = check.Args(&wrong, "bluegreen", name, a)
	wrong.ResourceTags("Tags", a.Tags)

	c := config{
		service:         a.Service,
		target:          a.Target,
		shift:           cmp.Or(a.Shift, Canary10Percent5Minutes),
		approvalWait:    a.ApprovalWaitMinutes,
		terminationWait: *cmp.Or(a.TerminationWaitMinutes, new(15)),
		alarms:          a.RollbackAlarms,
		tags:            a.Tags,
	}
	wrong.Name(name, 64-8, "the role") // 64 in all, 8 of them Pulumi's
	if !a.Service.BlueGreen {
		wrong.Add("Service.BlueGreen", false, "is needed: CodeDeploy deploys no service that ECS deploys itself; create it with ecsservice.BlueGreen")
	}
	if !a.Target.BlueGreen {
		wrong.Add("Target.BlueGreen", false, "is needed: the target has no second target group to deploy to; set BlueGreen on the ingress.Target")
	}
	if blue, ok := a.Target.BlueName.(pulumi.String); ok && a.Target.GreenName == blue {
		wrong.Add("Target.GreenName", string(blue), "must not be BlueName; name the other target group of the pair")
	}
	for provider := range a.Service.CapacityProviders {
		if !providerName.MatchString(provider) {
			wrong.Add("Service.CapacityProviders", provider, "must be the name of a capacity provider; write it like FARGATE")
		}
	}
	if weights := a.Service.CapacityProviders; len(weights) > 0 && slices.Max(slices.Collect(maps.Values(weights))) == 0 {
		wrong.Add("Service.CapacityProviders", weights, "have no weight but 0, so no task could start; give one of them a weight")
	}
	if err := c.shift.Check(); err != nil {
		wrong.Add("Shift", c.shift, "%v", err)
	}
	wrong.Alarms("RollbackAlarms", c.alarms, mostAlarms)
	return c, wrong.Err("bluegreen", name)
}
