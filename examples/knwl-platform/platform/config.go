package platform

import (
	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/network"
)

// Config is the stack configuration `knwl-platform:platform`, one object. What it leaves out comes from its preset; a key that is not
// here is an error. The API keys are apart, in the secret `knwl-platform:apiKeys`: a JSON object that maps each key to its tenants. The region is the
// provider's, `aws:region`. Prices are those of us-east-1 at the time of writing.
type Config struct {
	// Preset gives the defaults: "dev", cheap and deletable in one go, or "prod", private and protected. Required.
	Preset Preset `json:"preset" validate:"required,oneof=dev prod" fix:"choose dev or prod"`
	// Name begins the name of every resource. Default knwl. Changing it replaces everything, the database with its data too.
	Name string `json:"name" validate:"slug,max=12" fix:"start with a letter, use a-z, 0-9 and inner hyphens, 12 characters at most"`
	// Tags are put on every resource that takes tags, beside a Name of its own. Default: none. At
	// most 49, with keys that differ in more than case.
	Tags map[string]string `json:"tags"`
	// Network is the VPC.
	Network Network `json:"network"`
	// Service is the container that runs, and how many of it.
	Service Service `json:"service"`
	// Ingress is the way in: load balancer and HTTP API.
	Ingress Ingress `json:"ingress"`
	// Database is where the service keeps its documents.
	Database Database `json:"database"`
	// BlueGreen is how new versions come to run.
	BlueGreen BlueGreen `json:"blueGreen"`
	// Alarms says who hears of trouble.
	Alarms Alarms `json:"alarms"`
}

// Network is the VPC.
type Network struct {
	// CIDR is the VPC's block, /16 to /23; the subnets are planned from it. Default 10.0.0.0/16. Changing it replaces everything in the VPC.
	CIDR string `json:"cidr" validate:"vpccidr" fix:"clear the host bits, or choose a block such as 10.0.0.0/16"`
	// Zones are two to six availability zones of the stack's region. Default: the region's first two, which AWS is asked for. Adding one moves no subnet of
	// the others.
	Zones []string `json:"zones" validate:"omitempty,min=2,max=6,unique,dive,zone" fix:"name two to six zones of one region, such as eu-west-1a"`
	// Egress is the private subnets' way out: none; single-nat, about $33 a month, or nat-per-zone, that much for each zone, and both $0.045 a GB; or endpoints
	// to AWS alone, about $7 a month for each of four in each zone. Default none in dev, whose tasks are public, and nat-per-zone in prod.
	Egress network.Egress `json:"egress" validate:"oneof=none single-nat nat-per-zone endpoints" fix:"choose how private subnets reach out"`
}

// Service is the knowledge service's container and how many of it run.
type Service struct {
	// Image is the container image, by tag or digest. Required. A new one starts a deployment, in blue/green once it is asked for.
	Image string `json:"image" validate:"required" fix:"name an image that AWS can pull, such as 123456789012.dkr.ecr.eu-west-1.amazonaws.com/knwl-service:1.0.0"`
	// Port is the container's TCP port. Default 8000. Rolling, it changes without downtime; in
	// blue/green, with the next deployment.
	Port int `json:"port" validate:"min=1,max=65535" fix:"give the container's TCP port"`
	// CPU is a task's size in CPU units, of which 1024 are one processor. Default 256, in prod 512.
	CPU int `json:"cpu"`
	// MemoryMiB is a task's memory, in a pair with CPU that Fargate offers. Default 512, in prod 1024. A task of 256 and 512 costs about $9 a month, twice
	// the size twice that.
	MemoryMiB int `json:"memoryMiB"`
	// Private runs the tasks in private subnets without public addresses; they then need an Egress other than none. Default true in prod. In dev each has a
	// public address, its only way out, though no port of it is open.
	Private bool `json:"private"`
	// DesiredCount is how many tasks a new service starts with, within Scaling, which changes it
	// from there. Default 1, in prod 2. 0 starts none.
	DesiredCount int `json:"desiredCount" validate:"min=0,max=1000" fix:"start 0 to 1000 tasks"`
	// Scaling keeps CPU and memory use near their targets.
	Scaling Scaling `json:"scaling"`
	// LogLevel is DEBUG, INFO, WARNING or ERROR. Default INFO.
	LogLevel string `json:"logLevel" validate:"oneof=DEBUG INFO WARNING ERROR" fix:"choose what the service logs"`
	// LogRetentionDays is how long CloudWatch Logs keeps the logs of the service, the HTTP API and the database. Default 14, in prod 90.
	LogRetentionDays int `json:"logRetentionDays" validate:"retention" fix:"take the next larger one"`
}

