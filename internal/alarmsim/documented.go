package alarmsim

// logErrors is the namespace of the metric filters that observability creates.
const logErrors = "LogErrors"

// Sets of dimensions, sorted by name, as in the documentation of each service.
var (
	balancerOnly = []string{"LoadBalancer", "AvailabilityZone LoadBalancer"}
	group        = []string{"LoadBalancer TargetGroup", "AvailabilityZone LoadBalancer TargetGroup"}
	both         = append(append([]string{}, balancerOnly...), group...)
	service      = []string{"ClusterName ServiceName"}
	usage        = []string{"ClusterName", "ClusterName ServiceName"}
	httpAPI      = []string{"ApiId", "ApiId Stage", "ApiId Method Resource Stage"}
	instance     = []string{"DBInstanceIdentifier", "DatabaseClass", "EngineName"}
)

// documented has the sets of dimensions with which AWS publishes a metric: "CloudWatch metrics for your
// Application Load Balancer", "Amazon ECS service utilization metrics", "Amazon ECS Container Insights
// metrics", "Monitoring HTTP API metrics" and "Amazon CloudWatch dimensions for Amazon RDS".
var documented = map[string][]string{
	"AWS/ApplicationELB RequestCount":              both,
	"AWS/ApplicationELB HTTPCode_Target_5XX_Count": both,
	"AWS/ApplicationELB TargetResponseTime":        both,
	"AWS/ApplicationELB HealthyHostCount":          group,
	"AWS/ApplicationELB UnHealthyHostCount":        group,
	"AWS/ApplicationELB HTTPCode_ELB_5XX_Count":    balancerOnly,
	"AWS/ApplicationELB RejectedConnectionCount":   balancerOnly,

	"AWS/ECS CPUUtilization":                 usage,
	"AWS/ECS MemoryUtilization":              usage,
	"ECS/ContainerInsights RunningTaskCount": service,
	"ECS/ContainerInsights DesiredTaskCount": service,

	"AWS/ApiGateway 5xx":                httpAPI,
	"AWS/ApiGateway Latency":            httpAPI,
	"AWS/ApiGateway IntegrationLatency": httpAPI,

	"AWS/RDS CPUUtilization":      instance,
	"AWS/RDS FreeStorageSpace":    instance,
	"AWS/RDS FreeableMemory":      instance,
	"AWS/RDS DatabaseConnections": instance,
	"AWS/RDS ReadLatency":         instance,
	"AWS/RDS WriteLatency":        instance,
	"AWS/RDS ReplicaLag":          instance,
}
