// Package service is the knowledge service: tenants put documents in and find
// them again by full text.
//
// This package holds the domain alone. The directories beside it each adapt
// it to one thing: http speaks the API, app reads the configuration and runs
// it all, cmd/knwl-service is the program.
package service
