package ingress

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// API configures an HTTP API whose $default route sends every request through a VPC Link to the
// production listener. It waits at most 30 seconds for a response. Cost: about $1 per million
// requests; the link is free. Security: the API's address is public, and requests are not authorized
// (violates APIGateway.8), so the service must check its own keys.
type API struct {
	// SubnetIDs are the subnets of the VPC Link, usually private ones. Required. Some zones, such as
	// use1-az3, do not support VPC Links. Changing them replaces the link; the new one is created
	// before the old one is deleted.
	SubnetIDs pulumi.StringArrayInput
	// ServerName is the name that the VPC Link checks on the certificate (APIGateway.10). Required with
	// CertificateARN, and not allowed without it.
	ServerName string
	// ThrottleRate is the average number of requests per second that the API accepts, at least 1.
	// Default: 1000. The API answers further requests with 429.
	ThrottleRate *int
	// ThrottleBurst is the size of the token bucket that ThrottleRate refills: the number of requests
	// that the API accepts at one moment, at least 1. Default: 500.
	ThrottleBurst *int
	// LogRetentionDays is how long access logs are kept, one of the retention periods of CloudWatch
	// Logs. Default: 14.
	LogRetentionDays int
}
