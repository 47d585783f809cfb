// Package infratest runs a user's Pulumi program in a unit test, without AWS, the Pulumi CLI or the
// network:
//
//	func TestShopIsPrivate(t *testing.T) {
//		m := infratest.Mocks()
//		if err := pulumi.RunErr(program, pulumi.WithMocks("shop", "test", m)); err != nil {
//			t.Fatal(err)
//		}
//		if !m.Find(t, "aws:lb/loadBalancer:LoadBalancer", "shop").Bool("internal") {
//			t.Error("the load balancer is on the internet")
//		}
//	}
//
// The mocks compute what AWS would: ids, names, DNS names, and an ARN of the right kind for each type of
// resource, which the components check. They reject a missing required input and a URN that is
// registered twice. They check no other values: only AWS does.
//
// A program that reads a configuration gets it from a further option of pulumi.RunErr:
// func(info *pulumi.RunInfo) { info.Config = map[string]string{"shop:domain": "example.com"} }.
package infratest

import (
	"fmt"
	"maps"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/offline"
)

const (
	stackReference = "pulumi:pulumi:StackReference"
	awsProvider    = "pulumi:providers:aws"
)

// Recorder mocks AWS for one run of a program, and records the resources that the program registers. It
// implements pulumi.MockResourceMonitor. The zero value is ready to use.
type Recorder struct {
	// Region is where resources without a provider of their own are. Default: us-east-1. The
	// partition follows from it: a region in China has ARNs of aws-cn. Resources with an explicit AWS
	// provider are in the provider's region.
	Region string

	// Account is the id of the account. Default: 123456789012.
	Account string

	mu        sync.Mutex // the SDK calls the mocks from many goroutines
	resources []*Resource
	seen      map[string]bool   // by URN
	regions   map[string]string // by reference to a provider
	answers   map[string]resource.PropertyMap
	stacks    map[string]resource.PropertyMap
}

// Mocks returns mocks for one run of a program.
func Mocks() *Recorder { return &Recorder{} }

// Answer sets what the cloud returns for a type token: of a data source, such as
// "aws:ssm/getParameter:getParameter", the result; of a resource type, such as
// "random:index/randomPassword:RandomPassword", outputs of each resource. The mocks know the data sources
// getAvailabilityZones, getCallerIdentity, getPartition and getRegion. Call it before the run.
func (m *Recorder) Answer(token string, values map[string]any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.answers == nil {
		m.answers = map[string]resource.PropertyMap{}
	}
	m.answers[token] = resource.NewPropertyMapFromMap(values)
}

// StackOutputs sets the outputs of another stack, which the program reads with pulumi.NewStackReference.
// The name is that of the reference, such as "org/network/prod". Call it before the run.
func (m *Recorder) StackOutputs(name string, outputs map[string]any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.stacks == nil {
		m.stacks = map[string]resource.PropertyMap{}
	}
	m.stacks[name] = resource.NewPropertyMapFromMap(outputs)
}

// NewResource implements pulumi.MockResourceMonitor.
func (m *Recorder) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := newResource(args)
	if m.seen[r.URN] {
		return "", nil, fmt.Errorf("%s %q is registered twice; give one of the two another name", r.Type, r.Name)
	}
	if err := m.answer(r); err != nil {
		return "", nil, fmt.Errorf("%q: %w", r.Name, err)
	}
	if m.seen == nil {
		m.seen, m.regions = map[string]bool{}, map[string]string{}
	}
	m.seen[r.URN] = true
	if region := plain(r.Outputs["region"]); r.Type == awsProvider && region.IsString() {
		m.regions[r.URN+"::"+r.ID] = region.StringValue()
	}
	m.resources = append(m.resources, r)
	return r.ID, r.Outputs, nil
}

// answer sets the id and the state of a resource.
func (m *Recorder) answer(r *Resource) (err error) {
	cloud, read := m.cloud(r.provider), r.Request == nil
	switch {
	case r.Type == stackReference:
		outputs, known := m.stacks[r.Name]
		if !known {
			return fmt.Errorf("the outputs of this stack are not known; set them with StackOutputs(%q, ...)", r.Name)
		}
		r.ID = r.Name
		r.Outputs = resource.PropertyMap{"name": resource.NewProperty(r.Name), "outputs": resource.NewProperty(outputs)}
		return nil
	case !r.Custom && !read: // a component
		r.Outputs = r.Inputs
		return nil
	case read:
		_, r.Outputs = cloud.Answer(r.Type, r.Name, r.URN, r.Inputs)
	case offline.Knows(r.Type):
		r.ID, r.Outputs, err = cloud.Create(r.Type, r.Name, r.URN, r.Inputs)
	default:
		r.ID, r.Outputs = cloud.Answer(r.Type, r.Name, r.URN, r.Inputs)
	}
	if err != nil {
		return err
	}
	maps.Copy(r.Outputs, m.answers[r.Type])
	return nil
}

// Call implements pulumi.MockResourceMonitor.
func (m *Recorder) Call(args pulumi.MockCallArgs) (resource.PropertyMap, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if values, ok := m.answers[args.Token]; ok {
		return values, nil
	}
	result, err := m.cloud(args.Provider).Invoke(args.Token, args.Args)
	if err != nil {
		return nil, fmt.Errorf("%w; set its result with Answer(%q, ...)", err, args.Token)
	}
	return result, nil
}

// cloud returns where a provider creates resources.
func (m *Recorder) cloud(provider string) offline.Cloud {
	cloud := offline.Cloud{Region: m.Region, Account: m.Account}
	if region, ok := m.regions[provider]; ok {
		cloud.Region = region
	}
	return cloud
}
