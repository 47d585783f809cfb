package emulator

import "testing"

// Injection is what a test makes fail. Every field that is set takes effect, until it is used up or
// [Emulator.Heal] is called.
type Injection struct {
	// Of limits UnhealthyTargets, TaskExit and OneOff to the tasks of one task definition, by its ARN,
	// or to those with a container of one image. Default: all tasks.
	Of string `json:"of,omitempty"`
	// UnhealthyTargets makes targets fail their health check. ECS replaces new tasks that do.
	UnhealthyTargets *Unhealthy `json:"unhealthyTargets,omitempty"`
	// TaskExit makes new tasks of services exit half a minute after they started. ECS replaces them.
	TaskExit *Exit `json:"taskExit,omitempty"`
	// OneOff is how tasks of RunTask end. Default: with exit code 0.
	OneOff *Exit `json:"oneOff,omitempty"`
	// Alarm makes an alarm fire, once.
	Alarm *Alarm `json:"alarm,omitempty"`
	// Throttle rejects calls.
	Throttle *Throttle `json:"throttle,omitempty"`
	// LoseAnswer is the name of a call, such as CreateDeployment, whose answer gets lost, once: the
	// call has its effect, and then the connection breaks.
	LoseAnswer string `json:"loseAnswer,omitempty"`
	// FailRollback makes every rollback of CodeDeploy fail.
	FailRollback bool `json:"failRollback,omitempty"`
}

// Unhealthy is why a target is unhealthy. Default: its health check is answered with status 503.
type Unhealthy struct {
	Reason      string `json:"reason,omitempty"` // such as Target.Timeout
	Description string `json:"description,omitempty"`
}

// Exit is how a container ends, and what it logged before.
type Exit struct {
	Code  int      `json:"exitCode"`
	Lines []string `json:"lines,omitempty"`
}

// Alarm is an existing CloudWatch alarm that fires when a deployment reaches a phase.
type Alarm struct {
	Name  string `json:"name"`
	Phase Phase  `json:"phase"`
}

// Throttle rejects the next calls of a name, such as DescribeServices.
type Throttle struct {
	Call  string `json:"call"`
	Times int    `json:"times"`
}

// Inject makes something fail.
func (e *Emulator) Inject(t testing.TB, injection Injection) {
	t.Helper()
	e.post(t, "/rollouts/inject", injection)
}

// Heal ends all injections. Alarms that fired stay in their state.
func (e *Emulator) Heal(t testing.TB) {
	t.Helper()
	e.post(t, "/rollouts/heal", struct{}{})
}
