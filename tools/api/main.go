// Command api compares the exported Go API of two checkouts of the library:
//
//	go -C tools run ./api -breaks ../.ci/api-breaks /tmp/v0.1.0 ..
//
// It fails if a program that compiles with the first may not compile with the second, except for the
// changes in the file of intended breaks. That file has one line for each, as this command prints it.
package main

import (
	"flag"
	"fmt"
	"go/types"
	"os"
	"slices"
	"strings"

	"golang.org/x/exp/apidiff"
	"golang.org/x/tools/go/packages"
)

func main() {
	intended := flag.String("breaks", "", "the `file` of intended breaks")
	flag.Parse()
	broken, err := run(*intended, flag.Arg(0), flag.Arg(1))
	if err != nil {
		fmt.Fprintln(os.Stderr, "api:", err)
		os.Exit(1)
	}
	for _, change := range broken {
		fmt.Println(change)
	}
	if len(broken) > 0 {
		os.Exit(1)
	}
}

// run returns the changes that break a program and are not intended.
func run(intended, base, now string) ([]string, error) {
	list, err := os.ReadFile(intended)
	if err != nil {
		return nil, err
	}
	before, err := load(base)
	if err != nil {
		return nil, err
	}
	after, err := load(now)
	if err != nil {
		return nil, err
	}
	var broken []string
	for _, change := range apidiff.ModuleChanges(before, after).Changes {
		if !change.Compatible && !slices.Contains(strings.Split(string(list), "\n"), change.Message) {
			broken = append(broken, change.Message)
		}
	}
	return broken, nil
}

// load returns the packages that a user imports: not internal ones, commands, the example and the
// application that it deploys.
func load(dir string) (*apidiff.Module, error) {
	config := &packages.Config{Dir: dir, Mode: packages.LoadTypes | packages.NeedModule}
	loaded, err := packages.Load(config, "./...")
	if err != nil {
		return nil, err
	}
	module := &apidiff.Module{}
	for _, p := range loaded {
		if len(p.Errors) > 0 {
			return nil, p.Errors[0]
		}
		module.Path = p.Module.Path
		below := strings.TrimPrefix(p.PkgPath+"/", module.Path+"/")
		private := strings.Contains("/"+below, "/internal/") || p.Name == "main" ||
			strings.HasPrefix(below, "service/") || strings.HasPrefix(below, "examples/")
		if !private {
			module.Packages = append(module.Packages, p.Types)
		}
	}
	slices.SortFunc(module.Packages, func(a, b *types.Package) int { return strings.Compare(a.Path(), b.Path()) })
	return module, nil
}
