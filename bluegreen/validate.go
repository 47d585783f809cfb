package bluegreen

import (
	"cmp"
	"maps"
	"regexp"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
)

func init() {
	check.Fields[Args](map[string]check.Field{
		"ApprovalWaitMinutes": {Rule: "omitempty,min=1,max=7200", Fix: "give 1 to 7200 minutes, or 0 for no wait"},
		"Notify": {
			Rule: "max=10,dive", Fix: "list up to ten topics, which is all that CodeDeploy notifies",
		},
		"PermissionsBoundaryARN": {Kind: arn.IAMPolicy},
		"RolePath":               {Rule: "omitempty,rolepath", Fix: "write it as /platform/"},
		"TerminationWaitMinutes": {Rule: "omitnil,min=0,max=2880", Fix: "give 0 to 2880 minutes, or nil for 15"},
	})
	check.Fields[Topic](map[string]check.Field{
		"ARN":       {Kind: arn.Topic, Rule: "required", Fix: "give the topic's ARN, such as observability's TopicARN"},
		"KMSKeyARN": {Kind: arn.KMSKey},
	})
}

// mostAlarms is CodeDeploy's quota of alarms per deployment group. Rolling deployments of ECS have
// another one.
const mostAlarms = 50

var capacityProvider = regexp.MustCompile(`^[A-Za-z0-9_-]{1,255}$`)

// config is Args with all defaults applied and all rules checked.
type config struct{ Args }

func resolve(name string, a Args) (config, error) {
	wrong := check.In("bluegreen", name)
	t := a.Target
	wrong.Absent("Target", "ForBlueGreen of ingress", t.ListenerARN, t.BlueName, t.GreenName)
	a = check.Args(wrong, a)
	wrong.ResourceTags("Tags", a.Tags)

	c := config{Args: a}
	c.Shift = cmp.Or(a.Shift, Canary10Percent5Minutes)
	c.TerminationWaitMinutes = cmp.Or(a.TerminationWaitMinutes, new(15))

	wrong.Name(name, check.LongestRole, "the role")
	if !a.Service.BlueGreen {
		wrong.Add("Service.BlueGreen", false, "must be true, because CodeDeploy deploys only services with the CODE_DEPLOY "+
			"deployment controller; create the service with ecsservice.BlueGreen")
	}
	if !a.Target.BlueGreen && !wrong.Has("Target") {
		wrong.Add("Target.BlueGreen", false, "must be true, because a deployment needs a second target group; "+
			"set BlueGreen on the ingress.Target")
	}
	if blue, ok := a.Target.BlueName.(pulumi.String); ok && a.Target.GreenName == blue {
		wrong.Add("Target.GreenName", string(blue), "must not be BlueName; give the name of the other target group")
	}
	checkCapacityProviders(a.Service, wrong)
	if err := c.Shift.Check(); err != nil {
		wrong.Add("Shift", c.Shift, "%v", err)
	}
	wrong.Alarms("RollbackAlarms", c.RollbackAlarms, mostAlarms)
	return c, wrong.Err()
}

func checkCapacityProviders(s infra.BlueGreenService, wrong *check.Mistakes) {
	const field = "Service.CapacityProviders"
	for _, provider := range slices.Sorted(maps.Keys(s.CapacityProviders)) {
		if !capacityProvider.MatchString(provider) {
			wrong.Add(check.At(field, provider), s.CapacityProviders[provider],
				"must have the name of a capacity provider as its key; write it like FARGATE")
		}
	}
	if _, ok := s.CapacityProviders[onDemand]; s.OnDemandBase > 0 && !ok {
		wrong.Add("Service.OnDemandBase", s.OnDemandBase,
			"requires the key FARGATE in Service.CapacityProviders; add it, with the weight 0 for no further tasks")
	}
	if weights := slices.Collect(maps.Values(s.CapacityProviders)); len(weights) > 0 && slices.Max(weights) == 0 {
		wrong.Add(field, s.CapacityProviders, "have only the weight 0, so no task could start; give one of them a weight")
	}
}
