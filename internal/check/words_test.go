package check

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/go-playground/validator/v10"
)

// fault is a broken rule of which only the tag matters.
type fault struct {
	validator.FieldError
	tag string
}

func (f fault) Tag() string        { return f.tag }
func (f fault) Kind() reflect.Kind { return reflect.Int }

// tagged matches a rule, which may end with a variable, and its remedy.
var tagged = regexp.MustCompile(
	`(?:validate:|Rule:\s*)"([^"]*)"(?: \+ \w+)?,?(\s*(?:fix:"[^"]+"|Fix:\s*("[^"]+"|fix)))?`)

// A rule without words would panic for the first caller who breaks it.
func TestEveryRuleInUseHasWordsAndARemedy(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("../..", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		source, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		for _, found := range tagged.FindAllStringSubmatch(string(source), -1) {
			for _, rule := range strings.Split(found[1], ",") {
				tag, _, _ := strings.Cut(rule, "=")
				if tag == "dive" || tag == "omitempty" || tag == "omitnil" {
					continue
				}
				seen++
				if inWords(fault{tag: tag}, "") == "" || found[2] == "" {
					t.Errorf("%s: %s has no words or no remedy", file, found[0])
				}
			}
		}
		return nil
	})
	if err != nil || seen < 50 {
		t.Errorf("%d rules seen, error %v", seen, err)
	}
}
