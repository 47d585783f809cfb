// Package infra is a library of AWS components for Pulumi programs in Go. Each component is a
// package of its own:
//
//   - [github.com/knwl-platform/infra/network]: a VPC
//   - [github.com/knwl-platform/infra/ecsservice]: a service on ECS Fargate
//   - [github.com/knwl-platform/infra/ecsjob]: a task on ECS Fargate at set times
//   - [github.com/knwl-platform/infra/ingress]: an Application Load Balancer with an HTTP API in front of it
//   - [github.com/knwl-platform/infra/domain]: a certificate and DNS records for domain names
//   - [github.com/knwl-platform/infra/database]: PostgreSQL on RDS
//   - [github.com/knwl-platform/infra/observability]: alarms, notifications and a dashboard
//   - [github.com/knwl-platform/infra/logbucket]: a bucket for the access logs of load balancers
//   - [github.com/knwl-platform/infra/bluegreen]: CodeDeploy deployments of an ECS service
//
// Package [github.com/knwl-platform/infra/stackconfig] reads a stack's configuration strictly.
//
// The components do not import one another. This package has the types that one component hands to
// the next, such as a [Network] or a [Connection]. Components return them from methods; fill them
// in yourself to connect a component to resources that the library did not create.
//
// The Transform of each component's Args customizes children in ways that Args has no field for; see
// [Edit].
//
// Prices in the documentation are those of us-east-1 in November 2026. Ids such as RDS.5 are controls
// of AWS Security Hub.
//
// The program in examples/knwl-platform/platform composes six of the components.
package infra

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// Edit customizes one child resource of a component. It runs after all defaults are applied and
// before the resource is registered. name is the child's logical name, which cannot be changed; args
// and opts can.
//
// Children inherit protect, retainOnDelete and providers from their component. Set other resource
// options here, such as ignoreChanges and customTimeouts: Pulumi ignores them on a component.
type Edit[A any] func(name string, args *A, opts *[]pulumi.ResourceOption)
