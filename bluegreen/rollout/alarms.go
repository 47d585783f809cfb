package rollout

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	cdtypes "github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
)

// firing returns the group's alarms that fire.
func (c *Client) firing(ctx context.Context, group *cdtypes.DeploymentGroupInfo) ([]AlarmFired, error) {
	if group.AlarmConfiguration == nil || !group.AlarmConfiguration.Enabled {
		return nil, nil
	}
	var names []string
	for _, alarm := range group.AlarmConfiguration.Alarms {
		names = append(names, aws.ToString(alarm.Name))
	}
	return c.alarms(ctx, names, cwtypes.StateValueAlarm)
}

// alarms returns those of the named alarms that are in a state, or all of them if state is empty.
func (c *Client) alarms(
	ctx context.Context, names []string, state cwtypes.StateValue,
) (alarms []AlarmFired, err error) {
	if len(names) == 0 {
		return nil, nil // no name means all alarms of the account
	}
	out, err := c.aws.Alarms.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{
		AlarmNames: names, StateValue: state, MaxRecords: aws.Int32(100), // as many as names are allowed
		AlarmTypes: []cwtypes.AlarmType{cwtypes.AlarmTypeMetricAlarm, cwtypes.AlarmTypeCompositeAlarm},
	})
	if err != nil {
		return nil, err
	}
	for _, a := range out.MetricAlarms {
		alarms = append(alarms, AlarmFired{Alarm: aws.ToString(a.AlarmName), Reason: aws.ToString(a.StateReason)})
	}
	for _, a := range out.CompositeAlarms {
		alarms = append(alarms, AlarmFired{Alarm: aws.ToString(a.AlarmName), Reason: aws.ToString(a.StateReason)})
	}
	return alarms, nil
}

func alarmNames(alarms []AlarmFired) (names []string) {
	for _, alarm := range alarms {
		names = append(names, alarm.Alarm)
	}
	return names
}
