package ecsservice

import "testing"

// The sizes are all those of the table in the ECS guide.
func TestExactlyFargatesSizesAreAccepted(t *testing.T) {
	steps := func(least, most, step int) (list []int) {
		for mib := least; mib <= most; mib += step {
			list = append(list, mib)
		}
		return list
	}
	for cpu, allowed := range map[int][]int{
		256:   {512, 1024, 2048},
		512:   steps(1024, 4096, 1024),
		1024:  steps(2048, 8192, 1024),
		2048:  steps(4096, 16384, 1024),
		4096:  steps(8192, 30720, 1024),
		8192:  steps(16384, 61440, 4096),
		16384: steps(32768, 122880, 8192),
		32768: {61440, 122880, 249856},
	} {
		want := map[int]bool{0: true} // the default
		for _, mib := range allowed {
			want[mib] = true
		}
		for mib := 0; mib <= 260000; mib += 256 {
			if err := CheckMemory(cpu, mib); (err == nil) != want[mib] {
				t.Errorf("%d CPU units with %d MiB: %v", cpu, mib, err)
			}
		}
		if err := CheckCPU(cpu); err != nil {
			t.Error(err)
		}
		if smallestMemory(cpu) != allowed[0] {
			t.Errorf("the least memory of %d CPU units is %d, want %d", cpu, smallestMemory(cpu), allowed[0])
		}
	}
	if CheckCPU(0) != nil || CheckMemory(0, 0) != nil || CheckMemory(0, 512) != nil || CheckMemory(0, 4096) == nil {
		t.Error("0 CPU units are not checked as the default of 256")
	}
	if CheckCPU(-1) == nil || CheckCPU(257) == nil || CheckMemory(257, 512) != nil {
		t.Error("a mistake in the CPU units is not reported once")
	}
}
