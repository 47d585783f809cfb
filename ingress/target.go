package ingress

// Target is a service behind the load balancer. Its target group registers IP addresses, as Fargate
// requires, and forwards plain HTTP. Each task registers with its container's port, so Target has
// no field for a port.
type Target struct {
	// HealthPath is the path that health checks request from each task, at most 1024 characters.
	// Required. With a wrong path tasks never become healthy, and ECS keeps replacing them. While a
	// change of the path is deployed, the old and the new version must both answer on the new path.
	HealthPath string
	// HealthPort is the port that health checks connect to, if it is not that of the container.
	// Default: 0, for the container's port. ecsservice adds the rules for it. A running target fails
	// its health checks on the new port until its service is updated too.
	HealthPort int
	// HealthCodes are the HTTP status codes of a healthy response, from 200 to 499, such as "200,204"
	// or "200-299". Default: "200".
	HealthCodes string
	// HealthIntervalSeconds is the time between two health checks of a task, 5 to 300. Default: 30.
	HealthIntervalSeconds int
	// HealthTimeoutSeconds is how long a health check waits for the response, 2 to 120 and less than
	// HealthIntervalSeconds. Default: 5, or 4 if the interval is 5.
	HealthTimeoutSeconds int
	// HealthyThreshold is the number of health checks in a row that a task must pass before it gets
	// requests, 2 to 10. Default: 2.
	HealthyThreshold int
	// UnhealthyThreshold is the number of health checks in a row that a task must fail before it stops
	// getting requests, 2 to 10. Default: 2.
	UnhealthyThreshold int
	// DeregistrationDelaySeconds is how long a task that is about to stop may finish its requests, 0
	// to 3600. Default: 60, which is longer than the 30 seconds that an HTTP API waits for a
	// response. Each deployment takes that much longer.
	DeregistrationDelaySeconds *int

	// BlueGreen is for a service that CodeDeploy deploys. Default: false. It creates a second target
	// group (green) beside the first (blue), and a test listener. The target's listeners and rules
	// forward to blue at first. From then on CodeDeploy changes which of the two they forward to, and
	// Pulumi does not. For that reason a blue/green target cannot become the default target of a
	// listener that forwards to another target: the update fails. Changing BlueGreen back to false
	// sends all requests to blue: do so only while blue has the traffic.
	BlueGreen bool

	// Paths are the patterns of the request paths for this target, such as "/api/*". Default: none.
	// Paths and Hosts have at most five patterns together, the limit of a rule.
	Paths []string
	// Hosts are the patterns of the host names for this target, such as "*.example.com". Default:
	// none. If Paths is set too, a request must match one of each; for either of the two use Routes.
	Hosts []string
	// Priority orders the rules of a listener, 1 to 50000: the matching rule with the lowest number
	// wins. Required with Paths or Hosts, and different from that of all other rules on the load
	// balancer. It has no default, so that adding a target never changes another's priority.
	//
	// AWS rejects a priority while another rule has it: give a renamed target a new priority, and swap
	// two priorities by way of a third.
	Priority int
	// Routes are further ways to this target, keyed by a name you choose, which must not end with
	// "-green". Default: none. Each adds a rule. The target gets the requests that match one of its
	// routes, and those that match Paths and Hosts. A renamed route needs a new priority.
	Routes map[string]Route
}

// Route is one way to a target. A request must match one of Paths and one of Hosts; if only one of
// them is set, that decides.
type Route struct {
	// Paths are the patterns of the request paths, such as "/api/*". Default: none, if Hosts is set.
	// Paths and Hosts have at most five patterns together, the limit of a rule.
	Paths []string
	// Hosts are the patterns of the host names, such as "*.example.com". Default: none, if Paths is
	// set.
	Hosts []string
	// Priority orders the route among all rules of the listener; see [Target]. Required.
	Priority int
}
