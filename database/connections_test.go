package database_test

import (
	"testing"

	"github.com/knwl-platform/infra/database"
)

func TestMaxConnectionsOfClasses(t *testing.T) {
	for class, most := range map[string]int{ // LEAST(memory/9531392, 5000) of the whole memory
		"db.t4g.micro": 112, "db.t3.small": 225, "db.t4g.medium": 450, "db.t4g.2xlarge": 3604, "db.m7g.large": 901,
		"db.m6gd.xlarge": 1802, "db.r8g.large": 1802, "db.r6id.xlarge": 3604,
	} {
		got, ok := database.MaxConnections(class)
		if !ok || got >= most || got < most*6/10 {
			t.Errorf("%s has %d connections, want a little less than %d", class, got, most)
		}
	}
	for _, class := range []string{"db.r8g.4xlarge", "db.m7g.48xlarge"} {
		if got, ok := database.MaxConnections(class); !ok || got != 4995 {
			t.Errorf("%s has %d connections, want 5000 without the reserved ones", class, got)
		}
	}
	for _, class := range []string{
		"", "t4g.micro", "db.r8g.micro", "db.x2g.large", "db.r5.2xlarge.tpc2.mem4x", "db.t4g.huge",
		"db.m7g.0xlarge", "db.m7g.01xlarge", "db.m7g.999xlarge", "db.M7G.large", " db.m7g.large",
	} {
		if got, ok := database.MaxConnections(class); ok || got != 0 {
			t.Errorf("%q has %d connections, but its memory is not known", class, got)
		}
	}
}
