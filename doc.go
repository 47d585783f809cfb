// Package infra holds AWS building blocks for Pulumi programs in Go, a package each:
//
//   - [github.com/knwl-platform/infra/network]: a VPC whose subnets never move
//   - [github.com/knwl-platform/infra/ecsservice]: a service on ECS Fargate
//   - [github.com/knwl-platform/infra/ingress]: a load balancer, and an HTTP API in front of it
//   - [github.com/knwl-platform/infra/database]: PostgreSQL on RDS
//   - [github.com/knwl-platform/infra/observability]: alarms, whom they tell, and a dashboard
//   - [github.com/knwl-platform/infra/bluegreen]: CodeDeploy for an ECS service
//
// They do not import one another. The program in examples/knwl-platform/platform composes all six.
package infra
