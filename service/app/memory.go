package app

import (
	"io/fs"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
)

// limitMemory makes the garbage collector work harder before the kernel ends the process: from four
// fifths of the container's memory, because the rest is for stacks, the kernel's buffers and peaks.
// GOMEMLIMIT overrides it. cgroups is /sys/fs/cgroup.
func limitMemory(cgroups fs.FS) {
	if os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	if memory, limited := containerMemory(cgroups); limited {
		debug.SetMemoryLimit(memory / 5 * 4)
	}
}

// containerMemory returns the container's memory limit in bytes, if it has one.
func containerMemory(cgroups fs.FS) (limit int64, limited bool) {
	for _, name := range []string{"memory.max", "memory/memory.limit_in_bytes"} { // version 2, version 1
		text, err := fs.ReadFile(cgroups, name)
		if err != nil {
			continue
		}
		limit, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64) // "max" is no number
		return limit, err == nil && limit > 0
	}
	return 0, false
}
