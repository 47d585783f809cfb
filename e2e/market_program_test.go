package e2e

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/efs"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/route53"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/domain"
	"github.com/knwl-platform/infra/ecsjob"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/logbucket"
	"github.com/knwl-platform/infra/network"
)

const (
	marketName    = "market.example.com"
	marketAPIName = "api.market.example.com"
)

// market is a program with the options that the example does not use. Its fields are what updates
// change.
type market struct {
	spot           int
	exec           bool
	routes         map[string]ingress.Route
	healthPort     int
	clients        map[string]string // ids of prefix lists
	logPrefix      string
	logsOff        bool
	audiences      []string
	openPaths      []string
	origins        []string
	requests, peak int // of scaling: requests per target, and the range's end in the morning
	messages       int // per task of the worker
	endpoints      map[string]ecsservice.Endpoint
	router         string // tag of the log router's image
	boundary       string
	insights       ecsservice.ContainerInsights
	job            ecsjob.When
	names          []string // of the certificate, besides its first one
}

func newMarket(office string) *market {
	return &market{
		clients: map[string]string{"office": office},
		spot:    50, exec: true, healthPort: 8081, logPrefix: "market", requests: 600, peak: 10, messages: 100,
		routes: map[string]ingress.Route{
			"host": {Hosts: []string{marketName}, Priority: 100}, "path": {Paths: []string{"/shop/*"}, Priority: 101},
		},
		audiences: []string{"market"}, openPaths: []string{"/healthz"}, origins: []string{"https://" + marketName},
		endpoints: map[string]ecsservice.Endpoint{"orders": {Protocol: ecsservice.HTTP}},
		router:    "2.34.3.20260818", boundary: "boundary", insights: ecsservice.InsightsOn,
		job: ecsjob.When{Cron: "0 3 * * ? *", Timezone: "Europe/Berlin"}, names: []string{marketAPIName},
	}
}

// built is what the parts of the program pass to one another.
type built struct {
	net           *network.VPC
	cluster       *ecsservice.Cluster
	front, inside *ingress.Ingress
	files         infra.Connection
	volume        ecsservice.EFSVolume
	boundaries    map[string]pulumi.StringInput
}

func (m *market) program(ctx *pulumi.Context) error {
	net, err := network.New(ctx, "market", &network.Args{
		Zones: []string{"eu-west-1a", "eu-west-1b"}, Egress: network.EgressSingleNAT,
		Tiers: []network.Tier{network.Public, network.Private}, FlowLog: network.FlowLog{Off: true},
	})
	if err != nil {
		return err
	}
	b := &built{net: net, boundaries: map[string]pulumi.StringInput{}}
	for _, step := range []func(*pulumi.Context, *built) error{
		m.limits, m.files, m.fronts, m.services,
	} {
		if err := step(ctx, b); err != nil {
			return err
		}
	}
	ctx.Export("vpcId", net.VPCID)
	ctx.Export("privateSubnetIds", net.PrivateSubnetIDs)
	ctx.Export("clusterArn", b.cluster.ClusterARN)
	ctx.Export("clusterName", b.cluster.ClusterName)
	ctx.Export("listenerArn", b.front.ListenerARN)
	ctx.Export("loadBalancerArn", b.front.LoadBalancerARN)
	ctx.Export("securityGroupId", b.front.SecurityGroupID)
	ctx.Export("apiUrl", b.front.API.URL)
	ctx.Export("apiId", b.front.API.ID)
	return nil
}

