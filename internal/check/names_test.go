package check_test

import (
	"testing"

	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/check/checktest"
)

func named(name string) error {
	wrong := check.In("network", "main")
	wrong.Name(name, 10, "the role")
	return wrong.Err()
}

func lowerNamed(name string) error {
	wrong := check.In("database", "main")
	wrong.LowerName(name, 10, "the instance")
	return wrong.Err()
}

func TestNameSaysWhichRuleItBreaks(t *testing.T) {
	const only = `must contain only letters, digits and hyphens; choose another name`
	checktest.Table[string]{
		"empty": {Args: "", Want: `network "main": name "": is empty; choose a name`},
		"too long": {
			Args: "01234567890",
			Want: `name "01234567890": has 11 characters, but must have at most 10, ` +
				`because the name of the role is derived from it; shorten it by 1`,
		},
		"reserved":      {Args: "sg-main", Want: `name "sg-main": must not start with "sg-"`},
		"first hyphen":  {Args: "-a", Want: `name "-a": must not start or end with a hyphen; remove it`},
		"last hyphen":   {Args: "a-", Want: `name "a-": must not start or end with a hyphen; remove it`},
		"two hyphens":   {Args: "a--b", Want: `name "a--b": must not have two hyphens in a row`},
		"an apostrophe": {Args: "it's", Want: `name "it's": ` + only},
		"an underscore": {Args: "a_b", Want: `name "a_b": ` + only},
		"a space":       {Args: "a b", Want: `name "a b": ` + only},
		"two mistakes":  {Args: "a_b--c", Want: `name "a_b--c": must not have two hyphens in a row`},
	}.Run(t, named)
}

func TestLowerNameSaysWhichRuleItBreaks(t *testing.T) {
	checktest.Table[string]{
		"a capital": {
			Args: "Main",
			Want: `database "main": name "Main": must contain only lower-case letters, digits and hyphens; choose another name`,
		},
		"a digit first": {Args: "1st", Want: `name "1st": must start with a letter`},
		"two hyphens":   {Args: "a--b", Want: `name "a--b": must not have two hyphens in a row`},
		"reserved":      {Args: "sg-main", Want: `name "sg-main": must not start with "sg-"`},
		"too long": {
			Args: "a-long-name",
			Want: `has 11 characters, but must have at most 10, because the name of the instance is derived from it`,
		},
	}.Run(t, lowerNamed)
}

func TestNameAccepted(t *testing.T) {
	for _, name := range []string{"main", "knwl-2-b", "0123456789", "Main", "sg"} {
		if err := named(name); err != nil {
			t.Error(err)
		}
	}
	for _, name := range []string{"main", "knwl-2-b", "a123456789"} {
		if err := lowerNamed(name); err != nil {
			t.Error(err)
		}
	}
}
