package platform

import (
	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/network"
)

// Config is the stack configuration `knwl-platform:platform`, one object. What it leaves out comes from its preset; a key that is not
// here is an error. The API keys are apart, in the secret `knwl-platform:apiKeys`: a JSON object that maps each key to its tenants.
type Config struct {
	// Preset gives the defaults: "dev", cheap and deletable in one go, or "prod", private and protected. Required.
	Preset Preset `json:"preset" validate:"required,oneof=dev prod" fix:"choose dev or prod"`
	// Name begins the name of every resource. Default knwl. Changing it replaces everything.
	Name string `json:"name" validate:"slug,max=12" fix:"start with a letter, use a-z, 0-9 and inner hyphens, 12 characters at most"`
	// Tags are put on every resource that takes tags.
	Tags      map[string]string `json:"tags"`
	Network   Network           `json:"network"`
	Service   Service           `json:"service"`
	Ingress   Ingress           `json:"ingress"`
	Database  Database          `json:"database"`
	BlueGreen BlueGreen         `json:"blueGreen"`
	Alarms    Alarms            `json:"alarms"`
}

// Network is the VPC.
type Network struct {
	// CIDR is the VPC's block, /16 to /23; the subnets are planned from it. Default 10.0.0.0/16.
	CIDR string `json:"cidr" validate:"vpccidr" fix:"clear the host bits, or choose a block such as 10.0.0.0/16"`
	// Zones are two to six availability zones of the stack's region. Default: the region's first two, which AWS is asked for.
	Zones []string `json:"zones" validate:"omitempty,min=2,max=6,unique,dive,zone" fix:"name two to six zones of one region, such as eu-west-1a"`
	// Egress is the private tier's way out. Default none in dev, whose tasks are public, and nat-per-zone in prod.
	Egress network.Egress `json:"egress" validate:"oneof=none single-nat nat-per-zone endpoints" fix:"choose how private subnets reach out"`
}

// Service is the knowledge service's container and how many of it run.
type Service struct {
	// Image is the container image, by tag or digest. Required.
	Image string `json:"image" validate:"required" fix:"give the image that make push has printed"`
	// Port is where the container listens. Default 8000.
	Port int `json:"port" validate:"min=1,max=65535" fix:"give the container's TCP port"`
	// CPU and MemoryMiB are the task's size, a pair that Fargate offers. Default 256 and 512, in prod 512 and 1024.
	CPU       int `json:"cpu"`
	MemoryMiB int `json:"memoryMiB"`
	// Private runs the tasks in private subnets without public addresses. Default true in prod.
	Private bool `json:"private"`
	// DesiredCount is how many tasks a new service starts with; scaling changes it from there. Default 1, in prod 2.
	DesiredCount int `json:"desiredCount" validate:"min=1,max=1000" fix:"start at least one task"`
	// Scaling keeps CPU and memory use near their targets. Default 1 to 3 tasks, in prod 2 to 6.
	Scaling Scaling `json:"scaling"`
	// LogLevel is DEBUG, INFO, WARNING or ERROR. Default INFO.
	LogLevel string `json:"logLevel" validate:"oneof=DEBUG INFO WARNING ERROR" fix:"choose what the service logs"`
	// LogRetentionDays is how long CloudWatch Logs keeps the service's and the database's logs. Default 14, in prod 90.
	LogRetentionDays int `json:"logRetentionDays" validate:"retention" fix:"take the next larger one"`
}

// Scaling are the bounds and targets of the service's autoscaling.
type Scaling struct {
	Min           int `json:"min" validate:"min=1" fix:"keep at least one task"`
	Max           int `json:"max" validate:"min=1,max=1000,gtefield=Min" fix:"raise max or lower min"`
	CPUPercent    int `json:"cpuPercent" validate:"min=1,max=100" fix:"give a percentage such as 60"`
	MemoryPercent int `json:"memoryPercent" validate:"min=1,max=100" fix:"give a percentage such as 70"`
}

// Ingress is the load balancer. The HTTP API in front of it is always there.
type Ingress struct {
	// Public gives the load balancer an address on the internet. Default true in dev; in prod only the HTTP API's VPC Link reaches it.
	Public bool `json:"public"`
	// CertificateARN is an ACM certificate in the stack's region: with it the load balancer speaks HTTPS. ServerName is a name on it.
	CertificateARN string `json:"certificateArn"`
	ServerName     string `json:"serverName" validate:"required_with=CertificateARN,omitempty,hostname_rfc1123" fix:"give a DNS name that the certificate covers"`
	// DeletionProtection keeps the load balancer from being deleted. Default true in prod.
	DeletionProtection bool `json:"deletionProtection"`
}

// Database is the PostgreSQL instance. Its password is made, kept and rotated by AWS, so there is none to configure.
type Database struct {
	Name          string `json:"name" validate:"identifier,max=63" fix:"start with a letter, use a-z, 0-9 and underscores"`
	Username      string `json:"username" validate:"identifier,max=16,ne=postgres,ne=admin" fix:"choose a name that is not guessed first, such as knwl"`
	InstanceClass string `json:"instanceClass" validate:"startswith=db." fix:"name an RDS instance class such as db.t4g.micro"`
	// StorageGB is the disk to start with, MaxStorageGB what it may grow to. Default 20 and 100.
	StorageGB    int `json:"storageGB" validate:"min=20,max=65536" fix:"RDS for PostgreSQL offers 20 to 65536"`
	MaxStorageGB int `json:"maxStorageGB" validate:"max=65536,gtefield=StorageGB" fix:"raise maxStorageGB or lower storageGB"`
	// MultiAZ keeps a standby in a second zone, at twice the price. Default true in prod.
	MultiAZ bool `json:"multiAZ"`
	// Protected refuses deletion, and takes a final snapshot once it is lifted. Default true in prod.
	Protected bool `json:"protected"`
}

// BlueGreen deploys through CodeDeploy, beside what runs. Turning it on or off replaces the service.
type BlueGreen struct {
	// Enabled is true by default in prod.
	Enabled bool `json:"enabled"`
	// Shift is how traffic moves to the new tasks. Default all at once in dev, canary in prod.
	Shift bluegreen.Shift `json:"shift"`
}

// Alarms says who hears of trouble.
type Alarms struct {
	// Emails are subscribed to the alarm topic; each must confirm the message that AWS sends. Default nobody.
	Emails []string `json:"emails" validate:"unique,dive,email" fix:"list each address once"`
	// TopicARNs are SNS topics of yours to notify instead of one that the stack makes.
	TopicARNs []string `json:"topicArns" validate:"max=5,unique,dive,required" fix:"name up to five topics, each once"`
}
