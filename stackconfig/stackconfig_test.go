package stackconfig_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/internal/offline"
	"github.com/knwl-platform/infra/stackconfig"
)

type config struct {
	Preset string            `json:"preset" validate:"oneof=small large" fix:"choose one"`
	Size   *int              `json:"size" validate:"min=1" fix:"give a size"`
	Name   string            `json:"name"`
	Public bool              `json:"public"`
	Zones  []string          `json:"zones" validate:"dive,zone" fix:"name zones"`
	Tags   map[string]string `json:"tags"`
	Topic  string            `json:"topic" validate:"omitempty,arn=topic" fix:"give an SNS topic"`
	Parts  struct {
		Port int `json:"port" validate:"lte=65535" fix:"give a port"`
	} `json:"parts"`
}

var presets = map[string]config{
	"small": {Preset: "small", Size: new(1), Name: "a"},
	"large": {Preset: "large", Size: new(9), Name: "b"},
}

func app(object string) *graphtest.Config {
	return &graphtest.Config{Values: map[string]string{"project:app": object}}
}

// read is a program that reads the configuration.
func read(use func(*stackconfig.Reader, config)) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		r := stackconfig.Open(ctx)
		use(r, stackconfig.Object(r, "app", presets))
		return r.Err()
	}
}

func TestObjectIsReadOverItsPreset(t *testing.T) {
	object := app(`{"preset":"large","name":null,"size":null,"public":true,"parts":{"port":80},
		"zones":["eu-west-1a"],"tags":{"a":"b"}}`)
	graphtest.RunIn(t, offline.Cloud{}, object, read(func(_ *stackconfig.Reader, cfg config) {
		if *cfg.Size != 9 || cfg.Name != "b" || !cfg.Public || cfg.Parts.Port != 80 ||
			cfg.Zones[0] != "eu-west-1a" || cfg.Tags["a"] != "b" {
			t.Errorf("the configuration is %+v", cfg)
		}
	}))
}

// A pointer in the preset must not be shared with what is read.
func TestPresetsStayAsTheyAre(t *testing.T) {
	graphtest.RunIn(t, offline.Cloud{}, app(`{"preset":"small","size":5}`), read(func(_ *stackconfig.Reader, cfg config) {
		if *cfg.Size != 5 || *presets["small"].Size != 1 {
			t.Errorf("the size is %d, and the preset's became %d", *cfg.Size, *presets["small"].Size)
		}
	}))
}

func TestEachMistakeNamesKeyValueAndRule(t *testing.T) {
	for name, tc := range map[string]struct{ object, want string }{
		"null":                {`null`, `app (not shown): must be an object`},
		"a preset of numbers": {`{"preset":5}`, `preset 5: must be one of large, small`},
		"a rule of validator": {
			`{"preset":"small","parts":{"port":70000}}`,
			`parts.port 70000: must satisfy the rule lte=65535; give a port`,
		},
		"no object":         {`[]`, `project "stack": app (not shown): must be an object; write it under project:app`},
		"no preset":         {`{}`, `preset (not set): must be one of large, small`},
		"an unknown preset": {`{"preset":"huge"}`, `preset "huge": must be one of large, small`},
		"an unknown key": {
			`{"preset":"small","sizes":3}`,
			`sizes 3: is not a configuration key; choose from name, parts, preset, public`,
		},
		"an unknown nested key": {
			`{"preset":"small","parts":{"ports":1}}`,
			`parts.ports 1: is not a configuration key; choose from port`,
		},
		"an unknown string": {
			`{"preset":"small","password":"hunter2"}`,
			`password (not shown): is not a configuration key`,
		},
		"a fraction":            {`{"preset":"small","size":1.5}`, `size 1.5: must be a whole number`},
		"a string for a bool":   {`{"preset":"small","public":"yes"}`, `public "yes": must be true or false`},
		"a number for a string": {`{"preset":"small","name":5}`, `name 5: must be a string`},
		"a string for a list":   {`{"preset":"small","zones":"eu-west-1a"}`, `zones "eu-west-1a": must be a list of strings`},
		"a list for an object":  {`{"preset":"small","parts":["port"]}`, `parts (1 entry): must be an object`},
		"a number among tags":   {`{"preset":"small","tags":{"a":1,"b":"c"}}`, `tags["a"] 1: must be a string`},
		"a number in a list":    {`{"preset":"small","zones":["eu-west-1a",1]}`, `zones[1] 1: must be a string`},
		"nothing in a list":     {`{"preset":"small","zones":[null]}`, `zones[0] (not set): must be a string`},
		"a list for tags":       {`{"preset":"small","tags":["a"]}`, `tags (1 entry): must be an object of strings`},
		"a broken rule":         {`{"preset":"small","size":0}`, `size 0: must be at least 1; give a size`},
		"another kind of ARN": {
			`{"preset":"small","topic":"arn:aws:s3:::x"}`,
			`topic "arn:aws:s3:::x": must be an SNS topic ARN, such as`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			err := graphtest.FailIn(t, app(tc.object), read(func(*stackconfig.Reader, config) {}))
			checktest.Contains(t, err, tc.want)
			if err != nil && strings.Contains(err.Error(), "mistakes:") {
				t.Errorf("one mistake is reported as several: %v", err)
			}
		})
	}
}

