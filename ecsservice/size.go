package ecsservice

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// memories are the sizes of memory in MiB that one size of CPU goes with: from the least to the most in steps, or a few by themselves.
type memories struct {
	least, most, step int
	only              []int
}

// fargate is every size of task, by CPU units.
var fargate = map[int]memories{
	256:   {only: []int{512, 1024, 2048}},
	512:   {least: 1024, most: 4096, step: 1024},
	1024:  {least: 2048, most: 8192, step: 1024},
	2048:  {least: 4096, most: 16384, step: 1024},
	4096:  {least: 8192, most: 30720, step: 1024},
	8192:  {least: 16384, most: 61440, step: 4096},
	16384: {least: 32768, most: 122880, step: 8192},
	32768: {only: []int{61440, 122880, 249856}},
}

// smallest is the least memory of a size of CPU; zero if there is no such size.
func smallest(cpu int) int {
	m := fargate[cpu]
	if len(m.only) > 0 {
		return m.only[0]
	}
	return m.least
}

// CheckSize says in words why Fargate has no task of this many CPU units and MiB of memory; nil when it has.
// Configuration code can use it to report a mistake where it was made.
func CheckSize(cpu, memoryMiB int) error {
	if field, value, rule := sizeMistake(cpu, memoryMiB); rule != "" {
		return fmt.Errorf("%s %d: %s", field, value, rule)
	}
	return nil
}

// sizeMistake is what there is to report of a size; without a rule it is one that Fargate has.
func sizeMistake(cpu, memoryMiB int) (field string, value int, rule string) {
	m, ok := fargate[cpu]
	switch {
	case !ok:
		return "CPU", cpu, fmt.Sprintf("Fargate tasks have %s CPU units; choose one of these", among(slices.Sorted(maps.Keys(fargate))))
	case m.allows(memoryMiB):
		return "", 0, ""
	default:
		return fmt.Sprintf("CPU %d with MemoryMiB", cpu), memoryMiB, fmt.Sprintf("Fargate allows %s at %d CPU units; choose one of these or another CPU", m, cpu)
	}
}

func (m memories) allows(mib int) bool {
	if len(m.only) > 0 {
		return slices.Contains(m.only, mib)
	}
	return mib >= m.least && mib <= m.most && (mib-m.least)%m.step == 0
}

func (m memories) String() string {
	if len(m.only) > 0 {
		return among(m.only) + " MiB"
	}
	return fmt.Sprintf("%d to %d MiB in steps of %d", m.least, m.most, m.step)
}

// among writes numbers as "1, 2 or 3".
func among(numbers []int) string {
	words := make([]string, len(numbers))
	for i, n := range numbers {
		words[i] = strconv.Itoa(n)
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
