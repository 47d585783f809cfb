package e2e

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cloudwatchtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy"

	"github.com/knwl-platform/infra/bluegreen/rollout"
	"github.com/knwl-platform/infra/e2e/emulator"
	"github.com/knwl-platform/infra/e2e/engine"
)

// live is a running stack that the command rollout deploys.
type live struct {
	preset
	stack   *engine.Stack
	cloud   *emulator.Emulator
	clock   *emulator.Clock
	version int // of the image
}

func newLive(t *testing.T, want preset) *live {
	t.Helper()
	cloud := emulator.Start(t)
	l := &live{preset: want, stack: newPlatform(t, want, cloud.URL), cloud: cloud, clock: cloud.Clock(t)}
	l.stack.Up(t)
	l.clock.Speed(100) // an emulated minute takes less than a second
	return l
}

func (l *live) image() string {
	return fmt.Sprintf("123456789012.dkr.ecr.eu-west-1.amazonaws.com/knwl-service:2.0.%d", l.version)
}

// setImage changes the configuration to an image that was never deployed.
func (l *live) setImage(t *testing.T) {
	l.version++
	l.stack.Set(t, "knwl-platform:platform.service.image", l.image())
}

// newImage updates the stack to an image that was never deployed. In blue/green the update
// registers a revision and deploys nothing.
func (l *live) newImage(t *testing.T) {
	t.Helper()
	l.setImage(t)
	l.stack.Up(t)
}

func (l *live) configure(t *testing.T, path, value string) {
	t.Helper()
	l.stack.Set(t, "knwl-platform:platform."+path, value)
	l.stack.Up(t)
}

// rollout runs the command to its end.
func (l *live) rollout(t *testing.T, flags ...string) outcome {
	t.Helper()
	return l.begin(t, flags...).wait(t)
}

// command runs another command than the default one.
func (l *live) command(t *testing.T, words ...string) outcome {
	t.Helper()
	return l.begin(t, words...).wait(t)
}

// begin starts the command for what the stack hands out.
func (l *live) begin(t *testing.T, words ...string) *process {
	t.Helper()
	return l.start(t, l.target(t), words...)
}

// start starts the command. It gets its target as a stack's outputs on standard input.
func (l *live) start(t *testing.T, target rollout.Target, words ...string) *process {
	t.Helper()
	output, err := json.Marshal(target)
	if err != nil {
		t.Fatal(err)
	}
	outputs, err := json.Marshal(map[string]string{"rollout": string(output)})
	if err != nil {
		t.Fatal(err)
	}
	words = append(words, "--outputs", "-", "--plain", "--poll", "1s")
	command := exec.Command(filepath.Join(programs, "rollout"), words...)
	command.Stdin = strings.NewReader(string(outputs))
	command.Env = os.Environ()
	for name, value := range emulator.Environment(l.cloud.URL) {
		command.Env = append(command.Env, name+"="+value)
	}
	p := &process{Cmd: command, printed: &strings.Builder{}}
	command.Stdout, command.Stderr = p.printed, p.printed
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

// awaitPhase waits until there are more deployments than before and the newest has reached a phase.
func (l *live) awaitPhase(t *testing.T, before int, phase emulator.Phase) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); len(l.cloud.Deployments(t)) == before; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("no deployment started in a minute")
		}
	}
	l.clock.AwaitPhase(t, phase)
}

func (l *live) target(t *testing.T) rollout.Target {
	t.Helper()
	return rolloutTarget(t, l.stack.Outputs(t)["rollout"])
}

// serving returns the target group that gets all production traffic.
func (l *live) serving(t *testing.T) string {
	t.Helper()
	a, target := accountAt(t, l.cloud.URL), l.target(t)
	group := answer(codedeploy.NewFromConfig(a.Config).GetDeploymentGroup(t.Context(), &codedeploy.GetDeploymentGroupInput{
		ApplicationName: &target.Application, DeploymentGroupName: &target.DeploymentGroup,
	}))(a).DeploymentGroupInfo
	production := group.LoadBalancerInfo.TargetGroupPairInfoList[0].ProdTrafficRoute.ListenerArns[0]
	weights := forwards(only(a, "default actions", a.listener(production).DefaultActions))
	maps.DeleteFunc(weights, func(_ string, weight int32) bool { return weight == 0 })
	return only(a, "target groups that get traffic", slices.Collect(maps.Keys(weights)))
}

func (l *live) expectServing(t *testing.T, want string) {
	t.Helper()
	if got := l.serving(t); got != want {
		t.Errorf("production traffic goes to %s, want %s", got, want)
	}
}

// expectInAgreement checks that Pulumi would change nothing, and that scaling works.
func (l *live) expectInAgreement(t *testing.T) {
	t.Helper()
	l.expectScaling(t)
	l.stack.Preview(t).Expect(t, nil)
	l.stack.Refresh(t)
	l.stack.Preview(t).Expect(t, nil)
}

// expectScaling checks that no rollout has left scaling suspended.
func (l *live) expectScaling(t *testing.T) {
	t.Helper()
	a := accountAt(t, l.cloud.URL)
	target := only(a, "scalable targets", answer(applicationautoscaling.NewFromConfig(a.Config).DescribeScalableTargets(
		t.Context(), &applicationautoscaling.DescribeScalableTargetsInput{ServiceNamespace: types.ServiceNamespaceEcs},
	))(a).ScalableTargets)
	if s := target.SuspendedState; s != nil && (aws.ToBool(s.DynamicScalingInSuspended) ||
		aws.ToBool(s.DynamicScalingOutSuspended) || aws.ToBool(s.ScheduledScalingSuspended)) {
		t.Error("scaling is still suspended")
	}
}

// alarms returns the names of the alarms that roll a deployment back.
func (l *live) alarms(t *testing.T) []string {
	t.Helper()
	a, target := accountAt(t, l.cloud.URL), l.target(t)
	group := answer(codedeploy.NewFromConfig(a.Config).GetDeploymentGroup(t.Context(), &codedeploy.GetDeploymentGroupInput{
		ApplicationName: &target.Application, DeploymentGroupName: &target.DeploymentGroup,
	}))(a).DeploymentGroupInfo
	var names []string
	for _, alarm := range group.AlarmConfiguration.Alarms {
		names = append(names, aws.ToString(alarm.Name))
	}
	return names
}

// quiet ends an alarm.
func (l *live) quiet(t *testing.T, alarm string) {
	a := accountAt(t, l.cloud.URL)
	answer(cloudwatch.NewFromConfig(a.Config).SetAlarmState(t.Context(), &cloudwatch.SetAlarmStateInput{
		AlarmName: &alarm, StateValue: cloudwatchtypes.StateValueOk, StateReason: aws.String("it is over"),
	}))(a)
}