func TestMistakesAreReportedTogether(t *testing.T) {
	object := app(`{"preset":"small","sizes":3,"public":"yes","zones":["x"]}`)
	err := graphtest.FailIn(t, object, read(func(r *stackconfig.Reader, _ config) {
		r.Add("name", "a", "must not be a; choose another")
		r.Tags("tags", map[string]string{"Name": "a"})
		if !r.Has("name") || r.Has("size") {
			t.Error("Has does not know the mistakes")
		}
	}))
	checktest.Contains(t, err, `project "stack": 5 mistakes`,
		"sizes 3", `public "yes"`, `zones[0] "x"`, `name "a"`, `tags["Name"]`)
}

func TestValuesOfAnEncryptedObjectAreNotShown(t *testing.T) {
	in := app(`{"preset":"small","size":0,"name":5,"zones":["hunter2"]}`)
	in.Secrets = []string{"project:app"}
	err := graphtest.FailIn(t, in, read(func(*stackconfig.Reader, config) {}))
	checktest.Contains(t, err, "size (not shown): must be at least 1", "name (not shown)", "zones[0] (not shown)")
	if err != nil && strings.Contains(err.Error(), "hunter2") {
		t.Errorf("the error shows the secret: %v", err)
	}
}

func TestSecretIsReadAndNeverShown(t *testing.T) {
	for name, tc := range map[string]struct {
		value     string
		encrypted bool
		want      string
	}{
		"good":      {"open sesame", true, ""},
		"missing":   {"", true, "token (not set): is required; set it with: pulumi config set --secret token"},
		"in clear":  {"open sesame", false, "token (not shown): is not encrypted; replace the value"},
		"malformed": {"hunter2", true, "token (not shown): must be two words; set it with"},
	} {
		t.Run(name, func(t *testing.T) {
			in := &graphtest.Config{Values: map[string]string{"project:token": tc.value}}
			if tc.encrypted {
				in.Secrets = []string{"project:token"}
			}
			program := func(ctx *pulumi.Context) error {
				r := stackconfig.Open(ctx)
				token := r.Secret("token", func(value string) error {
					if value != "open sesame" {
						return errors.New("must be two words")
					}
					return nil
				})
				if !pulumi.IsSecret(token) {
					t.Error("the output is not secret")
				}
				return r.Err()
			}
			if tc.want == "" {
				graphtest.RunIn(t, offline.Cloud{}, in, program)
				return
			}
			err := graphtest.FailIn(t, in, program)
			checktest.Contains(t, err, tc.want)
			if err != nil && (strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "sesame")) {
				t.Errorf("the error shows the secret: %v", err)
			}
		})
	}
}
