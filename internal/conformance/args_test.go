package conformance

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"pgregory.net/rapid"

	"github.com/knwl-platform/infra/internal/offline"
)

// clouds has one region of each supported partition.
var clouds = []offline.Cloud{
	{Region: "eu-west-1", Account: "123456789012"},
	{Region: "cn-north-1", Account: "210987654321"},
	{Region: "us-gov-west-1", Account: "123456789012"},
}

// arguments draws valid arguments for a component, except that one text may be odd. The component
// must reject an odd text, or AWS must accept it.
type arguments struct {
	*rapid.T
	cloud offline.Cloud
	odd   oddity
	texts *int // how many texts have been drawn
}

// oddity selects the odd text by its number, which is 0 for the component's name, and its kind, an
// index of odd.
type oddity struct{ text, kind int }

// odd generates odd texts. most is the length limit of the text that they replace.
var odd = []func(most int) string{
	func(int) string { return "" },
	func(most int) string { return strings.Repeat("x", most) },
	func(most int) string { return strings.Repeat("x", most+1) },
	with(","), with("_"), with("+"), with("="), with("."), with("@"), with(" "), with("/"), with("&"), with("("),
	with("'"), with(`"`), with(":"), with("<"), with("$"), with("--"), with("A"), with("é"), with("中"),
	with("\U0001F600"), with("\n"), with("\x00"),
}

func with(characters string) func(int) string {
	return func(int) string { return "a" + characters + "b" }
}

// drawn is one component with drawn arguments.
type drawn struct {
	name    string
	args    any // a pointer to the component's Args
	program pulumi.RunFunc
}

// components draws a name and arguments for each component.
var components = map[string]func(arguments) drawn{
	"bluegreen": anyBluegreen, "database": anyDatabase, "database proxy": anyProxy, "database replica": anyReplica,
	"domain": anyDomain, "ecsjob": anyJob, "ecsservice": anyService,
	"ecsservice cluster": anyCluster, "ingress": anyIngress, "ingress target": anySharedTarget,
	"logbucket": anyLogBucket, "network": anyNetwork, "observability": anyMonitor,
}

// in draws a component's arguments for a cloud, half of them with an odd text.
func in(cloud offline.Cloud, component string) *rapid.Generator[drawn] {
	return rapid.Custom(func(t *rapid.T) drawn {
		which := oddity{
			rapid.IntRange(-mostTexts[component], mostTexts[component]).Draw(t, "odd"),
			rapid.IntRange(0, len(odd)-1).Draw(t, "kind"),
		}
		return components[component](arguments{t, cloud, which, new(int)})
	})
}

// mostTexts is roughly the number of texts in the arguments of a component.
var mostTexts = map[string]int{
	"bluegreen": 4, "database": 7, "database proxy": 4, "database replica": 5, "domain": 6, "ecsjob": 6,
	"ecsservice": 30, "ecsservice cluster": 4, "ingress": 12, "ingress target": 8,
	"logbucket": 2, "network": 4, "observability": 10,
}

func (a arguments) maybe() bool { return rapid.Bool().Draw(a.T, "maybe") }

// number draws 0, which means the default, one of the bounds, or any number within them, all equally
// likely.
func (a arguments) number(least, most int) int {
	return rapid.OneOf(rapid.Just(0), rapid.Just(least), rapid.Just(most), rapid.IntRange(least, most)).Draw(a.T, "number")
}

// choice draws a number as positive does, or nil, which means the default.
func (a arguments) choice(least, most int) *int {
	if a.maybe() {
		return nil
	}
	return new(a.positive(least, most))
}

// positive draws one of the bounds or any number within them, all equally likely.
func (a arguments) positive(least, most int) int {
	return rapid.OneOf(rapid.Just(least), rapid.Just(most), rapid.IntRange(least, most)).Draw(a.T, "number")
}

func oneOf[V any](a arguments, values ...V) V { return rapid.SampledFrom(values).Draw(a.T, "choice") }

