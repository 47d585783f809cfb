package database

import (
	"cmp"

	"github.com/knwl-platform/infra/internal/check"
)

const (
	leastStorageGB = 20
	mostStorageGB  = 65536
	leastGrownGB   = leastStorageGB + leastStorageGB/10 // of a maximum
)

// checkGrowth records a maximum that is too close to StorageGB for RDS, if the caller gave it. It
// turns growth off where there is no room for it.
func (c *config) checkGrowth(wrong *check.Mistakes, given *int) {
	if *c.MaxStorageGB*10 >= c.StorageGB*11 {
		return
	}
	if given != nil && *given != 0 && *given != c.StorageGB && !wrong.Has("MaxStorageGB") {
		least := (c.StorageGB*11 + 9) / 10
		wrong.Add("MaxStorageGB", given,
			"must be at least 10%% more than StorageGB, %d; raise it to %d, or set 0 to turn growth off", c.StorageGB, least)
	}
	c.MaxStorageGB = new(0)
}

// Below this size, RDS has one volume of gp3, with fixed performance. From it on, there are four.
const (
	stripedGB       = 400
	leastIOPS       = 12000 // of striped storage
	leastThroughput = 500   // of striped storage, in MB/s
)

// checkPerformance records what RDS would reject for storage of this size.
func (c *config) checkPerformance(wrong *check.Mistakes) {
	for _, field := range []struct {
		name  string
		value int
	}{{"IOPS", c.IOPS}, {"ThroughputMBps", c.ThroughputMBps}} {
		if field.value != 0 && c.StorageGB < stripedGB && !wrong.Has(field.name) && !wrong.Has("StorageGB") {
			wrong.Add(field.name, field.value, "is not allowed with a StorageGB of %d, because the performance of less than "+
				"%d GB is fixed; raise StorageGB to %[2]d, or leave the field out", c.StorageGB, stripedGB)
		}
	}
	if c.StorageGB >= stripedGB { // the provider would send those of the smaller volume again when it grows
		c.IOPS, c.ThroughputMBps = cmp.Or(c.IOPS, leastIOPS), cmp.Or(c.ThroughputMBps, leastThroughput)
	}
	iops := max(c.IOPS, leastIOPS)
	if c.ThroughputMBps*4 > iops && c.StorageGB >= stripedGB && !wrong.Has("ThroughputMBps") && !wrong.Has("IOPS") {
		wrong.Add("ThroughputMBps", c.ThroughputMBps, "must be at most a quarter of IOPS, %d; raise IOPS to %d, or lower it",
			iops, c.ThroughputMBps*4)
	}
}