// Scaling are the bounds and targets of the service's autoscaling.
type Scaling struct {
	// Min is the least number of tasks. Default 1, in prod 2, so that one can fail. 0 allows for
	// none; CPU and memory alone then never bring one back.
	Min int `json:"min" validate:"min=0" fix:"keep 0 tasks or more"`
	// Max is the largest number of tasks, and so the limit of what they cost. Default 3, in prod 6.
	Max int `json:"max" validate:"min=1,max=1000,gtefield=Min" fix:"raise max or lower min"`
	// CPUPercent is the average use of CPU to aim for. Default 60.
	CPUPercent int `json:"cpuPercent" validate:"min=1,max=100" fix:"give a percentage such as 60"`
	// MemoryPercent is the average use of memory to aim for. Default 70.
	MemoryPercent int `json:"memoryPercent" validate:"min=1,max=100" fix:"give a percentage such as 70"`
}

// Ingress is the load balancer. The HTTP API in front of it is always there.
type Ingress struct {
	// Public gives the load balancer an address on the internet, beside the HTTP API's. Default true in dev; in prod only the API's VPC Link reaches it, so
	// that nobody gets around the API's TLS and throttling. Changing it replaces the load balancer and its address.
	Public bool `json:"public"`
	// CertificateARN is an ACM certificate in the stack's region: with it the load balancer speaks HTTPS, and port 80 only redirects. Default none: HTTP.
	CertificateARN string `json:"certificateArn"`
	// ServerName is a name on the certificate, which the HTTP API checks. Required with CertificateARN.
	ServerName string `json:"serverName" validate:"required_with=CertificateARN,omitempty,hostname_rfc1123" fix:"give a DNS name that the certificate covers"`
	// DeletionProtection keeps the load balancer from being deleted. Default true in prod.
	DeletionProtection bool `json:"deletionProtection"`
}

// Database is the PostgreSQL instance. Its password is made, kept and rotated by AWS, so there is none to configure.
type Database struct {
	// Name is the database in the instance. Default knwl. Changing it replaces the instance, and the new one is empty.
	Name string `json:"name" validate:"identifier,max=63" fix:"start with a letter, use a-z, 0-9 and underscores"`
	// Username is the user that the service connects as. Default knwl. Changing it replaces the instance, and the new one is empty.
	Username string `json:"username" validate:"identifier,max=16,ne=postgres,ne=admin" fix:"choose a name that is not guessed first, such as knwl"`
	// InstanceClass is the instance's size. Default db.t4g.micro, about $12 a month, in prod db.t4g.small, about $23, and the same again for the standby.
	// Changing it takes the database down for a minute or two, in its maintenance window.
	InstanceClass string `json:"instanceClass" validate:"startswith=db." fix:"name an RDS instance class such as db.t4g.micro"`
	// StorageGB is the disk to start with, at $0.115 a GB and month and twice that with a standby. Default 20. It never shrinks.
	StorageGB int `json:"storageGB" validate:"min=20,max=65536" fix:"RDS for PostgreSQL offers 20 to 65536"`
	// MaxStorageGB is what the disk may grow to when it runs full. Default 100. The same as StorageGB keeps it from growing.
	MaxStorageGB int `json:"maxStorageGB" validate:"max=65536,gtefield=StorageGB" fix:"raise maxStorageGB or lower storageGB"`
	// MultiAZ keeps a standby in a second zone, at twice the price. Default true in prod.
	MultiAZ bool `json:"multiAZ"`
	// Protected refuses deletion. Default true in prod.
	Protected bool `json:"protected"`
	// KeepDeleted leaves a final snapshot of the database, and for 30 days the API keys, when the stack is deleted. Default true in prod; without it the
	// documents are gone with the stack.
	KeepDeleted bool `json:"keepDeleted"`
}

// BlueGreen deploys through CodeDeploy, beside what runs.
type BlueGreen struct {
	// Enabled is true by default in prod. Changing it replaces the service. While a deployment lasts, twice the tasks run.
	Enabled bool `json:"enabled"`
	// Shift is how traffic moves to the new tasks, one of [bluegreen.Shift]. Default all at once in dev, and in prod a tenth of it five minutes before the rest.
	Shift bluegreen.Shift `json:"shift"`
}

// Alarms says who hears of trouble.
type Alarms struct {
	// Emails are subscribed to the alarm topic; each must confirm the message that AWS sends. Default nobody.
	Emails []string `json:"emails" validate:"unique,dive,email" fix:"list each address once"`
	// TopicARNs are up to five SNS topics of yours to notify instead of one that the stack makes, whose key costs $1 a month. Emails must then be empty. They
	// must let CloudWatch and RDS publish. Default none.
	TopicARNs []string `json:"topicArns" validate:"max=5,unique,dive,required" fix:"name up to five topics, each once"`
}
