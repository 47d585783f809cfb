package main

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// pages returns the files of the documentation.
func pages(t *testing.T) (files []string) {
	t.Helper()
	err := filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		if name := entry.Name(); entry.IsDir() && strings.HasPrefix(name, ".") && name != ".." {
			return filepath.SkipDir // such as a virtual environment
		}
		if filepath.Ext(path) == ".md" {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestLinksOfTheDocumentationExist(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#\s]+)(?:#[^)]*)?\)`)
	checked := 0
	for _, file := range pages(t) {
		for _, match := range link.FindAllStringSubmatch(read(t, file), -1) {
			if strings.Contains(match[1], "://") {
				continue
			}
			checked++
			if _, err := os.Stat(filepath.Join(filepath.Dir(file), match[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", file, match[1])
			}
		}
	}
	if checked < 50 {
		t.Errorf("only %d links were found", checked)
	}
}

// preamble has what blocks of Go code use without an import or a declaration. Their text introduces it.
const preamble = `package docs

import (
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/domain"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/infratest"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/network"
)

var (
	ctx     *pulumi.Context
	program pulumi.RunFunc
	net     *network.VPC
	front   *ingress.Ingress
	data    *database.Postgres
	args    *ecsservice.Args

	name, serviceUser          string
	image, zone, userSecretARN pulumi.String
)
`

// A block is a whole file, declarations, or statements of a function that returns an error.
func TestGoCodeOfTheDocumentationCompiles(t *testing.T) {
	fence := regexp.MustCompile("(?ms)^( *)```go\n(.*?)^ *```$")
	compiler := newCompiler(t)
	blocks := 0
	for _, file := range pages(t) {
		text := read(t, file)
		for _, at := range fence.FindAllStringSubmatchIndex(text, -1) {
			indent, code := text[at[2]:at[3]], text[at[4]:at[5]]
			line := 1 + strings.Count(text[:at[4]], "\n")
			blocks++
			code = strings.ReplaceAll("\n"+code, "\n"+indent, "\n")[1:]
			for _, err := range compiler.check(fmt.Sprintf("//line %s:%d\n", file, line), code) {
				t.Error(err)
			}
		}
	}
	if blocks < 12 {
		t.Errorf("only %d blocks were found", blocks)
	}
}

// compiler checks Go code without building it.
type compiler struct {
	files    *token.FileSet
	packages types.Importer
}

// newCompiler compiles, or takes from the build cache, what the preamble imports.
func newCompiler(t *testing.T) compiler {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", preamble, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}"}
	for _, spec := range file.Imports {
		args = append(args, strings.Trim(spec.Path.Value, `"`))
	}
	list := exec.CommandContext(t.Context(), "go", args...)
	list.Stderr = t.Output()
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	exports := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, export, _ := strings.Cut(strings.TrimSpace(line), " ")
		exports[path] = export
	}
	lookup := func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) }
	return compiler{files, importer.ForCompiler(files, "gc", lookup)}
}

// check returns the errors of a block of code. position is a comment that says where it is.
func (c compiler) check(position, code string) (errs []error) {
	var file *ast.File
	var err error
	for _, text := range []string{
		position + code,
		preamble + position + code,
		preamble + "func _() error {\n" + position + code + "return nil\n}",
	} {
		if file, err = parser.ParseFile(c.files, "", text, parser.SkipObjectResolution); err == nil {
			break
		}
	}
	if err != nil {
		return []error{err}
	}
	config := types.Config{Importer: c.packages, Error: func(err error) {
		if err.(types.Error).Soft { // not used, which the preamble's imports and a block's results may be
			return
		}
		errs = append(errs, err)
	}}
	_, _ = config.Check("docs", c.files, []*ast.File{file}, nil) // Error has got the errors
	return errs
}

// The compiler finds what a reader would.
func TestGoCodeThatDoesNotCompileIsFound(t *testing.T) {
	compiler := newCompiler(t)
	for code, want := range map[string]string{
		"zone := pulumi.Strin(name)\n":                        "undefined: pulumi.Strin",
		"x := network.Args{Egres: network.EgressNone}\n":      "unknown field Egres",
		"func shop(ctx *pulumi.Context) error { return 1 }\n": "cannot use 1",
		"Exec: true,\n": "expected",
		"package main\n\nimport \"os\"\n\nfunc main() { os.Exi(1) }\n": "undefined: os.Exi",
	} {
		errs := compiler.check("", code)
		if len(errs) == 0 || !strings.Contains(errs[0].Error(), want) {
			t.Errorf("%q: %v, want %q", code, errs, want)
		}
	}
	if errs := compiler.check("", "net := infra.Network{}\n"); len(errs) > 0 {
		t.Error(errs)
	}
}
