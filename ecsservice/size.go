package ecsservice

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// memorySizes are the sizes of memory, in MiB, that Fargate offers with a size of CPU: a range in
// steps, or a list.
type memorySizes struct {
	least, most, step int
	list              []int
}

// fargateSizes are all sizes of tasks, by CPU units.
var fargateSizes = map[int]memorySizes{
	256:   {list: []int{512, 1024, 2048}},
	512:   {least: 1024, most: 4096, step: 1024},
	1024:  {least: 2048, most: 8192, step: 1024},
	2048:  {least: 4096, most: 16384, step: 1024},
	4096:  {least: 8192, most: 30720, step: 1024},
	8192:  {least: 16384, most: 61440, step: 4096},
	16384: {least: 32768, most: 122880, step: 8192},
	32768: {list: []int{61440, 122880, 249856}},
}

// defaultCPU is the smallest size.
const defaultCPU = 256

// smallestMemory returns the smallest memory for a size of CPU, or 0 if Fargate does not offer that
// size.
func smallestMemory(cpu int) int {
	m := fargateSizes[cpu]
	if len(m.list) > 0 {
		return m.list[0]
	}
	return m.least
}

// CheckSize returns an error if Fargate does not offer tasks with this many CPU units and MiB of
// memory. As in [Args], 0 is the default and always valid. [New] checks Args itself; call CheckSize
// to report a mistake earlier, such as when you read the size from configuration. The error names
// neither value: check cpu with memory 0 first, and then both, to know which of them is wrong.
func CheckSize(cpu, memoryMiB int) error {
	cpu = cmp.Or(cpu, defaultCPU)
	m, ok := fargateSizes[cpu]
	switch {
	case !ok:
		all := slices.Sorted(maps.Keys(fargateSizes))
		return fmt.Errorf("must be %s CPU units on Fargate; choose one of these", oneOf(all))
	case memoryMiB != 0 && !m.include(memoryMiB):
		return fmt.Errorf("must be %s for %d CPU units on Fargate; choose such a size or other CPU units", m, cpu)
	default:
		return nil
	}
}

func (m memorySizes) include(mib int) bool {
	if len(m.list) > 0 {
		return slices.Contains(m.list, mib)
	}
	return mib >= m.least && mib <= m.most && (mib-m.least)%m.step == 0
}

func (m memorySizes) String() string {
	if len(m.list) > 0 {
		return oneOf(m.list) + " MiB"
	}
	return fmt.Sprintf("%d to %d MiB in steps of %d", m.least, m.most, m.step)
}

// oneOf writes numbers as "1, 2 or 3".
func oneOf(numbers []int) string {
	words := make([]string, len(numbers))
	for i, n := range numbers {
		words[i] = strconv.Itoa(n)
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
