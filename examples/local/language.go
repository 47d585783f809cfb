package main

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

// language runs a compiled program for the engine, as Pulumi's plugin for Go does. The CLI that the
// Makefile builds has no plugins.
type language struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	program string

	mu     sync.Mutex
	engine string
}

// serveLanguage starts the plugin and returns its port. It runs until the process ends. An engine uses
// it if its environment has PULUMI_DEBUG_LANGUAGES=go:<port>.
func serveLanguage(program string) (port int, err error) {
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{Init: func(server *grpc.Server) error {
		pulumirpc.RegisterLanguageRuntimeServer(server, &language{program: program})
		return nil
	}})
	return handle.Port, err
}

func (l *language) Handshake(
	_ context.Context, in *pulumirpc.LanguageHandshakeRequest,
) (*pulumirpc.LanguageHandshakeResponse, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.engine = in.GetEngineAddress()
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

func (l *language) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: "1.0.0"}, nil
}

func (l *language) GetRequiredPackages(
	context.Context, *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	return &pulumirpc.GetRequiredPackagesResponse{}, nil
}

// Run runs the program. The program sends its errors to the engine itself.
func (l *language) Run(ctx context.Context, in *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	config, err := json.Marshal(in.GetConfig())
	if err != nil {
		return nil, err
	}
	secrets, err := json.Marshal(in.GetConfigSecretKeys())
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	engine := l.engine
	l.mu.Unlock()
	run := exec.CommandContext(ctx, l.program)
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
