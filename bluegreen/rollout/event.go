package rollout

import "time"

// Event is something that happened in a deployment, or a line that a one-off task wrote. It is one of
// [Started], [PhaseChanged], [TasksChanged], [TrafficShifted], [Waiting], [TargetUnhealthy],
// [TaskStopped], [AlarmFired], [RollingBack], [LogLine], [Retrying] and [Held]. The struct
// tags name the fields of its JSON.
type Event interface{ event() }

type (
	// Started is the first event of every wait: a deployment runs, started here or found running.
	Started struct {
		Deployment string `json:"deployment"`
		Joined     bool   `json:"joined"`  // it already ran
		Console    string `json:"console"` // its page in the AWS console
	}
	// PhaseChanged says that a phase of the deployment began, or with Done that it ended.
	PhaseChanged struct {
		Phase Phase     `json:"phase"`
		Done  bool      `json:"done"`
		At    time.Time `json:"at"`
	}
	// TasksChanged has the number of tasks on each side. In a rolling deployment, blue is the old
	// revision and green the new one.
	TasksChanged struct {
		Blue  Tasks `json:"blue"`
		Green Tasks `json:"green"`
	}
	// TrafficShifted says what percentage of production traffic the new tasks get, and when the next
	// step follows.
	TrafficShifted struct {
		Percent     int       `json:"percent"`
		NextPercent int       `json:"nextPercent,omitempty"`
		Next        time.Time `json:"next,omitzero"`
	}
	// Waiting says that the deployment waits until a time for a person's approval, or for the
	// termination of the old tasks. Both can be cut short.
	Waiting struct {
		For   Wait      `json:"for"`
		Until time.Time `json:"until,omitzero"`
	}
	// TargetUnhealthy says that the load balancer finds a new task unhealthy.
	TargetUnhealthy struct {
		Target      string `json:"target"`
		Reason      string `json:"reason"`
		Description string `json:"description"`
	}
	// TaskStopped says that a new task stopped by itself.
	TaskStopped struct {
		Task     string   `json:"task"` // its id
		StopCode string   `json:"stopCode,omitempty"`
		Reason   string   `json:"reason"`
		ExitCode *int     `json:"exitCode,omitempty"` // of the container that ended first
		Log      []string `json:"log,omitempty"`      // the last lines of the main container
	}
	// AlarmFired says that an alarm of the deployment fires.
	AlarmFired struct {
		Alarm  string `json:"alarm"`
		Reason string `json:"reason"`
	}
	// RollingBack says that traffic returns to the old tasks, by a deployment of its own if
	// Deployment is set.
	RollingBack struct {
		Deployment string `json:"deployment,omitempty"`
		Reason     string `json:"reason"`
	}
	// LogLine is a line that a one-off task wrote.
	LogLine struct {
		Line string `json:"line"`
	}
	// Retrying says that a look at AWS failed and is repeated.
	Retrying struct {
		Reason string `json:"reason"`
	}
	// Held says that the service's scaling was suspended, or with Resumed that it works again.
	Held struct {
		Resumed bool `json:"resumed"`
	}
)

// Tasks counts the tasks of one side.
type Tasks struct {
	TaskDefinition string `json:"taskDefinition,omitempty"` // family:revision
	Running        int    `json:"running"`
	Pending        int    `json:"pending,omitempty"`
	Desired        int    `json:"desired"`
}

// Phase is a part of a deployment.
type Phase string

// The phases of a blue/green deployment, in their order, and the one of a rolling deployment.
const (
	PhaseQueued    Phase = "queued"    // CodeDeploy has accepted it
	PhaseInstall   Phase = "install"   // new tasks start and become healthy
	PhaseTest      Phase = "test"      // the test listener shows them
	PhaseApproval  Phase = "approval"  // it waits for a person
	PhaseShift     Phase = "shift"     // production traffic moves to them
	PhaseTerminate Phase = "terminate" // all traffic has moved; old tasks run on for a rollback, then stop
	PhaseRollback  Phase = "rollback"  // traffic returns to the old tasks
	PhaseReplace   Phase = "replace"   // ECS replaces old tasks by new ones
)

// Wait is what a deployment waits for.
type Wait string

// The waits of a blue/green deployment.
const (
	WaitApproval    Wait = "approval"
	WaitTermination Wait = "termination"
)

func (Started) event()         {}
func (PhaseChanged) event()    {}
func (TasksChanged) event()    {}
func (TrafficShifted) event()  {}
func (Waiting) event()         {}
func (TargetUnhealthy) event() {}
func (TaskStopped) event()     {}
func (AlarmFired) event()      {}
func (RollingBack) event()     {}
func (LogLine) event()         {}
func (Retrying) event()        {}
func (Held) event()            {}
