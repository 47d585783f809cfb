package ecsservice

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
)

var (
	identifier = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)
	userName   = regexp.MustCompile(`^([^:\s]+)(:[^:\s]+)?$`)
	// iamAction is an action of one service, in any case and with wildcards anywhere, as IAM reads
	// it; one letter at least narrows it.
	iamAction = regexp.MustCompile(`^[A-Za-z0-9-]+:[A-Za-z0-9*?]*[A-Za-z][A-Za-z0-9*?]*$`)

	// endsLikeAName is a secret's ARN whose last six characters may be a word of the name instead
	// of the random ones: secret:shop-secret. Of random characters, out of 62, one in a hundred
	// ARNs looks so ((26/62)^6 of them in lower case, and as many with a capital), so only literals
	// are held against it: who has the secret as a resource has its whole ARN.
	endsLikeAName = regexp.MustCompile(`:secret:.*-[A-Za-z][a-z]{5}$`)
)

func (c container) check(wrong *check.Mistakes) {
	if c.field != "Container" && !identifier.MatchString(c.name) {
		wrong.Add("Sidecars", c.name, "must be a letter and then letters, digits, hyphens and underscores; the container is called so")
	}
	if image, known := c.Image.(pulumi.String); known && (strings.Contains(string(image), "://") || strings.ContainsAny(string(image), " \t\n")) {
		wrong.Add(c.field+".Image", image, "must be an image's name, without a scheme and spaces; write it as in docker pull")
	}
	c.checkUser(wrong)
	c.checkEnvironment(wrong)
	c.checkPaths(wrong)
	for _, secret := range c.secrets() {
		secret.check(wrong)
	}
}

// checkUser is control ECS.20.
func (c container) checkUser(wrong *check.Mistakes) {
	if c.User == "" {
		return
	}
	switch parts := userName.FindStringSubmatch(c.User); {
	case parts == nil:
		wrong.Add(c.field+".User", c.User, "must be a user, or a user and a group with a colon between; write it as 1000 or 1000:1000")
	case !c.AllowRoot && (parts[1] == "root" || strings.Trim(parts[1], "0") == ""):
		wrong.Add(c.field+".User", c.User, "is root; choose another user or set AllowRoot")
	}
}

// checkEnvironment is control ECS.8, for more names than that looks at. Values are never shown: the
// wrong ones are secrets.
func (c container) checkEnvironment(wrong *check.Mistakes) {
	for _, name := range slices.Sorted(maps.Keys(c.Environment)) {
		_, twice := c.Secrets[name]
		switch {
		case name == "" || strings.ContainsAny(name, "= \t\n"):
			wrong.Add(c.field+".Environment", name, "must be a variable's name without spaces and equals signs; rename it")
		case twice:
			wrong.Add(c.field+".Environment", name, "is in Secrets as well; leave it out of one of them")
		case slices.Contains(credentials, name):
			wrong.Add(c.field+".Environment", name, "promises a secret, and everybody who may look at the task definition could read it; put it into Secrets")
		case promisesSecret(name) && !slices.Contains(c.NotSecret, name):
			wrong.Add(c.field+".Environment", name, "promises a secret, and everybody who may look at the task definition could read it; put it into Secrets, "+
				"or name it in NotSecret if everybody may know it")
		}
	}
	for _, name := range c.NotSecret {
		if _, given := c.Environment[name]; !given || !promisesSecret(name) {
			wrong.Add(c.field+".NotSecret", name, "is no variable of Environment whose name promises a secret; take it out")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Secrets)) {
		if name == "" || strings.ContainsAny(name, "= \t\n") {
			wrong.Add(c.field+".Secrets", name, "must be a variable's name without spaces and equals signs; rename it")
		}
	}
}

func (c container) checkPaths(wrong *check.Mistakes) {
	volumes := map[string]string{}
	for _, volume := range slices.Sorted(maps.Keys(c.WritablePaths)) {
		directory := c.WritablePaths[volume]
		if !identifier.MatchString(volume) {
			wrong.Add(c.field+".WritablePaths", volume, "must be a letter and then letters, digits, hyphens and underscores; the volume is called so")
		}
		if !path.IsAbs(directory) || path.Clean(directory) != directory || directory == "/" {
			wrong.Add(at(c.field+".WritablePaths", volume), directory, "must be a directory's absolute path; write it as /tmp or /var/cache/app")
		}
		if other, taken := volumes[directory]; taken {
			wrong.Add(at(c.field+".WritablePaths", volume), directory, "is where volume %s is mounted; leave one of the two out", other)
		}
		volumes[directory] = volume
	}
}

func (s given) check(wrong *check.Mistakes) {
	if known, ok := s.ARN.(pulumi.String); ok && s.isPart() && isParameter(string(known)) && !wrong.Has(s.field) {
		wrong.Add(s.field+".ARN", known, noParts)
	}
	if s.VersionID != nil && s.VersionStage != "" {
		wrong.Add(s.field+".VersionStage", s.VersionStage, "names a version, and so does VersionID; leave one of the two out")
	}
	if known, ok := s.ARN.(pulumi.String); ok && endsLikeAName.MatchString(string(known)) && !wrong.Has(s.field+".ARN") {
		wrong.Add(s.field+".ARN", known, "ends like a name, but a whole ARN ends in six random characters, without which no policy finds the secret; give the whole ARN, "+
			"or, if this is it, an output such as secretsmanager.LookupSecretOutput's or pulumi.String(...).ToStringOutput()")
	}
	if strings.Contains(s.JSONField, ":") {
		wrong.Add(s.field+".JSONField", s.JSONField, "must not have a colon, which ECS takes for the end of the field; rename the field")
	}
}

func (p Permission) check(wrong *check.Mistakes, field string) {
	for _, action := range p.Actions {
		if !iamAction.MatchString(action) {
			wrong.Add(field+".Actions", action, "must be an action of one service, not all of them; write it as s3:GetObject or s3:Get*")
		}
	}
	switch {
	case p.AnyResource && len(p.Resources) > 0:
		wrong.Add(field+".AnyResource", true, "makes Resources idle; leave one of the two out")
	case !p.AnyResource && len(p.Resources) == 0:
		wrong.Add(field+".Resources", nil, "is required; give the ARNs of what the actions are allowed on, or set AnyResource where IAM cannot restrict them")
	}
}
