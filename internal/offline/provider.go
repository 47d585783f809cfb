package offline

import (
	"context"
	"crypto/rand"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"
)

// Serve starts the offline provider and returns its port. It runs until the process ends. A Pulumi
// engine on this machine uses it instead of the AWS plugin if its environment has
// PULUMI_DEBUG_PROVIDERS=aws:<port>. The provider ignores interrupts, because an interrupted engine
// still needs it to finish running operations.
func Serve() (port int, err error) {
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{Init: func(server *grpc.Server) error {
		pulumirpc.RegisterResourceProviderServer(server, &provider{})
		return nil
	}})
	return handle.Port, err
}

// provider implements the engine's protocol. It has no state: only the resources in the stack's state
// exist.
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
	// With SupportsPreview, a preview of an update keeps known outputs. Otherwise all outputs would
	// become unknown, and all dependants would show a change.
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

// Check sets the resource's physical name, as the real provider does: the name that it has, or a new
// one from the engine's random seed.
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
	property, ok := autoNamed[typ]
	key := resource.PropertyKey(property)
	if ok && !news.HasValue(key) && !news.HasValue("namePrefix") {
		if news[key] = olds[key]; !olds.HasValue(key) {
			news[key] = resource.NewProperty(physicalName(urn.Name(), digest(typ, string(in.GetRandomSeed()))))
		}
	}
	inputs, err := write(news)
	return &pulumirpc.CheckResponse{Inputs: inputs}, err
}

// Diff compares inputs. A change of a top-level property that forces replacement replaces the
// resource, and the engine creates the new one first.
func (p *provider) Diff(_ context.Context, in *pulumirpc.DiffRequest) (*pulumirpc.DiffResponse, error) {
	olds, err := read(in.GetOldInputs())
	if err != nil {
		return nil, err
	}
	news, err := read(in.GetNews())
	if err != nil {
		return nil, err
	}
	typ := string(resource.URN(in.GetUrn()).Type())
	response := &pulumirpc.DiffResponse{Changes: pulumirpc.DiffResponse_DIFF_NONE}
	if diff := olds.Diff(news); diff != nil {
		response.Changes = pulumirpc.DiffResponse_DIFF_SOME
		for _, key := range diff.ChangedKeys() {
			response.Diffs = append(response.Diffs, string(key))
			if Replaces(typ, string(key)) {
				response.Replaces = append(response.Replaces, string(key))
			}
		}
	}
	return response, nil
}

func (p *provider) Create(_ context.Context, in *pulumirpc.CreateRequest) (*pulumirpc.CreateResponse, error) {
	if in.GetPreview() {
		return &pulumirpc.CreateResponse{Properties: in.GetProperties()}, nil // outputs are unknown until the resource exists
	}
	inputs, err := read(in.GetProperties())
	if err != nil {
		return nil, err
	}
	// A replacement exists beside the old resource for a while, so its ids must differ.
	urn := resource.URN(in.GetUrn())
	id, state, err := p.cloud.Create(string(urn.Type()), urn.Name(), rand.Text(), inputs)
	if err != nil {
		return nil, err
	}
	properties, err := write(state)
	return &pulumirpc.CreateResponse{Id: id, Properties: properties}, err
}

// Read returns the stack's state: there is nothing else to read.
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

// read need not handle secrets: the engine removes them from what it sends and restores them in what
// it stores.
func read(properties *structpb.Struct) (resource.PropertyMap, error) {
	return plugin.UnmarshalProperties(properties, plugin.MarshalOptions{KeepUnknowns: true})
}

func write(properties resource.PropertyMap) (*structpb.Struct, error) {
	return plugin.MarshalProperties(properties, plugin.MarshalOptions{KeepUnknowns: true})
}
