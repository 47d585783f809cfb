package alarmsim

// minute is what happens in a minute in a system with one service, its load balancer and API, and a
// database.
type minute struct {
	desired, running int
	cpu, memory      float64 // percent of the tasks
	blue, green      tasks
	balancerErrors   int
	rejected         int
	loggedErrors     int
	database         database
}

// tasks are those in one target group.
type tasks struct {
	healthy, unhealthy int
	requests, errors   int
	seconds            float64 // 95th percentile of the response time
}

type database struct {
	cpu, freeGB, freeMiB, connections, diskSeconds, lagSeconds float64
}

// value returns the value of a metric, which is missing when AWS documents no data: counts have data
// if they are not zero, times if there are requests, host counts if tasks are registered, and metrics
// of ECS if tasks run.
func (m minute) value(of metric) float64 {
	group := m.blue
	if inGreen(of.dimensions) {
		group = m.green
	}
	requests := m.blue.requests + m.green.requests + m.balancerErrors
	registered := group.healthy+group.unhealthy > 0
	if !of.exists() {
		return missing
	}
	switch of.namespace + " " + of.name {
	case "AWS/ECS CPUUtilization":
		return when(m.running > 0, m.cpu)
	case "AWS/ECS MemoryUtilization":
		return when(m.running > 0, m.memory)
	case "ECS/ContainerInsights RunningTaskCount":
		return when(m.running > 0, float64(m.running))
	case "ECS/ContainerInsights DesiredTaskCount":
		return when(m.running > 0, float64(m.desired))
	case "AWS/ApplicationELB RequestCount":
		return count(group.requests)
	case "AWS/ApplicationELB HTTPCode_Target_5XX_Count":
		return count(group.errors)
	case "AWS/ApplicationELB TargetResponseTime":
		return when(group.requests > 0, group.seconds)
	case "AWS/ApplicationELB HealthyHostCount":
		return when(registered, float64(group.healthy))
	case "AWS/ApplicationELB UnHealthyHostCount":
		return when(registered, float64(group.unhealthy))
	case "AWS/ApplicationELB HTTPCode_ELB_5XX_Count":
		return count(m.balancerErrors)
	case "AWS/ApplicationELB RejectedConnectionCount":
		return count(m.rejected)
	case "AWS/ApiGateway 5xx":
		return when(requests > 0, float64(m.blue.errors+m.green.errors+m.balancerErrors))
	case "AWS/ApiGateway Latency", "AWS/ApiGateway IntegrationLatency":
		return when(requests > 0, 1000*max(m.blue.seconds, m.green.seconds))
	default:
		return m.ofDatabase(of)
	}
}

func (m minute) ofDatabase(of metric) float64 {
	switch of.name {
	case "CPUUtilization":
		return m.database.cpu
	case "FreeStorageSpace":
		return m.database.freeGB * (1 << 30)
	case "FreeableMemory":
		return m.database.freeMiB * (1 << 20)
	case "DatabaseConnections":
		return m.database.connections
	case "ReadLatency", "WriteLatency":
		return m.database.diskSeconds
	case "ReplicaLag":
		return m.database.lagSeconds
	default: // lines in a log group
		return count(m.loggedErrors)
	}
}

func when(there bool, value float64) float64 {
	if !there {
		return missing
	}
	return value
}

func count(n int) float64 { return when(n > 0, float64(n)) }
