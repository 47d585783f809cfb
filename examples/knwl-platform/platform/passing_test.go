package platform

import (
	"strings"
	"testing"

	"github.com/knwl-platform/infra/internal/graph"
)

func TestTaskHasTheConfiguredSize(t *testing.T) {
	task := run(t, `{"preset":"dev","service":{"image":"x","cpu":1024,"memoryMiB":4096}}`).Only("TaskDefinition")
	if task.Text("cpu") != "1024" || task.Text("memory") != "4096" {
		t.Errorf("a task has %s CPU units and %s MiB", task.Text("cpu"), task.Text("memory"))
	}
}

// Storage grows by a tenth at least.
func TestStorageMayGrowByATenth(t *testing.T) {
	run(t, `{"preset":"dev","database":{"storageGB":100,"maxStorageGB":110},"service":{"image":"x"}}`)
	object := `{"preset":"dev","database":{"storageGB":100,"maxStorageGB":109},"service":{"image":"x"}}`
	if err := graph.FailIn(t, config(object), Run); !strings.Contains(err.Error(), "database.maxStorageGB 109") {
		t.Error(err)
	}
}
