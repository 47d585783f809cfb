// Package platform composes the knowledge platform from the library's components. [Run] reads like
// the deployment: network, load balancer and API, database, service, alarms, and CodeDeploy.
package platform

import (
	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/network"
)

// Config is the object knwl-platform:platform of the stack's configuration. What it leaves out has
// the preset's value. Unknown keys are mistakes. The API keys are in the secret knwl-platform:apiKeys:
// a JSON object that maps each key to a list of tenants. The region is the provider's, aws:region.
// Prices are those of us-east-1 when this was written.
type Config struct {
	// Preset selects the defaults: "dev" is cheap and can be destroyed at once, "prod" is private and
	// protected. Required.
	Preset Preset `json:"preset" validate:"required,oneof=dev prod" fix:"choose dev or prod"`
	// Name is the prefix of the names of all resources. Default: knwl. Changing it replaces
	// everything, including the database and its data.
	Name string `json:"name" validate:"slug,max=12" fix:"use a-z, 0-9 and single hyphens, at most 12 characters"`
	// Tags are put on every resource that supports tags. Default: none. At most 49 tags; keys must be
	// unique ignoring case. The key "Name" is reserved, because each resource has its own.
	Tags map[string]string `json:"tags"`
	// Network configures the VPC.
	Network Network `json:"network"`
	// Service configures the container and the number of tasks.
	Service Service `json:"service"`
	// Ingress configures the load balancer and the HTTP API.
	Ingress Ingress `json:"ingress"`
	// Database configures the PostgreSQL instance.
	Database Database `json:"database"`
	// BlueGreen configures how new versions are deployed.
	BlueGreen BlueGreen `json:"blueGreen"`
	// Alarms configures who is notified.
	Alarms Alarms `json:"alarms"`
}

// Network configures the VPC.
type Network struct {
	// CIDR is the VPC's IPv4 block, /16 to /23. Default: 10.0.0.0/16. Changing it replaces everything
	// in the VPC.
	CIDR string `json:"cidr" validate:"vpccidr" fix:"clear the host bits, or choose a block such as 10.0.0.0/16"`
	// Zones are two to six availability zones of the stack's region. Default: the region's first two,
	// which are looked up. Adding a zone does not move the subnets of the others.
	Zones []string `json:"zones" validate:"omitempty,min=2,max=6,unique,dive,zone" fix:"name zones such as eu-west-1a"`
	// Egress is how private subnets reach services outside the VPC: none, single-nat, nat-per-zone or
	// endpoints. Default: none in dev, whose tasks have public addresses; nat-per-zone in prod. Cost:
	// about $37 a month and $0.045 per GB for a NAT gateway, about $29 a month per zone for endpoints.
	Egress network.Egress `json:"egress" validate:"oneof=none single-nat nat-per-zone endpoints" fix:"choose one of these"`
}

