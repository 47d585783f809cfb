package bluegreen

import (
	"cmp"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
)

// mostAlarms is CodeDeploy's quota of alarms in a deployment group. ECS's own rolling deployments take ten.
const mostAlarms = 50

// config is Args with every default applied and every rule checked.
type config struct {
	service         Service
	target          Target
	testListener    bool
	shift           Shift
	approvalWait    int
	terminationWait int
	alarms          pulumi.StringArrayInput // nil for none
	tags            map[string]string
}

func resolve(name string, a Args) (config, error) {
	var wrong check.Mistakes
	wrong.Tags(a)
	wrong.ResourceTags("Tags", a.Tags)

	c := config{
		service:         a.Service,
		target:          a.Target,
		testListener:    check.IsSet(a.Target.TestListenerARN),
		shift:           cmp.Or(a.Shift, Canary10Percent5Minutes),
		approvalWait:    a.ApprovalWaitMinutes,
		terminationWait: cmp.Or(a.TerminationWaitMinutes, 15),
		alarms:          a.RollbackAlarms,
		tags:            a.Tags,
	}
	if known, ok := a.RollbackAlarms.(pulumi.StringArray); ok && len(known) == 0 {
		c.alarms = nil
	}
	wrong.Name(name, 64-8, "the role") // 64 in all, 8 of them Pulumi's
	if !a.Service.BlueGreen {
		wrong.Add("Service.BlueGreen", false, "is needed: CodeDeploy deploys no service that ECS deploys itself; create it with ecsservice.BlueGreen")
	}
	if !a.Target.BlueGreen {
		wrong.Add("Target.BlueGreen", false, "is needed: the target has no second target group to deploy to; set BlueGreen on the ingress.Target")
	}
	wrong.ARN("Service.TaskDefinitionARN", a.Service.TaskDefinitionARN, arn.TaskDefinition)
	wrong.ARN("Service.ExecutionRoleARN", a.Service.ExecutionRoleARN, arn.IAMRole)
	wrong.ARN("Service.TaskRoleARN", a.Service.TaskRoleARN, arn.IAMRole)
	wrong.ARN("Target.ListenerARN", a.Target.ListenerARN, arn.Listener)
	wrong.ARN("Target.TestListenerARN", a.Target.TestListenerARN, arn.Listener)
	if blue, ok := a.Target.BlueName.(pulumi.String); ok && blue != "" && a.Target.GreenName == blue {
		wrong.Add("Target.GreenName", string(blue), "must not be BlueName; name the other target group of the pair")
	}
	if err := c.shift.Check(); err != nil {
		wrong.Add("Shift", c.shift, "%v", err)
	}
	wrong.Alarms("RollbackAlarms", c.alarms, mostAlarms)
	return c, wrong.Err("bluegreen", name)
}
