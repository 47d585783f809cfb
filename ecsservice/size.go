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

// CheckCPU returns an error if Fargate does not offer tasks with this many CPU units. As in [Args], 0
// is the default and valid. [New] checks Args itself; call CheckCPU and [CheckMemory] to report a
// mistake earlier, such as when you read the size from configuration.
func CheckCPU(cpu int) error {
	if _, ok := fargateSizes[cmp.Or(cpu, defaultCPU)]; !ok {
		all := slices.Sorted(maps.Keys(fargateSizes))
		return fmt.Errorf("must be %s CPU units on Fargate; choose one of these", oneOf(all))
	}
	return nil
}

// CheckMemory returns an error if Fargate does not offer tasks with this many MiB of memory for the
// CPU units. As in [Args], 0 is the default and valid. It returns nil if [CheckCPU] returns an error.
func CheckMemory(cpu, memoryMiB int) error {
	cpu = cmp.Or(cpu, defaultCPU)
	if m, ok := fargateSizes[cpu]; ok && memoryMiB != 0 && !m.include(memoryMiB) {
		return fmt.Errorf("must be %s for %d CPU units on Fargate; choose such a size or other CPU units", m, cpu)
	}
	return nil
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
