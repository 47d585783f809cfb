package e2e

import "maps"

// update is a change of the configuration.
type update struct {
	name          string
	configuration map[string]string // below knwl-platform:platform
	changes       map[string]string // everything that it changes, by URN
	images        int               // containers whose image it changes, and nothing else in their definitions
}

// updates returns the updates of a running stack in the order in which they are applied.
func (p preset) updates() []update {
	return append([]update{
		{
			name: "a new image",
			configuration: map[string]string{
				"service.image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/knwl-service:1.0.1",
			},
			changes: with(p.newRevision, map[string]string{taskDefinition: "replace, create first: containerDefinitions"}),
			images:  2, // the service, and the container that sets the database up
		},
		{
			name:          "a larger scaling range",
			configuration: map[string]string{"service.scaling.max": "9"},
			changes: map[string]string{
				"knwl:ecsservice:Service$aws:appautoscaling/target:Target::knwl-api": "update: maxCapacity",
			},
		},
		{
			name:          "a third zone",
			configuration: map[string]string{"network.zones[2]": "eu-west-1c"},
			changes: with(p.newZone, map[string]string{
				"knwl:network:VPC$aws:ec2/subnet:Subnet::knwl--isolated-eu-west-1c":                               "create",
				"knwl:network:VPC$aws:ec2/subnet:Subnet::knwl--private-eu-west-1c":                                "create",
				"knwl:network:VPC$aws:ec2/subnet:Subnet::knwl--public-eu-west-1c":                                 "create",
				"knwl:network:VPC$aws:ec2/routeTable:RouteTable::knwl--private-eu-west-1c":                        "create",
				"knwl:network:VPC$aws:ec2/routeTableAssociation:RouteTableAssociation::knwl--isolated-eu-west-1c": "create",
				"knwl:network:VPC$aws:ec2/routeTableAssociation:RouteTableAssociation::knwl--private-eu-west-1c":  "create",
				"knwl:network:VPC$aws:ec2/routeTableAssociation:RouteTableAssociation::knwl--public-eu-west-1c":   "create",
				loadBalancer: "update", // subnets; a preview shows subnetMappings
				"knwl:ingress:Ingress$aws:apigatewayv2/vpcLink:VpcLink::knwl--link":             "replace, create first: subnetIds",
				"knwl:ingress:Ingress$aws:apigatewayv2/integration:Integration::knwl--http-api": "update: connectionId",
				"knwl:database:Postgres$aws:rds/subnetGroup:SubnetGroup::knwl-db":               "update: subnetIds",
			}),
		},
	}, p.more...)
}

// newShifts shift traffic in ways that CodeDeploy has no predefined configuration for. A custom
// configuration cannot be changed, and cannot be deleted while a deployment group uses it.
var newShifts = []update{
	{
		name:          "a shift of one's own",
		configuration: map[string]string{"blueGreen.shift": "Canary20Percent1Minutes"},
		changes:       map[string]string{shiftConfig: "create", deploymentGroup: "update: deploymentConfigName"},
	},
	{
		name:          "another shift of one's own",
		configuration: map[string]string{"blueGreen.shift": "Linear25PercentEvery2Minutes"},
		changes: map[string]string{
			shiftConfig:     "replace, create first: deploymentConfigName, trafficRoutingConfig",
			deploymentGroup: "update: deploymentConfigName",
		},
	},
}

const (
	taskDefinition  = "knwl:ecsservice:Service$aws:ecs/taskDefinition:TaskDefinition::knwl-api"
	shiftConfig     = "knwl:bluegreen:DeploymentGroup$aws:codedeploy/deploymentConfig:DeploymentConfig::knwl"
	deploymentGroup = "knwl:bluegreen:DeploymentGroup$aws:codedeploy/deploymentGroup:DeploymentGroup::knwl"
)

// With rolling deployments the update changes the service's task definition and subnets. In
// blue/green, CodeDeploy changes both.
var (
	rollingRevision = map[string]string{ecsService: "update: taskDefinition"}
	rollingZone     = map[string]string{ecsService: "update: networkConfiguration"}
)

// natZone is what a new zone adds in a network with a NAT gateway per zone.
var natZone = map[string]string{
	"knwl:network:VPC$aws:ec2/eip:Eip::knwl--nat-eu-west-1c":               "create",
	"knwl:network:VPC$aws:ec2/natGateway:NatGateway::knwl--nat-eu-west-1c": "create",
	"knwl:network:VPC$aws:ec2/route:Route::knwl--private-eu-west-1c":       "create",
	"knwl:network:VPC$aws:ec2/vpcEndpoint:VpcEndpoint::knwl--s3":           "update: routeTableIds",
}

// endpointsZone is what a new zone changes in a network with endpoints instead of NAT.
var endpointsZone = with(rollingZone, map[string]string{
	"knwl:network:VPC$aws:ec2/vpcEndpoint:VpcEndpoint::knwl--ecr.api":        "update: subnetIds",
	"knwl:network:VPC$aws:ec2/vpcEndpoint:VpcEndpoint::knwl--ecr.dkr":        "update: subnetIds",
	"knwl:network:VPC$aws:ec2/vpcEndpoint:VpcEndpoint::knwl--logs":           "update: subnetIds",
	"knwl:network:VPC$aws:ec2/vpcEndpoint:VpcEndpoint::knwl--s3":             "update: routeTableIds",
	"knwl:network:VPC$aws:ec2/vpcEndpoint:VpcEndpoint::knwl--secretsmanager": "update: subnetIds",
})

// lifted is the update that must be applied before prod can be destroyed.
var lifted = update{
	name:          "lifting the protections",
	configuration: map[string]string{"ingress.deletionProtection": "false", "database.protected": "false"},
	changes: map[string]string{
		loadBalancer: "update: enableDeletionProtection",
		database:     "update: deletionProtection",
	},
}

func with(more, changes map[string]string) map[string]string {
	maps.Copy(changes, more)
	return changes
}