// Service configures the container and the number of tasks.
type Service struct {
	// Image is the container image, by tag or digest. Required. Changing it starts a deployment; in
	// blue/green, you start it.
	Image string `json:"image" validate:"required" fix:"name an image that AWS can pull, such as one from ECR"`
	// Port is the container's TCP port. Default: 8000. It changes without downtime; in blue/green,
	// with the next deployment.
	Port int `json:"port" validate:"min=1,max=65535" fix:"give the container's TCP port"`
	// CPU is the size of a task in CPU units, 1024 for a vCPU. Default: 256 in dev, 512 in prod.
	CPU int `json:"cpu" validate:"required" fix:"give CPU units such as 256"`
	// MemoryMiB is the memory of a task. Fargate offers certain pairs with CPU. Default: 512 in dev,
	// 1024 in prod. Cost: about $9 a month for a task with 256 CPU units and 512 MiB, twice that for
	// twice the size.
	MemoryMiB int `json:"memoryMiB" validate:"required" fix:"give MiB such as 512"`
	// Private runs the tasks in private subnets without public addresses, which needs an Egress other
	// than none. Default: false in dev, true in prod. A public address is a task's only egress in dev;
	// the security group admits no connections from the internet.
	Private bool `json:"private"`
	// DesiredCount is the number of tasks that a new service starts with, within the range of
	// Scaling. Default: 1 in dev, 2 in prod. 0 starts none.
	DesiredCount int `json:"desiredCount" validate:"min=0,max=1000" fix:"start 0 to 1000 tasks"`
	// Scaling configures autoscaling.
	Scaling Scaling `json:"scaling"`
	// Connections is how many connections to the database a task opens at most. Default: 4. The tasks of
	// a deployment, twice Scaling.Max, must not need more than database.instanceClass accepts; the
	// program rejects what would exceed [database.MaxConnections]. Changing it starts a deployment.
	Connections int `json:"connections" validate:"min=2,max=1000" fix:"give 2 to 1000 connections"`
	// LogLevel is DEBUG, INFO, WARNING or ERROR. Default: INFO.
	LogLevel string `json:"logLevel" validate:"oneof=DEBUG INFO WARNING ERROR" fix:"choose what the service logs"`
	// TracePercent is how many of every 100 requests of tenants are traced in AWS X-Ray. Default: 0, for
	// none. Otherwise each task has a sidecar, the AWS Distro for OpenTelemetry, which takes up to 256 MiB
	// of MemoryMiB. Its image is in ECR Public, so it cannot be used with the egress endpoints. Changing
	// it starts a deployment. Cost: $5 per million traces after the first 100,000 a month.
	TracePercent int `json:"tracePercent" validate:"min=0,max=100" fix:"give a percentage, or 0 for no traces"`
	// LogRetentionDays is how long the logs of the service, the HTTP API, the database and the VPC's
	// rejected connections are kept. Default: 14 in dev, 90 in prod.
	LogRetentionDays int `json:"logRetentionDays" validate:"retention" fix:"choose one of these"`
}

// Scaling configures autoscaling, by CPU and memory.
type Scaling struct {
	// Min is the minimum number of tasks. Default: 1 in dev, 2 in prod. 0 allows none; CPU and memory
	// utilization alone then never start one again.
	Min *int `json:"min" validate:"min=0" fix:"give 0 or more tasks"`
	// Max is the maximum number of tasks, which limits their cost. Default: 3 in dev, 6 in prod.
	Max int `json:"max" validate:"min=1,max=1000,gtefield=Min" fix:"raise max or lower min"`
	// CPUPercent is the target average CPU utilization. Default: 60.
	CPUPercent int `json:"cpuPercent" validate:"min=1,max=100" fix:"give a percentage such as 60"`
	// MemoryPercent is the target average memory utilization. Default: 70.
	MemoryPercent int `json:"memoryPercent" validate:"min=1,max=100" fix:"give a percentage such as 70"`
}

func (s Scaling) targets() *ecsservice.Scaling {
	return &ecsservice.Scaling{Min: s.Min, Max: s.Max, CPUPercent: s.CPUPercent, MemoryPercent: s.MemoryPercent}
}

// Ingress configures the load balancer and the HTTP API in front of it.
type Ingress struct {
	// Public gives the load balancer public addresses, besides the HTTP API's. Default: true in dev;
	// false in prod, so that no client bypasses the API's TLS and throttling. Changing it replaces the
	// load balancer, and its DNS name changes.
	Public bool `json:"public"`
	// ZoneID is a public Route 53 zone in which the stack has a certificate issued for ServerName. With
	// it the load balancer speaks HTTPS, and port 80 redirects. Default: none, for CertificateARN. Cost:
	// none. Security: without both, prod sends requests and API keys from the HTTP API to the load
	// balancer, and from there to the tasks, in clear.
	ZoneID string `json:"zoneId" validate:"omitempty,startswith=Z" fix:"give the zone's ID, such as Z0123456789ABCDEFGHIJ"`
	// CertificateARN is an existing ACM certificate in the stack's region, instead of ZoneID. Default:
	// none.
	CertificateARN string `json:"certificateArn" validate:"omitempty,arn=certificate" fix:"give the certificate's ARN"`
	// ServerName is a name on the certificate, which the HTTP API verifies. Required with ZoneID or
	// CertificateARN.
	ServerName string `json:"serverName" validate:"required_with=CertificateARN,omitempty,hostname_rfc1123" fix:"give one"`
	// DeletionProtection protects the load balancer from deletion. Default: true in prod.
	DeletionProtection bool `json:"deletionProtection"`
}

