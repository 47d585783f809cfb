package offline

import (
	"context"
	"crypto/rand"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"
)

// Serve offers the offline provider to Pulumi engines on this machine for as long as the process lives, and returns its port: an engine whose
// environment says PULUMI_DEBUG_PROVIDERS=aws:<port> uses it in place of the AWS plugin. It outlives an interrupt, as the engine then still ends what runs.
func Serve() (port int, err error) {
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{Init: func(server *grpc.Server) error {
		pulumirpc.RegisterResourceProviderServer(server, &provider{})
		return nil
	}})
	return handle.Port, err
}

// provider speaks the engine's protocol. It keeps no state: what exists is what the stack's state says.
type provider struct {
	pulumirpc.UnimplementedResourceProviderServer
	cloud Cloud
}

func (p *provider) Attach(context.Context, *pulumirpc.PluginAttach) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

func (p *provider) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: "6.83.2"}, nil
}

func (p *provider) CheckConfig(_ context.Context, in *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	return &pulumirpc.CheckResponse{Inputs: in.GetNews()}, nil
}

func (p *provider) DiffConfig(context.Context, *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	return &pulumirpc.DiffResponse{}, nil
}

func (p *provider) Configure(_ context.Context, in *pulumirpc.ConfigureRequest) (*pulumirpc.ConfigureResponse, error) {
	args, err := read(in.GetArgs())
	if err != nil {
		return nil, err
	}
	if region := args["region"]; region.IsString() {
		p.cloud.Region = region.StringValue()
	}
	// With previews supported, an update in a preview keeps the outputs that it will keep; else one change would ripple through all that depends on it.
	return &pulumirpc.ConfigureResponse{SupportsPreview: true}, nil
}

func (p *provider) Invoke(_ context.Context, in *pulumirpc.InvokeRequest) (*pulumirpc.InvokeResponse, error) {
	args, err := read(in.GetArgs())
	if err != nil {
		return nil, err
	}
	result, err := p.cloud.Invoke(in.GetTok(), args)
	if err != nil {
		return nil, err
	}
	returned, err := write(result)
	return &pulumirpc.InvokeResponse{Return: returned}, err
}

// Check names the resource, as the real provider does: keeping the name it has, else a new one from the engine's random seed.
func (p *provider) Check(_ context.Context, in *pulumirpc.CheckRequest) (*pulumirpc.CheckResponse, error) {
	olds, err := read(in.GetOlds())
	if err != nil {
		return nil, err
	}
	news, err := read(in.GetNews())
	if err != nil {
		return nil, err
	}
	urn := resource.URN(in.GetUrn())
	typ := string(urn.Type())
	if err := validate(typ, news); err != nil {
		return &pulumirpc.CheckResponse{Failures: []*pulumirpc.CheckFailure{{Reason: err.Error()}}}, nil
	}
	if property, ok := autoNamed[typ]; ok && !news.HasValue(resource.PropertyKey(property)) && !news.HasValue("namePrefix") {
		key := resource.PropertyKey(property)
		if news[key] = olds[key]; !olds.HasValue(key) {
			news[key] = resource.NewProperty(physicalName(urn.Name(), digest(typ, string(in.GetRandomSeed()))))
		}
	}
	inputs, err := write(news)
	return &pulumirpc.CheckResponse{Inputs: inputs}, err
}

// Diff compares inputs; a change of one of the replacing properties at the top level replaces the resource, the new one first.
func (p *provider) Diff(_ context.Context, in *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	olds, err := read(in.GetOldInputs())
	if err != nil {
		return nil, err
	}
	news, err := read(in.GetNews())
	if err != nil {
		return nil, err
	}
	replacing := facts[string(resource.URN(in.GetUrn()).Type())].Replace
	response := &pulumirpc.DiffResponse{Changes: pulumirpc.DiffResponse_DIFF_NONE}
	if diff := olds.Diff(news); diff != nil {
		response.Changes = pulumirpc.DiffResponse_DIFF_SOME
		for _, key := range diff.ChangedKeys() {
			response.Diffs = append(response.Diffs, string(key))
			if slices.Contains(replacing, string(key)) {
				response.Replaces = append(response.Replaces, string(key))
			}
		}
	}
	return response, nil
}

func (p *provider) Create(_ context.Context, in *pulumirpc.CreateRequest) (*pulumirpc.CreateResponse, error) {
	if in.GetPreview() {
		return &pulumirpc.CreateResponse{Properties: in.GetProperties()}, nil // outputs are not known before the resource is
	}
	inputs, err := read(in.GetProperties())
	if err != nil {
		return nil, err
	}
	// A replacement lives beside what it replaces for a while, so its ids must differ.
	urn := resource.URN(in.GetUrn())
	id, state, err := p.cloud.Create(string(urn.Type()), urn.Name(), rand.Text(), inputs)
	if err != nil {
		return nil, err
	}
	properties, err := write(state)
	return &pulumirpc.CreateResponse{Id: id, Properties: properties}, err
}

// Read finds everything as the state has it: there is nothing else to look at.
func (p *provider) Read(_ context.Context, in *pulumirpc.ReadRequest) (*pulumirpc.ReadResponse, error) {
	return &pulumirpc.ReadResponse{Id: in.GetId(), Properties: in.GetProperties(), Inputs: in.GetInputs()}, nil
}

func (p *provider) Update(_ context.Context, in *pulumirpc.UpdateRequest) (*pulumirpc.UpdateResponse, error) {
	oldInputs, err := read(in.GetOldInputs())
	if err != nil {
		return nil, err
	}
	state, err := read(in.GetOlds())
	if err != nil {
		return nil, err
	}
	news, err := read(in.GetNews())
	if err != nil {
		return nil, err
	}
	for key := range oldInputs {
		delete(state, key)
	}
	for key, value := range news {
		state[key] = value
	}
	properties, err := write(state)
	return &pulumirpc.UpdateResponse{Properties: properties}, err
}

func (p *provider) Delete(context.Context, *pulumirpc.DeleteRequest) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

func (p *provider) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

// Secrets need no care here: the engine takes them off what it sends and puts them back on what it stores.
func read(properties *structpb.Struct) (resource.PropertyMap, error) {
	return plugin.UnmarshalProperties(properties, plugin.MarshalOptions{KeepUnknowns: true})
}

func write(properties resource.PropertyMap) (*structpb.Struct, error) {
	return plugin.MarshalProperties(properties, plugin.MarshalOptions{KeepUnknowns: true})
}
