package ecsservice

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
)

func init() {
	check.Fields[Container](map[string]check.Field{
		"Image": {
			Rule: "required",
			Fix:  "give an image such as 123456789012.dkr.ecr.eu-west-1.amazonaws.com/api:1.4.2",
		},
		"Port":        {Rule: "min=0,max=65535", Fix: "give the TCP port that the program listens on"},
		"Environment": {MayBeEmpty: true},
		"NotSecret":   {Rule: "unique", Fix: "list each variable once"},
		"Secrets":     {Rule: "dive"},
		"CPU":         {Rule: "min=0", Fix: "give CPU units; 1024 units are one vCPU"},
		"MemoryMiB":   {Rule: "omitempty,min=6", Fix: "raise it, because AWS rejects less"},
		"OpenFiles":   {Rule: "min=0,max=1048576", Fix: "give the number of open files and connections"},
		"DependsOn": {
			Rule: "dive,oneof=START COMPLETE SUCCESS HEALTHY", Fix: "choose what the container must have reached",
		},
		"StartSeconds": {Rule: "omitempty,min=2,max=120", Fix: "choose 2 to 120 seconds, which Fargate allows"},
		"StopSeconds":  {Rule: "omitempty,min=2,max=120", Fix: "choose 2 to 120 seconds, which Fargate allows"},
	})
	check.Fields[Secret](map[string]check.Field{
		"ARN": {
			Kind: arn.Secret, Rule: "required", Fix: "give the ARN of a Secrets Manager secret or an SSM parameter",
		},
		"KMSKeyARN": {Kind: arn.KMSKey},
	})
}

var userAndGroup = regexp.MustCompile(`^([^:\s]+)(:[^:\s]+)?$`)

const ecsNameInWords = "must have a key that starts with a letter and contains only letters, digits, hyphens and " +
	"underscores"

func (c container) check(wrong *check.Mistakes) {
	if c.field != "Container" && !check.IsECSName(c.name) {
		wrong.Add(c.field, c.name, ecsNameInWords+", because it is the container's name; rename it")
	}
	if image, known := c.Image.(pulumi.String); known &&
		(strings.Contains(string(image), "://") || strings.ContainsAny(string(image), " \t\n")) {
		wrong.Add(c.field+".Image", image, "must be an image name without a scheme or spaces; write it as in docker pull")
	}
	if value, unnamed := c.Labels[""]; unnamed {
		wrong.Add(check.At(c.field+".Labels", ""), value, "must have a key, which is the label's name; name it")
	}
	c.checkRegistry(wrong)
	c.checkUser(wrong)
	c.checkEnvironment(wrong)
	c.checkPaths(wrong)
	c.checkHealth(wrong)
	for _, secret := range c.secrets() {
		secret.check(wrong)
	}
}

// checkUser implements ECS.20.
func (c container) checkUser(wrong *check.Mistakes) {
	if c.User == "" {
		return
	}
	switch parts := userAndGroup.FindStringSubmatch(c.User); {
	case parts == nil:
		wrong.Add(c.field+".User", c.User,
			"must be a user, or a user and a group joined by a colon; write it as 1000 or 1000:1000")
	case !c.AllowRoot && (parts[1] == "root" || strings.Trim(parts[1], "0") == ""):
		wrong.Add(c.field+".User", c.User, "is root; choose another user or set AllowRoot")
	}
}

// checkEnvironment implements ECS.8, for more names than that control knows. It never shows values,
// because a misplaced value may be a secret.
func (c container) checkEnvironment(wrong *check.Mistakes) {
	const readable = "has a name that suggests a secret, and everyone who can read the task definition can read " +
		"its value; move it to Secrets"
	for _, name := range slices.Sorted(maps.Keys(c.Environment)) {
		field := check.At(c.field+".Environment", name)
		_, twice := c.Secrets[name]
		switch {
		case !isVariable(name):
			wrong.Add(field, check.NotShown, variableInWords)
		case twice:
			wrong.Add(field, check.NotShown, "is also in Secrets; remove it from one of the two")
		case slices.Contains(awsCredentials, name):
			wrong.Add(field, check.NotShown, readable)
		case suggestsSecret(name) && !slices.Contains(c.NotSecret, name):
			wrong.Add(field, check.NotShown, readable+", or list it in NotSecret if its value may be public")
		}
	}
	for i, name := range c.NotSecret {
		if _, given := c.Environment[name]; !given || !suggestsSecret(name) {
			wrong.Add(fmt.Sprintf("%s.NotSecret[%d]", c.field, i), name,
				"is not a variable of Environment whose name suggests a secret; remove it")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Secrets)) {
		if !isVariable(name) {
			wrong.Add(check.At(c.field+".Secrets", name), check.NotShown, variableInWords)
		}
	}
}

const variableInWords = "must have a key without spaces or equals signs, because it is the variable's name; rename it"

func isVariable(name string) bool { return name != "" && !strings.ContainsAny(name, "= \t\n") }

func (c container) checkPaths(wrong *check.Mistakes) {
	volumes := map[string]string{}
	for _, volume := range slices.Sorted(maps.Keys(c.WritablePaths)) {
		directory := c.WritablePaths[volume]
		field := check.At(c.field+".WritablePaths", volume)
		if !check.IsECSName(volume) {
			wrong.Add(field, directory, ecsNameInWords+", because it is the volume's name; rename it")
		}
		if !path.IsAbs(directory) || path.Clean(directory) != directory || directory == "/" {
			wrong.Add(field, directory,
				"must be an absolute path in its shortest form, other than /; write it as /tmp or /var/cache/app")
		}
		if other, taken := volumes[directory]; taken {
			wrong.Add(field, directory, "is also the path of volume %s; remove one of the two", other)
		}
		volumes[directory] = volume
	}
}

// endsLikeAName matches a secret's ARN whose last six characters may be a word of the secret's name
// instead of the random characters, as in secret:shop-secret. About one in a hundred complete ARNs
// matches, so the check applies to literals only: an output of a secret resource is complete.
var endsLikeAName = regexp.MustCompile(`:secret:.*-[A-Za-z][a-z]{5}$`)

func (s secretRef) check(wrong *check.Mistakes) {
	known, isLiteral := s.ARN.(pulumi.String)
	if isLiteral && s.selectsPart() && isParameter(string(known)) && !wrong.Has(s.field) {
		wrong.Add(s.field+".ARN", known, parameterHasNoParts)
	}
	if s.VersionID != nil && s.VersionStage != "" {
		wrong.Add(s.field+".VersionStage", s.VersionStage,
			"selects a version, and so does VersionID; remove one of the two")
	}
	if isLiteral && endsLikeAName.MatchString(string(known)) && !wrong.Has(s.field+".ARN") {
		wrong.Add(s.field+".ARN", known, "seems to end with the secret's name, but a complete ARN ends with six random "+
			"characters, without which IAM policies do not match the secret; give the complete ARN, or if this is "+
			"complete, give it as an output, such as secretsmanager.LookupSecretOutput's or "+
			"pulumi.String(...).ToStringOutput()")
	}
	if strings.Contains(s.JSONField, ":") {
		wrong.Add(s.field+".JSONField", s.JSONField,
			"must not contain a colon, at which ECS would end it; rename the field in the secret")
	}
}
