package ingress

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
)

func init() {
	check.Fields[API](map[string]check.Field{
		"SubnetIDs": {
			Kind: arn.Subnet, Rule: "required",
			Fix: "give the ids of the VPC Link's subnets, such as the PrivateSubnetIDs of network",
		},
		"ServerName": {
			Rule: "omitempty,hostname_rfc1123",
			Fix:  "give a name that the certificate covers, such as api.example.com",
		},
		"ThrottleRate":     {Rule: "omitnil,min=1", Fix: "give a number of requests per second, or nil for 1000"},
		"ThrottleBurst":    {Rule: "omitnil,min=1", Fix: "give a number of requests, or nil for 500"},
		"LogRetentionDays": {Rule: "omitempty,retention", Fix: "choose one of these"},
		"OpenPaths":        {Rule: "omitempty,unique", Fix: "list each path once"},
	})
	check.Fields[CORS](map[string]check.Field{
		"Origins": {Rule: "required,min=1,unique", Fix: "list each origin once, such as https://shop.example.com"},
		"Methods": {
			Rule: "omitempty,unique,dive,oneof=GET HEAD POST PUT PATCH DELETE OPTIONS *",
			Fix:  "list each method once",
		},
		"Headers":       headers,
		"ExposeHeaders": headers,
		"MaxAgeSeconds": {Rule: "omitnil,min=0,max=86400", Fix: "give 0 to 86400 seconds, or nil for the browser's own time"},
	})
	check.Fields[JWT](map[string]check.Field{
		"Issuer":    {Kind: arn.HTTPS, Rule: "required", Fix: "give the URL that tokens have in iss"},
		"Audiences": {Rule: "required", Fix: "give the ids of the clients that get tokens for the API"},
		"Scopes":    {Rule: "omitempty,unique,dive,required", Fix: "list each scope once"},
	})
	check.Fields[APIDomain](map[string]check.Field{
		"CertificateARN": {Kind: arn.Certificate, Rule: "required", Fix: "give a certificate that covers Name"},
	})
}

var headers = check.Field{Rule: "omitempty,unique,dive,required", Fix: "list each header once"}

// Texts that API Gateway accepts. Of the wildcards in an origin it accepts these only, and of those
// in a path "{proxy+}" at the end.
var (
	origin     = regexp.MustCompile(`^(\*|https?://\*|https?://[A-Za-z0-9.-]+(:[0-9]+)?)$`)
	openPath   = regexp.MustCompile(`^/$|^(/[A-Za-z0-9._~-]+)*(/[A-Za-z0-9._~-]+|/\{[A-Za-z0-9]+\+\})$`)
	domainName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)
)

func (c config) checkAPI(wrong *check.Mistakes) {
	if c.API == nil {
		return
	}
	name := c.API.ServerName
	switch {
	case wrong.Has("CertificateARN"):
	case c.https && name == "":
		wrong.Add("API.ServerName", "", "is required with CertificateARN, because the VPC Link checks the name "+
			"on the certificate; give a name that the certificate covers, such as api.example.com")
	case !c.https && name != "":
		wrong.Add("API.ServerName", name,
			"needs a certificate that the VPC Link can check; set CertificateARN, or remove ServerName")
	}
	c.API.CORS.check(wrong)
	c.API.checkOpenPaths(wrong)
	if d := c.API.Domain; d != nil && (len(d.Name) > 253 || !domainName.MatchString(d.Name)) {
		wrong.Add("API.Domain.Name", d.Name, "must be a DNS name in lower-case letters with a dot; "+
			"give a name that the certificate covers, such as api.example.com")
	}
}

func (c *CORS) check(wrong *check.Mistakes) {
	if c == nil {
		return
	}
	for i, o := range c.Origins {
		at := fmt.Sprintf("API.CORS.Origins[%d]", i)
		switch {
		case !origin.MatchString(o):
			wrong.Add(at, o, `must be a scheme and a host without a path, "*", "https://*" or "http://*"; `+
				"write it like https://shop.example.com")
		case c.Credentials && strings.Contains(o, "*"):
			wrong.Add(at, o, "would let every page act as its reader, because Credentials is set; list the origins")
		}
	}
}

func (a *API) checkOpenPaths(wrong *check.Mistakes) {
	if len(a.OpenPaths) > 0 && a.JWT == nil {
		wrong.Add("API.OpenPaths", a.OpenPaths, "are only used with JWT, because all paths are open without it; "+
			"set JWT, or remove OpenPaths")
	}
	for i, path := range a.OpenPaths {
		if !openPath.MatchString(path) {
			wrong.Add(fmt.Sprintf("API.OpenPaths[%d]", i), path, "must be a path without a slash at the end, which may "+
				"end with {proxy+} for all paths below; write it like /healthz or /docs/{proxy+}")
		}
	}
}
