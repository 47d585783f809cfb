package ecsservice

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/knwl-platform/infra/internal/check"
)

// checkLogRouter checks that the task has a log router where one is used, and only one.
func (c config) checkLogRouter(wrong *check.Mistakes) {
	router := ""
	for _, container := range c.containers {
		if container.LogRouter == nil {
			continue
		}
		field := container.field + ".LogRouter"
		if router != "" {
			wrong.Add(field, check.NotShown, "is a second log router, and ECS allows one in a task, which is %s; remove one "+
				"of the two", router)
		}
		router = container.field
		container.checkRouter(wrong)
	}
	for _, container := range c.containers {
		if container.LogTo != nil {
			container.checkLogTo(wrong, router)
		}
		for _, name := range slices.Sorted(maps.Keys(container.DependsOn)) {
			if check.At("Sidecars", name) == router && container.DependsOn[name] == Healthy {
				wrong.Add(check.At(container.field+".DependsOn", name), Healthy, "waits for a log router to become "+
					"healthy, with which a task may never start; choose START")
			}
		}
	}
}

func (c container) checkRouter(wrong *check.Mistakes) {
	field := c.field + ".LogRouter"
	if c.field == "Container" {
		wrong.Add(field, check.NotShown, "is for a sidecar; move the log router to Sidecars")
	}
	if c.LogTo != nil {
		wrong.Add(c.field+".LogTo", check.NotShown, "would send the log router's output to itself; remove it")
	}
	if c.User == nonRoot {
		wrong.Add(c.field+".AllowRoot", false, "must be true for a log router, because ECS gives its socket to root; set "+
			"it, or set User if the image runs as another user")
	}
	if file := c.LogRouter.ConfigFile; file != "" && (!path.IsAbs(file) || path.Clean(file) != file) {
		wrong.Add(field+".ConfigFile", file, "must be the absolute path of a file in the image, because Fargate takes no "+
			"configuration from S3; write it as /extra.conf")
	}
}

func (c container) checkLogTo(wrong *check.Mistakes, router string) {
	field := c.field + ".LogTo"
	if router == "" {
		wrong.Add(field, check.NotShown, "needs a log router in the task; add one to Sidecars, such as FluentBit()")
	}
	for _, name := range slices.Sorted(maps.Keys(c.LogTo.Options)) {
		option := check.At(field+".Options", name)
		switch _, twice := c.LogTo.Secrets[name]; {
		case !isVariable(name):
			wrong.Add(option, check.NotShown, "must have a key without spaces or equals signs, because it is the option's "+
				"name; rename it")
		case twice:
			wrong.Add(option, check.NotShown, "is also in Secrets; remove it from one of the two")
		case suggestsSecret(optionWord.Replace(strings.ToUpper(name))):
			wrong.Add(option, check.NotShown, "has a name that suggests a secret, and everyone who can read the task "+
				"definition can read its value; move it to Secrets")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.LogTo.Secrets)) {
		if !isVariable(name) {
			wrong.Add(check.At(field+".Secrets", name), check.NotShown, "must have a key without spaces or equals signs, "+
				"because it is the option's name; rename it")
		}
	}
}

// optionWord joins the words of an option. Options such as log_key and partition_key name a field of the
// output, so KEY as a word of its own says nothing.
var optionWord = strings.NewReplacer("_", "", "-", "", ".", "")
