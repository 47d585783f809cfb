// Package language lets a Pulumi engine run a program that is already compiled, as Pulumi's plugin for Go
// does. The CLI that the Makefile builds has no plugins.
package language

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
)

// host is the plugin for one program.
type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	program string

	mu     sync.Mutex
	engine string
}

// Serve starts the plugin for a program and returns its port. It runs until the process ends. An engine
// uses it if its environment has PULUMI_DEBUG_LANGUAGES=go:<port>.
func Serve(program string) (port int, err error) {
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{Init: func(server *grpc.Server) error {
		pulumirpc.RegisterLanguageRuntimeServer(server, &host{program: program})
		return nil
	}})
	return handle.Port, err
}

func (h *host) Handshake(
	_ context.Context, in *pulumirpc.LanguageHandshakeRequest,
) (*pulumirpc.LanguageHandshakeResponse, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.engine = in.GetEngineAddress()
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

func (h *host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: "1.0.0"}, nil
}

func (h *host) GetRequiredPackages(
	context.Context, *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	return &pulumirpc.GetRequiredPackagesResponse{}, nil
}

// Run runs the program. The program sends its errors to the engine itself.
func (h *host) Run(ctx context.Context, in *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	config, err := json.Marshal(in.GetConfig())
	if err != nil {
		return nil, err
	}
	secrets, err := json.Marshal(in.GetConfigSecretKeys())
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	engine := h.engine
	h.mu.Unlock()
	run := exec.CommandContext(ctx, h.program)
	run.Dir = in.GetInfo().GetProgramDirectory()
	run.Stdout, run.Stderr = os.Stdout, os.Stderr
	run.Env = append(os.Environ(),
		pulumi.EnvOrganization+"="+in.GetOrganization(),
		pulumi.EnvProject+"="+in.GetProject(),
		pulumi.EnvStack+"="+in.GetStack(),
		pulumi.EnvConfig+"="+string(config),
		pulumi.EnvConfigSecretKeys+"="+string(secrets),
		pulumi.EnvDryRun+"="+strconv.FormatBool(in.GetDryRun()),
		pulumi.EnvParallel+"="+strconv.Itoa(int(in.GetParallel())),
		pulumi.EnvMonitor+"="+in.GetMonitorAddress(),
		pulumi.EnvEngine+"="+engine,
	)
	if err := run.Run(); err != nil {
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("the program failed: %v", err)}, nil
	}
	return &pulumirpc.RunResponse{}, nil
}
