package app

import (
	"runtime/debug"
	"testing"
	"testing/fstest"
)

func TestGoUsesFourFifthsOfTheContainersMemory(t *testing.T) {
	for name, tc := range map[string]struct {
		file, text, gomemlimit string
		want                   int64 // 0 for no change
	}{
		"version 2":  {"memory.max", "536870912\n", "", 429496728},
		"version 1":  {"memory/memory.limit_in_bytes", "1000000\n", "", 800000},
		"unlimited":  {"memory.max", "max\n", "", 0},
		"no cgroup":  {"cpu.max", "max 100000\n", "", 0},
		"nonsense":   {"memory.max", "-1\n", "", 0},
		"GOMEMLIMIT": {"memory.max", "536870912\n", "100MiB", 0},
	} {
		t.Run(name, func(t *testing.T) {
			before := debug.SetMemoryLimit(-1)
			defer debug.SetMemoryLimit(before)
			t.Setenv("GOMEMLIMIT", tc.gomemlimit)
			limitMemory(fstest.MapFS{tc.file: {Data: []byte(tc.text)}})
			want := tc.want
			if want == 0 {
				want = before
			}
			if got := debug.SetMemoryLimit(-1); got != want {
				t.Errorf("the limit is %d, want %d", got, want)
			}
		})
	}
}