// text returns the usual text, or an odd one if this text is the one selected.
func (a arguments) text(usual string, most int) string {
	*a.texts++
	if *a.texts-1 == a.odd.text {
		return odd[a.odd.kind](most)
	}
	return usual
}

// name draws a name of at most room characters, often of exactly that many.
func (a arguments) name(room int) string {
	characters := rapid.SampledFrom([]rune("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-"))
	letters := rapid.StringOfN(characters, 0, room-1, -1).Draw(a.T, "name")
	if a.maybe() {
		letters += strings.Repeat("x", room)
	}
	letters = "n" + strings.ReplaceAll(letters, "--", "-x")
	return a.text(strings.TrimRight(letters[:min(room, len(letters))], "-"), room)
}

// list draws a list of least to most entries.
func list[V any](a arguments, least, most int, entry func(int) V) []V {
	var all []V
	for i := range rapid.IntRange(least, most).Draw(a.T, "entries") {
		all = append(all, entry(i))
	}
	return all
}

// keyed draws a map of at most most entries, with names of at most room characters as keys.
func keyed[V any](a arguments, most, room int, entry func() V) map[string]V {
	return numbered(a, most, room, func(int) V { return entry() })
}

// numbered draws a map as keyed does, of entries that must differ.
func numbered[V any](a arguments, most, room int, entry func(int) V) map[string]V {
	all := map[string]V{}
	for i := range rapid.IntRange(0, most).Draw(a.T, "entries") {
		all[a.name(room)] = entry(i)
	}
	return all
}

// tags draws tags that IAM accepts, because its rules are the strictest.
func (a arguments) tags() map[string]string {
	characters := rapid.SampledFrom([]rune("aZ09 _.:/=+-@éß中"))
	all := map[string]string{}
	for i := range oneOf(a, 0, 1, 2, 49) {
		key := fmt.Sprintf("%d%s", i, rapid.StringOfN(characters, 0, 126, -1).Draw(a.T, "key"))
		all[a.text(key, 128)] = a.text(rapid.StringOfN(characters, 0, 256, -1).Draw(a.T, "value"), 256)
	}
	return all
}

// arn draws an ARN in the cloud.
func (a arguments) arn(service, resource string) pulumi.StringInput {
	region := a.cloud.Region
	if service == "iam" {
		region = ""
	}
	return a.wired(fmt.Sprintf("arn:%s:%s:%s:%s:%s", a.cloud.Partition(), service, region, a.cloud.Account, resource))
}

// id draws the id of a resource.
func (a arguments) id(kind string) pulumi.StringInput {
	digits := rapid.SampledFrom([]rune("0123456789abcdef"))
	return a.wired(kind + "-" + rapid.StringOfN(digits, 17, 17, -1).Draw(a.T, "id"))
}

func (a arguments) ids(kind string, least, most int) pulumi.StringArray {
	return list(a, least, most, func(int) pulumi.StringInput { return a.id(kind) })
}

// wired returns the text either as a plain value or as an output.
func (a arguments) wired(s string) pulumi.StringInput {
	if a.maybe() {
		return pulumi.String(s)
	}
	return pulumi.String(s).ToStringOutput()
}

// optional returns the input or nil.
func (a arguments) optional(in pulumi.StringInput) pulumi.StringInput {
	if a.maybe() {
		return in
	}
	return nil
}

func (a arguments) retention() int {
	return oneOf(a, 0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
		3288, 3653)
}

func (a arguments) cidrs(most int) []string {
	return list(a, 0, most, func(i int) string { return fmt.Sprintf("10.%d.0.0/%d", i, oneOf(a, 16, 24, 32)) })
}

// alarms draws the names of at most most alarms.
func (a arguments) alarms(most int) pulumi.StringArray {
	return list(a, 1, most, func(i int) pulumi.StringInput { return a.wired(fmt.Sprintf("%d%s", i, a.text("-5xx", 253))) })
}
