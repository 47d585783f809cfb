package alarmsim

// The scenarios. Each begins with half an hour in which the system is quiet, and then takes an hour.
const (
	Quiet        = "quiet"
	Night        = "night without traffic"
	DeadService  = "dead service"
	DeadAtNight  = "dead service at night"
	SlowDatabase = "slow database"
	BadVersion   = "bad version"
	CrashingTask = "bad version that crashes"
	NoResponse   = "requests without a response"
	ScaleOut     = "scale-out"
	ScaleIn      = "scale-in"
	Deployment   = "deployment"
	FullDatabase = "full database"
)

// Scenarios lists all of them.
var Scenarios = []string{
	Quiet, Night, DeadService, DeadAtNight, SlowDatabase, BadVersion, CrashingTask, NoResponse, ScaleOut, ScaleIn,
	Deployment, FullDatabase,
}

const (
	begin    = 30
	duration = 90
)

// quiet is a system with two tasks and ten requests a second, one of a thousand of which fails.
func quiet() minute {
	return minute{
		desired: 2, running: 2, cpu: 30, memory: 40,
		blue:         tasks{healthy: 2, requests: 600, errors: 1, seconds: 0.08},
		loggedErrors: 1,
		database:     database{cpu: 20, freeGB: 15, freeMiB: 200, connections: 12, diskSeconds: 0.002},
	}
}

// system returns a minute of a scenario. A service with rolling deployments has all tasks in one group.
func system(scenario string, rolling bool, t int) minute {
	m := quiet()
	if happens, ok := scenarios[scenario]; !ok {
		panic("alarmsim: there is no scenario " + scenario)
	} else if t >= begin {
		happens(&m, t-begin)
	}
	if rolling {
		m.blue = tasks{
			m.blue.healthy + m.green.healthy, m.blue.unhealthy + m.green.unhealthy,
			m.blue.requests + m.green.requests, m.blue.errors + m.green.errors, max(m.blue.seconds, m.green.seconds),
		}
		m.green = tasks{}
	}
	return m
}

// scenarios change a quiet minute, the nth since something happens.
var scenarios = map[string]func(m *minute, n int){
	Quiet: func(*minute, int) {},
	Night: night,
	DeadService: func(m *minute, _ int) {
		dead(m)
		m.balancerErrors = 600
	},
	DeadAtNight: func(m *minute, n int) {
		night(m, n)
		dead(m)
	},
	SlowDatabase: func(m *minute, _ int) {
		m.database.cpu, m.database.diskSeconds, m.database.connections = 96, 0.08, 78
		m.blue.seconds = 3
	},
	// A sixth of the traffic goes to the new version for ten minutes. It is slow and fails half of it.
	BadVersion: func(m *minute, n int) {
		if n < 10 {
			m.running, m.loggedErrors = 3, 61
			m.green = tasks{healthy: 1, requests: 120, errors: 60, seconds: 2}
		}
	},
	// The new task ends during requests, which the load balancer then answers itself, and fails checks.
	CrashingTask: func(m *minute, n int) {
		if n < 10 {
			m.green, m.balancerErrors = tasks{unhealthy: 1}, 60
		}
	},
	// Tasks close connections instead of answering, and pass health checks. They are of the new version, or
	// of another service on the same load balancer: its metric is the same.
	NoResponse: func(m *minute, n int) {
		if n < 10 {
			m.balancerErrors = 60
		}
	},
	ScaleOut: func(m *minute, n int) {
		m.desired, m.blue.requests, m.cpu = 4, 1200, 60
		if n >= 3 { // tasks start in three minutes
			m.running, m.blue.healthy = 4, 4
		}
	},
	ScaleIn: func(m *minute, n int) {
		m.running, m.blue.healthy = max(1, 2-n/2), 1
		m.desired, m.blue.requests = 1, 60
	},
	// New tasks fail checks for three minutes while they start, and then replace the old ones. For two
	// minutes the responses are slow.
	Deployment: func(m *minute, n int) {
		switch {
		case n < 3:
			m.running, m.green = 4, tasks{unhealthy: 2}
		case n < 5:
			m.running, m.blue.requests, m.blue.errors = 4, 300, 0
			m.green = tasks{healthy: 2, requests: 300, errors: 1, seconds: 1.4}
		default: // the blue group is empty
			m.green, m.blue = m.blue, tasks{}
		}
	},
	FullDatabase: func(m *minute, _ int) {
		m.database.freeGB, m.database.freeMiB, m.database.lagSeconds = 0.4, 30, 600
	},
}

func night(m *minute, _ int) {
	m.blue.requests, m.blue.errors, m.loggedErrors, m.cpu = 0, 0, 0, 1
}

// dead stops all tasks. ECS deregisters them.
func dead(m *minute) {
	m.running, m.blue, m.green, m.loggedErrors = 0, tasks{}, tasks{}, 0
}
