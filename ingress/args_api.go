package ingress

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// API configures an HTTP API whose $default route sends every request through a VPC Link to the
// production listener. It waits at most 30 seconds for a response. Cost: about $1 per million
// requests; the link is free. Security: the API's address is public. Without JWT requests are not
// authorized (violates APIGateway.8), so the service must check its own keys.
type API struct {
	// SubnetIDs are the subnets of the VPC Link, usually private ones. Required. Some zones, such as
	// use1-az3, do not support VPC Links. Changing them replaces the link; the new one is created
	// before the old one is deleted.
	SubnetIDs pulumi.StringArrayInput
	// ServerName is the name that the VPC Link checks on the certificate (APIGateway.10). Required
	// with CertificateARN, and not allowed without it.
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
	// CORS lets browsers call the API from pages of other origins. Default: nil, for none.
	CORS *CORS
	// JWT admits only requests with a valid JSON Web Token. Default: nil, for every request (violates
	// APIGateway.8). Adding it rejects requests without a token at once.
	JWT *JWT
	// OpenPaths are paths that need no token, such as "/healthz" or "/docs/{proxy+}", which is every
	// path below /docs. Default: none. Not allowed without JWT. Security: these requests are not
	// authorized.
	OpenPaths []string
	// Domain gives the API a domain name of yours. Default: nil, for the address that AWS assigns.
	Domain *APIDomain
}

// CORS lets browsers call an API from pages of other origins. API Gateway answers preflight
// requests itself, and replaces all CORS headers in responses of the service.
type CORS struct {
	// Origins are the origins of the pages, such as "https://shop.example.com". "*" is every origin;
	// "https://*" and "http://*" are all with the scheme. Required.
	Origins []string
	// Methods are the allowed HTTP methods, such as "PUT", or "*" for all. Default: none, which is the
	// three that browsers never ask about: GET, HEAD and POST.
	Methods []string
	// Headers are the request headers that pages may set, such as "authorization", or "*" for all.
	// Default: none.
	Headers []string
	// ExposeHeaders are the response headers that pages may read, or "*" for all. Default: none.
	ExposeHeaders []string
	// MaxAgeSeconds is how long a browser may keep the answer to a preflight request, 0 to 86400.
	// Default: nil, for the browser's own time, usually 5 seconds.
	MaxAgeSeconds *int
	// Credentials allows pages to send cookies and to read the responses. Default: false. Not allowed
	// with an origin that contains "*".
	Credentials bool
}

// JWT admits only requests with a valid JSON Web Token in the header Authorization. API Gateway
// checks its signature, issuer, audience and lifetime, but not whether it was revoked.
type JWT struct {
	// Issuer is the URL of the tokens' issuer, such as "https://login.example.com". Required. Its
	// OpenID configuration must be public: API Gateway reads it when the API is updated.
	Issuer pulumi.StringInput
	// Audiences are the accepted audiences: a token must have one of them in aud, or in client_id.
	// Required.
	Audiences pulumi.StringArrayInput
	// Scopes are the accepted scopes: a token must have one of them in scope or scp. Default: none,
	// for every token.
	Scopes []string
}

// APIDomain gives an API a domain name. Point the name to HTTPAPI.DomainDNSName.
type APIDomain struct {
	// Name is the domain name, in lower-case letters, such as "api.example.com". Required. Changing it
	// replaces the domain name.
	Name string
	// CertificateARN is an issued ACM certificate in the API's region that covers Name. Required.
	CertificateARN pulumi.StringInput
	// KeepDefaultAddress leaves the address that AWS assigned in service. Default: false, which turns
	// it off, so that clients cannot bypass what is in front of Name. On a running API that happens
	// before Name works: first set KeepDefaultAddress, move the clients, and then remove it.
	KeepDefaultAddress bool
}
