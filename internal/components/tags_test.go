package components

import (
	"reflect"
	"testing"

	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
)

func withTags(tags map[string]string) func(reflect.Value) {
	return func(args reflect.Value) { args.FieldByName("Tags").Set(reflect.ValueOf(tags)) }
}

// IAM would reject the tag in the middle of a deployment.
func TestTagsAreCheckedBeforeAnythingIsRegistered(t *testing.T) {
	each(t, func(t *testing.T, c component) {
		err := graphtest.Fail(t, c.program(withTags(map[string]string{"name": "shop"})))
		checktest.Contains(t, err,
			c.kind+` "main": Tags["name"] "shop": would give every resource the same Name`, "; remove it")
	})
}

func TestEveryChildWithTagsHasItsOwnNameAndTheCallersTags(t *testing.T) {
	each(t, func(t *testing.T, c component) {
		tagged := 0
		for _, child := range graphtest.Run(t, c.program(withTags(map[string]string{"team": "search"}))).Resources() {
			if child.Get("tags") == nil {
				continue
			}
			tagged++
			if child.Text("tags.Name") != child.Name || child.Text("tags.team") != "search" {
				t.Errorf("%s %s has the tags %v", child.Type, child.Name, child.Get("tags"))
			}
		}
		if tagged == 0 {
			t.Error("no child has tags")
		}
	})
}
