package database

import (
	"regexp"
	"strconv"
)

// MaxConnections returns how many connections PostgreSQL accepts on an instance class, such as
// "db.t4g.micro", with the default of the parameter max_connections. ok is false for a class whose memory
// it does not know.
//
// RDS computes LEAST(DBInstanceClassMemory/9531392, 5000) from the memory that the operating system and
// its own processes leave, which AWS does not publish. The result is an estimate on the low side, without
// the connections that PostgreSQL and RDS keep for themselves. The largest number of tasks, those of a
// running deployment included, times the connections of each should not be above it.
func MaxConnections(class string) (connections int, ok bool) {
	gib := memoryGiB(class)
	if gib == 0 {
		return 0, false
	}
	const kept = 5 // connections of superusers and of RDS
	left := gib<<30 - gib<<30/16 - 256<<20
	return min(left/9531392, 5000) - kept, true
}

var (
	classForm = regexp.MustCompile(`^db\.[a-z0-9-]+\.[a-z0-9]+$`)
	className = regexp.MustCompile(`^db\.([mrt])[0-9][a-z]*\.(micro|small|medium|large|([1-9][0-9]?)?xlarge)$`)
	sizes     = map[string]int{"micro": 1, "small": 2, "medium": 4, "large": 8, "xlarge": 16} // GiB of db.m and db.t
)

// memoryGiB returns the memory of a class, or 0 if it is not known.
func memoryGiB(class string) int {
	parts := className.FindStringSubmatch(class)
	if parts == nil {
		return 0
	}
	family, size, times := parts[1], parts[2], 1
	if parts[3] != "" {
		size = "xlarge"
		times, _ = strconv.Atoi(parts[3]) // the form allows two digits at most
	}
	switch {
	case family == "t":
		return sizes[size] * times
	case sizes[size] < sizes["large"]:
		return 0
	case family == "r":
		return 2 * sizes[size] * times
	default:
		return sizes[size] * times
	}
}
