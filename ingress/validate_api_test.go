package ingress

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check/checktest"
)

func withCORS(c CORS) Args { return withAPI(func(a *API) { a.CORS = &c }) }

func withJWT(change func(*API)) Args {
	return withAPI(func(a *API) {
		a.JWT = &JWT{Issuer: pulumi.String("https://example.com"), Audiences: pulumi.ToStringArray([]string{"web"})}
		change(a)
	})
}

func TestResolveRefusesAPIs(t *testing.T) {
	domain := func(name string) Args {
		return withAPI(func(a *API) { a.Domain = &APIDomain{Name: name, CertificateARN: certificate} })
	}
	origins := []string{"https://example.com"}
	checktest.Table[Args]{
		"CORS without origin": {
			Args: withCORS(CORS{}),
			Want: `API.CORS.Origins (empty): is required`,
		},
		"every origin with credentials": {
			Args: withCORS(CORS{Origins: []string{"*"}, Credentials: true}),
			Want: `API.CORS.Origins[0] "*": would let every page act as its reader, because Credentials is set`,
		},
		"every secure origin with credentials": {
			Args: withCORS(CORS{Origins: []string{"https://*"}, Credentials: true}),
			Want: `API.CORS.Origins[0] "https://*": would let every page act as its reader`,
		},
		"an origin with a path": {
			Args: withCORS(CORS{Origins: []string{"https://example.com/shop"}}),
			Want: `API.CORS.Origins[0] "https://example.com/shop": must be a scheme and a host without a path`,
		},
		"an origin without scheme": {
			Args: withCORS(CORS{Origins: []string{"example.com"}}),
			Want: `API.CORS.Origins[0] "example.com": must be a scheme and a host`,
		},
		"subdomains as origin": {
			Args: withCORS(CORS{Origins: []string{"https://*.example.com"}}),
			Want: `API.CORS.Origins[0] "https://*.example.com": must be a scheme and a host`,
		},
		"an origin twice": {
			Args: withCORS(CORS{Origins: []string{"*", "*"}}),
			Want: `API.CORS.Origins ["*" "*"]: must not contain duplicates`,
		},
		"a method in lower case": {
			Args: withCORS(CORS{Origins: origins, Methods: []string{"put"}}),
			Want: `API.CORS.Methods[0] "put": must be one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, *`,
		},
		"an empty header": {
			Args: withCORS(CORS{Origins: origins, Headers: []string{""}}),
			Want: `API.CORS.Headers[0] "": is required`,
		},
		"an answer kept too long": {
			Args: withCORS(CORS{Origins: origins, MaxAgeSeconds: new(86401)}),
			Want: `API.CORS.MaxAgeSeconds 86401: must be at most 86400`,
		},
		"an issuer without scheme": {
			Args: withJWT(func(a *API) { a.JWT.Issuer = pulumi.String("login.example.com") }),
			Want: `API.JWT.Issuer "login.example.com": must be an HTTPS URL, such as https://login.example.com`,
		},
		"no issuer": {
			Args: withJWT(func(a *API) { a.JWT.Issuer = nil }),
			Want: `API.JWT.Issuer (not set): is required; give the URL that tokens have in iss`,
		},
		"no audience": {
			Args: withJWT(func(a *API) { a.JWT.Audiences = nil }),
			Want: `API.JWT.Audiences (not set): is required`,
		},
		"a scope twice": {
			Args: withJWT(func(a *API) { a.JWT.Scopes = []string{"read", "read"} }),
			Want: `API.JWT.Scopes ["read" "read"]: must not contain duplicates`,
		},
		"open paths of an open API": {
			Args: withAPI(func(a *API) { a.OpenPaths = []string{"/healthz"} }),
			Want: `API.OpenPaths ["/healthz"]: are only used with JWT`,
		},
		"an open path with a method": {
			Args: withJWT(func(a *API) { a.OpenPaths = []string{"GET /healthz"} }),
			Want: `API.OpenPaths[0] "GET /healthz": must be a path without a slash at the end`,
		},
		"an open path with a wildcard": {
			Args: withJWT(func(a *API) { a.OpenPaths = []string{"/docs/*"} }),
			Want: `API.OpenPaths[0] "/docs/*": must be a path`,
		},
		"an open path twice": {
			Args: withJWT(func(a *API) { a.OpenPaths = []string{"/a", "/a"} }),
			Want: `API.OpenPaths ["/a" "/a"]: must not contain duplicates`,
		},
		"a domain without name": {
			Args: domain(""),
			Want: `API.Domain.Name "": must be a DNS name in lower-case letters`,
		},
		"a domain in capitals": {
			Args: domain("API.example.com"),
			Want: `API.Domain.Name "API.example.com": must be a DNS name in lower-case letters`,
		},
		"a domain for everything": {
			Args: domain("*.example.com"),
			Want: `API.Domain.Name "*.example.com": must be a DNS name in lower-case letters`,
		},
		"a domain without certificate": {
			Args: withAPI(func(a *API) { a.Domain = &APIDomain{Name: "api.example.com"} }),
			Want: `API.Domain.CertificateARN (not set): is required; give a certificate that covers Name`,
		},
	}.Run(t, func(a Args) error { _, err := resolve("main", a); return err })
}

func TestResolveAcceptsPathsAndOrigins(t *testing.T) {
	for _, path := range []string{"/", "/healthz", "/v1/docs/{proxy+}", "/{proxy+}", "/a.b/c_d~e-f"} {
		if _, err := resolve("main", withJWT(func(a *API) { a.OpenPaths = []string{path} })); err != nil {
			t.Error(err)
		}
	}
	for _, origin := range []string{"*", "http://*", "https://*", "http://localhost:3000", "https://shop.example.com"} {
		if _, err := resolve("main", withCORS(CORS{Origins: []string{origin}})); err != nil {
			t.Error(err)
		}
	}
}
