package ecsservice

// Scaling keeps average utilization near a target. With several targets, the one that needs the
// most tasks wins. CPUPercent, MemoryPercent or both are required. Tasks are added at most once a
// minute and removed at most once in five minutes.
type Scaling struct {
	// Min is the smallest number of tasks. Default: 1. With 0, a schedule or an operator can stop all
	// tasks. Scaling does not start them again, because without tasks there is no utilization to
	// measure.
	Min *int
	// Max is the largest number of tasks. Required. Cost: it limits what the tasks cost.
	Max int
	// CPUPercent is the average CPU utilization to keep, 1 to 100. Default: 0, which ignores CPU.
	CPUPercent int
	// MemoryPercent is the average memory utilization to keep, 1 to 100. Default: 0, which ignores
	// memory.
	MemoryPercent int
}
