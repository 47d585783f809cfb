package conformance_test

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"pgregory.net/rapid"

	"github.com/knwl-platform/infra/internal/offline"
)

// clouds are a region of each partition that people deploy to.
var clouds = []offline.Cloud{
	{Partition: "aws", Region: "eu-west-1", Account: "123456789012"},
	{Partition: "aws-cn", Region: "cn-north-1", Account: "210987654321"},
	{Partition: "aws-us-gov", Region: "us-gov-west-1", Account: "123456789012"},
}

// arguments draws what is valid for a component, or is at the edge of it.
type arguments struct {
	*rapid.T
	cloud offline.Cloud
}

// drawn is one component with drawn arguments.
type drawn struct {
	name    string
	args    any // a pointer to the component's Args
	program pulumi.RunFunc
}

// components draw a name and arguments for each of the six components.
var components = map[string]func(arguments) drawn{
	"bluegreen": anyBluegreen, "database": anyDatabase, "ecsservice": anyService,
	"ingress": anyIngress, "network": anyNetwork, "observability": anyMonitor,
}

// in draws a component's arguments for a cloud.
func in(cloud offline.Cloud, component string) *rapid.Generator[drawn] {
	return rapid.Custom(func(t *rapid.T) drawn { return components[component](arguments{t, cloud}) })
}

func (a arguments) maybe() bool { return rapid.Bool().Draw(a.T, "maybe") }

// number is within bounds, often on one of them, and 0, which stands for the default, as often.
func (a arguments) number(least, most int) int {
	return rapid.OneOf(rapid.Just(0), rapid.Just(least), rapid.Just(most), rapid.IntRange(least, most)).Draw(a.T, "number")
}

// positive is a number without a default.
func (a arguments) positive(least, most int) int {
	return rapid.OneOf(rapid.Just(least), rapid.Just(most), rapid.IntRange(least, most)).Draw(a.T, "number")
}

func oneOf[V any](a arguments, values ...V) V { return rapid.SampledFrom(values).Draw(a.T, "choice") }

// name has up to so many characters, often all of them. One in four holds a character that AWS may not take everywhere: the component then has to refuse it.
func (a arguments) name(room int) string {
	length := a.positive(1, room)
	letters := rapid.StringOfN(rapid.SampledFrom([]rune("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-")), length, length, -1).Draw(a.T, "name")
	if rapid.IntRange(0, 3).Draw(a.T, "odd") == 3 {
		at := rapid.IntRange(0, length-1).Draw(a.T, "at")
		return letters[:at] + oneOf(a, ",", "_", "+", "=", ".", "@", " ", "/", "é", "&", "(", "'", ":", "--", "A") + letters[at+1:]
	}
	letters = strings.ReplaceAll(strings.Trim(letters, "-"), "--", "-x")
	return "n" + letters[min(1, len(letters)):]
}

// lower is a name in lower case.
func (a arguments) lower(room int) string { return strings.ToLower(a.name(room)) }

// list has a few entries.
func list[V any](a arguments, least, most int, entry func(int) V) []V {
	var all []V
	for i := range rapid.IntRange(least, most).Draw(a.T, "entries") {
		all = append(all, entry(i))
	}
	return all
}

// keyed has a few entries under names.
func keyed[V any](a arguments, most, room int, entry func() V) map[string]V {
	all := map[string]V{}
	for range rapid.IntRange(0, most).Draw(a.T, "entries") {
		all[a.name(room)] = entry()
	}
	return all
}

// tags are odd, but within IAM's rules, the strictest of AWS.
func (a arguments) tags() map[string]string {
	text := func(least, most int) string {
		return rapid.StringOfN(rapid.SampledFrom([]rune("aZ09 _.:/=+-@éß中")), least, most, -1).Draw(a.T, "tag")
	}
	all := map[string]string{}
	for range oneOf(a, 0, 1, 2, 40) {
		if key := strings.TrimSpace(text(1, 128)); key != "" && !strings.HasPrefix(key, "aws:") {
			all[key] = text(0, 256)
		}
	}
	return all
}

// arn is an ARN in the cloud.
func (a arguments) arn(service, resource string) pulumi.StringInput {
	region := a.cloud.Region
	if service == "iam" {
		region = ""
	}
	return a.wired(fmt.Sprintf("arn:%s:%s:%s:%s:%s", a.cloud.Partition, service, region, a.cloud.Account, resource))
}

// id is the id of some resource.
func (a arguments) id(kind string) pulumi.StringInput {
	return a.wired(kind + "-" + rapid.StringOfN(rapid.SampledFrom([]rune("0123456789abcdef")), 17, 17, -1).Draw(a.T, "id"))
}

func (a arguments) ids(kind string, least, most int) pulumi.StringArray {
	return list(a, least, most, func(int) pulumi.StringInput { return a.id(kind) })
}

// wired is known at once, or an output.
func (a arguments) wired(s string) pulumi.StringInput {
	if a.maybe() {
		return pulumi.String(s)
	}
	return pulumi.String(s).ToStringOutput()
}

// optional is an input or none.
func (a arguments) optional(in pulumi.StringInput) pulumi.StringInput {
	if a.maybe() {
		return in
	}
	return nil
}

func (a arguments) retention() int {
	return oneOf(a, 0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
}

func (a arguments) cidrs(most int) []string {
	return list(a, 0, most, func(i int) string { return fmt.Sprintf("10.%d.0.0/%d", i, oneOf(a, 16, 24, 32)) })
}

// alarms are names of up to so many alarms.
func (a arguments) alarms(most int) pulumi.StringArray {
	return list(a, 0, most, func(i int) pulumi.StringInput { return a.wired(fmt.Sprintf("%d%s", i, oneOf(a, "-5xx", a.text(254)))) })
}

// text is anything of up to so many characters: nothing at all, far too much, or what no AWS API expects.
func (a arguments) text(most int) string {
	return oneOf(a,
		"", strings.Repeat("x", most), strings.Repeat("x", most+1), "a b", "a\tb", "a\nb", "\x00", "é", "中", "\U0001F600", "a,b", "a&b", "<a>", `"`, "$HOME", "a:b",
		rapid.StringN(0, 40, -1).Draw(a.T, "text"))
}