// Database configures the PostgreSQL instance. AWS creates, stores and rotates its password.
type Database struct {
	// Name is the database in the instance. Default: knwl. Changing it replaces the instance, and the
	// new one is empty.
	Name string `json:"name" validate:"sqlname,max=63" fix:"use a-z, 0-9 and underscores after a letter"`
	// Username is the master user, which makes the service's own user, knwl_service, when a task starts.
	// Default: knwl. Changing it replaces the instance, and the new one is empty.
	Username string `json:"username" validate:"sqlname,max=16,ne=postgres,ne=admin" fix:"choose a less obvious name"`
	// InstanceClass is the instance's size. Default: db.t4g.micro in dev, about $12 a month;
	// db.t4g.small in prod, about $23, and the same for the standby. Changing it interrupts the
	// database for a minute or two, in its maintenance window.
	InstanceClass string `json:"instanceClass" validate:"startswith=db." fix:"name a class such as db.t4g.micro"`
	// StorageGB is the initial storage. Default: 20. It cannot shrink. Cost: $0.115 per GB a month,
	// twice that with a standby.
	StorageGB int `json:"storageGB" validate:"min=20,max=65536" fix:"RDS for PostgreSQL offers 20 to 65536"`
	// MaxStorageGB is the limit of storage autoscaling. Default: 100. StorageGB turns it off.
	MaxStorageGB int `json:"maxStorageGB" validate:"max=65536,gtefield=StorageGB" fix:"raise it or lower storageGB"`
	// MultiAZ adds a standby in a second zone, which doubles the price. Default: true in prod.
	MultiAZ bool `json:"multiAZ"`
	// Protected protects the database from deletion. Default: true in prod.
	Protected bool `json:"protected"`
	// MonitoringSeconds is how often RDS measures the instance's operating system: every 1, 5, 10, 15, 30
	// or 60 seconds. Default: 0 in dev, for never; 60 in prod, well under $1 a month.
	MonitoringSeconds int `json:"monitoringSeconds" validate:"oneof=0 1 5 10 15 30 60" fix:"choose one of these"`
	// KeepDeleted keeps a final snapshot of the database, and the API keys for 30 days, when the
	// stack is destroyed. Default: true in prod. Without it the documents are lost with the stack.
	KeepDeleted bool `json:"keepDeleted"`
}

// BlueGreen configures deployments by CodeDeploy.
type BlueGreen struct {
	// Enabled deploys with CodeDeploy. Default: true in prod. Changing it replaces the service. Cost:
	// twice the tasks during a deployment.
	Enabled bool `json:"enabled"`
	// Shift is how traffic moves to the new tasks, a [bluegreen.Shift]. Default: AllAtOnce in dev,
	// Canary10Percent5Minutes in prod.
	Shift bluegreen.Shift `json:"shift" validate:"required" fix:"choose one such as AllAtOnce"`
	// ApprovalWaitMinutes is how long a deployment waits for "rollout approve" before traffic shifts.
	// Then it rolls back. Default: 0, for no approval.
	ApprovalWaitMinutes int `json:"approvalWaitMinutes" validate:"min=0,max=7200" fix:"give up to 7200 minutes, or 0"`
}

// Alarms configures who is notified.
type Alarms struct {
	// Emails are subscribed to the alarm topic. Each must confirm a message from AWS. Default: none.
	Emails []string `json:"emails" validate:"unique,dive,email" fix:"list valid addresses, each once"`
	// TopicARNs are up to five existing SNS topics to notify instead of the stack's own, whose key
	// costs $1 a month. Emails must then be empty. The topics must allow CloudWatch and RDS to
	// publish. Default: none.
	TopicARNs []string `json:"topicArns" validate:"max=5,unique,dive,required,arn=topic" fix:"name up to five topics"`
}