// limits creates two boundaries for roles.
func (m *market) limits(ctx *pulumi.Context, b *built) error {
	for _, name := range []string{"boundary", "other-boundary"} {
		policy, err := iam.NewPolicy(ctx, name, &iam.PolicyArgs{Policy: pulumi.String(
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`,
		)})
		if err != nil {
			return err
		}
		b.boundaries[name] = policy.Arn
	}
	return nil
}

// files creates a file system with a mount target in each zone of the tasks.
func (m *market) files(ctx *pulumi.Context, b *built) error {
	group, err := ec2.NewSecurityGroup(ctx, "files", &ec2.SecurityGroupArgs{
		VpcId: b.net.VPCID, Description: pulumi.String("Files"),
	})
	if err != nil {
		return err
	}
	system, err := efs.NewFileSystem(ctx, "files", &efs.FileSystemArgs{Encrypted: pulumi.Bool(true)})
	if err != nil {
		return err
	}
	point, err := efs.NewAccessPoint(ctx, "files", &efs.AccessPointArgs{
		FileSystemId: system.ID(),
		PosixUser:    efs.AccessPointPosixUserArgs{Uid: pulumi.Int(65532), Gid: pulumi.Int(65532)},
		RootDirectory: efs.AccessPointRootDirectoryArgs{
			Path: pulumi.String("/files"),
			CreationInfo: efs.AccessPointRootDirectoryCreationInfoArgs{
				OwnerUid: pulumi.Int(65532), OwnerGid: pulumi.Int(65532), Permissions: pulumi.String("0750"),
			},
		},
	})
	if err != nil {
		return err
	}
	mounted := pulumi.StringArray{}
	for i, zone := range b.net.Zones {
		target, err := efs.NewMountTarget(ctx, "files-"+zone, &efs.MountTargetArgs{
			FileSystemId: system.ID(), SubnetId: b.net.PrivateSubnetIDs.Index(pulumi.Int(i)),
			SecurityGroups: pulumi.StringArray{group.ID()},
		})
		if err != nil {
			return err
		}
		mounted = append(mounted, target.FileSystemId)
	}
	b.files = infra.Connection{SecurityGroupID: group.ID(), Port: 2049}
	b.volume = ecsservice.EFSVolume{
		FileSystemID: mounted.ToStringArrayOutput().Index(pulumi.Int(0)), AccessPointID: point.ID(),
	}
	return nil
}

// fronts creates a public load balancer under two names, one of them that of its HTTP API, and an
// internal one.
func (m *market) fronts(ctx *pulumi.Context, b *built) error {
	zone, err := route53.NewZone(ctx, "market", &route53.ZoneArgs{Name: pulumi.String(marketName)})
	if err != nil {
		return err
	}
	cert, err := domain.New(ctx, "market", &domain.Args{Name: marketName, Others: m.names, ZoneID: zone.ZoneId})
	if err != nil {
		return err
	}
	logs, err := logbucket.New(ctx, "market-logs", &logbucket.Args{
		RetentionDays: 90, Versioned: true, AllowDeletion: true,
	})
	if err != nil {
		return err
	}
	ctx.Export("logBucketName", logs.Name)
	clients := map[string]pulumi.StringInput{}
	for key, id := range m.clients {
		clients[key] = pulumi.String(id)
	}
	webACL, err := newWebACL(ctx, "market")
	if err != nil {
		return err
	}
	b.front, err = ingress.New(ctx, "market", &ingress.Args{
		Network: b.net.Public(), Public: true, AllowDeletion: true,
		CertificateARN: cert.CertificateARN, WebACLARN: webACL, AllowedPrefixListIDs: clients,
		AccessLogs: &ingress.AccessLogs{Bucket: logs.Name, Prefix: m.logPrefix, Off: m.logsOff},
		Targets:    map[string]ingress.Target{"web": {HealthPath: "/healthz", HealthPort: m.healthPort, Routes: m.routes}},
		API: &ingress.API{
			SubnetIDs: b.net.PrivateSubnetIDs, ServerName: marketName, OpenPaths: m.openPaths,
			Domain: &ingress.APIDomain{Name: marketAPIName, CertificateARN: cert.CertificateARN},
			CORS:   &ingress.CORS{Origins: m.origins, Methods: []string{"PUT"}, MaxAgeSeconds: new(600)},
			JWT: &ingress.JWT{
				Issuer: pulumi.String("https://login.example.com"), Audiences: pulumi.ToStringArray(m.audiences),
			},
		},
		Transform: ingress.Transform{WebACLAssociation: withSDKVersion},
	})
	if err != nil {
		return err
	}
	b.inside, err = ingress.New(ctx, "inside", &ingress.Args{
		Network: b.net.Private(), AllowDeletion: true,
		Targets: map[string]ingress.Target{"web": {HealthPath: "/healthz"}},
	})
	if err != nil {
		return err
	}
	api := domain.Target{DNSName: b.front.API.DomainDNSName, ZoneID: b.front.API.DomainZoneID}
	if err := cert.Alias(marketAPIName, api); err != nil {
		return err
	}
	return cert.Alias(marketName, domain.Target{DNSName: b.front.DNSName, ZoneID: b.front.ZoneID})
}

// sdkVersion is the version of the provider of all other resources. A program of a user names its
// modules, from which the library takes it, but a test does not.
const sdkVersion = "6.83.2"

func withSDKVersion(_ string, _ *pulumi.Map, opts *[]pulumi.ResourceOption) {
	*opts = append(*opts, pulumi.Version(sdkVersion))
}

// newWebACL creates a web ACL by its token: its package takes minutes to compile.
func newWebACL(ctx *pulumi.Context, name string) (pulumi.StringOutput, error) {
	var made struct {
		pulumi.CustomResourceState
		ARN pulumi.StringOutput `pulumi:"arn"`
	}
	seen := pulumi.Map{
		"cloudwatchMetricsEnabled": pulumi.Bool(false), "sampledRequestsEnabled": pulumi.Bool(false),
		"metricName": pulumi.String(name),
	}
	err := ctx.RegisterResource("aws:wafv2/webAcl:WebAcl", name, pulumi.Map{
		"scope": pulumi.String("REGIONAL"), "defaultAction": pulumi.Map{"allow": pulumi.Map{}}, "visibilityConfig": seen,
	}, &made, pulumi.Version(sdkVersion))
	return made.ARN, err
}
