package platform

import (
	"slices"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/internal/graphtest"
)

func TestTaskHasTheConfiguredSize(t *testing.T) {
	task := run(t, `{"preset":"dev","service":{"image":"x","cpu":1024,"memoryMiB":4096}}`).Only("TaskDefinition")
	if task.Text("cpu") != "1024" || task.Text("memory") != "4096" {
		t.Errorf("a task has %s CPU units and %s MiB", task.Text("cpu"), task.Text("memory"))
	}
}

// Storage grows by a tenth at least.
func TestStorageGrowsByAtLeastATenth(t *testing.T) {
	run(t, `{"preset":"dev","database":{"storageGB":100,"maxStorageGB":110},"service":{"image":"x"}}`)
	object := `{"preset":"dev","database":{"storageGB":100,"maxStorageGB":109},"service":{"image":"x"}}`
	if err := graphtest.FailIn(t, config(object), Run); !strings.Contains(err.Error(), "database.maxStorageGB 109") {
		t.Error(err)
	}
}

func TestConfiguredTagsReachEveryResourceThatHasTags(t *testing.T) {
	for _, p := range []string{"dev", "prod"} {
		for _, node := range run(t, `{"preset":"`+p+`","tags":{"team":"search"},"service":{"image":"x"}}`).Resources() {
			if node.Get("tags") != nil && node.Get("tags.team") != "search" {
				t.Errorf("%s: %s %s has the tags %v", p, node.Type, node.Name, node.Get("tags"))
			}
		}
	}
}

func TestAlarmsGoToTheConfiguredTopics(t *testing.T) {
	const first, second = "arn:aws:sns:eu-west-1:123456789012:a", "arn:aws:sns:eu-west-1:123456789012:b"
	g := run(t, `{"preset":"dev","alarms":{"topicArns":["`+first+`","`+second+`"]},"service":{"image":"x"}}`)
	g.None("aws:sns/topic:Topic")
	for _, alarm := range g.All("MetricAlarm") {
		if got := alarm.Strings("alarmActions"); !slices.Equal(got, []string{first, second}) {
			t.Errorf("%s tells %q", alarm.Name, got)
		}
	}
}
