package cost

import (
	"strconv"
	"strings"
)

// database prices an RDS instance. A standby in a second zone doubles the instance and its storage.
func database(b *bill, r *Resource) {
	source := b.refers(r, "aws:rds/instance:Instance", "replicateSourceDb")
	engine, known := r.text("engine")
	if engine == "" && source != nil {
		engine, known = source.text("engine")
	}
	class, _ := r.text("instanceClass")
	switch replicated, knownSource := r.text("replicateSourceDb"); {
	case known && engine == "" && class != "" && source == nil && (replicated != "" || !knownSource):
		b.assume("its primary is not known here; assumed PostgreSQL")
	case engine == "" || class == "":
		b.cannot("its engine or class is not known yet")
		return
	case engine != "postgres":
		b.cannot("RDS for " + engine + " has no price here")
		return
	}
	zones := 1.0
	if b.yes(r, "multiAz") {
		zones = 2
	}
	b.fixed("rds/postgres/"+class, zones)
	storage(b, r, source, zones)
	b.use("rds/backup")
	if strings.HasPrefix(class, "db.t") {
		b.use("rds/credits")
	}
	if b.yes(r, "publiclyAccessible") {
		b.fixed("ipv4", 1)
	}
	if b.yes(r, "manageMasterUserPassword") {
		b.fixed("secret", 1)
		b.use("secret/calls")
	}
	monitoring(b, r, class, zones)
}

// storage prices a database's disk. A replica has its source's size.
func storage(b *bill, r, source *Resource, zones float64) {
	if source == nil {
		source = r
	}
	gb, known := r.number("allocatedStorage")
	if known && gb == 0 {
		gb, known = source.number("allocatedStorage")
	}
	if gb == 0 || !known {
		b.cannot("allocatedStorage is not known yet; 20 GB are in the sum")
		gb = 20
	}
	kind, known := r.text("storageType")
	if iops, knownIOPS := r.number("iops"); kind == "" && (iops > 0 || !knownIOPS) {
		kind = "io1"
	}
	switch {
	case !known:
		b.cannot("the type of its storage is not known yet")
	case kind == "", kind == "gp2":
		b.fixed("rds/gp2", gb*zones)
	case kind == "gp3":
		iops, throughput := b.unbounded(r, 0, "iops"), b.unbounded(r, 0, "storageThroughput")
		b.fixed("rds/gp3", gb*zones)
		b.fixed("rds/gp3-iops", max(iops-12000, 0)*zones) // settable from 400 GB on, which have 12000
		b.fixed("rds/gp3-throughput", max(throughput-500, 0)*zones)
	case kind == "io1":
		b.fixed("rds/io1", gb*zones)
		b.fixed("rds/io1-iops", b.unbounded(r, 0, "iops")*zones)
	default:
		b.cannot("database storage of type " + kind + " has no price here")
	}
}

// monitoring prices Enhanced Monitoring and the paid modes of Database Insights and Performance Insights.
func monitoring(b *bill, r *Resource, class string, zones float64) {
	if b.number(r, 60, "monitoringInterval") > 0 {
		b.use("logs/standard")
	}
	advanced := b.text(r, "advanced", "databaseInsightsMode") == "advanced"
	if advanced {
		b.fixed("rds/insights-advanced", vcpus(class)*zones)
	}
	if b.number(r, 731, "performanceInsightsRetentionPeriod") > 7 && !advanced {
		b.cannot("Performance Insights for more than seven days has no price here")
	}
}

// proxy prices an RDS Proxy by the vCPUs of its database, at least two.
func proxy(b *bill, r *Resource) {
	cpus := 0.0
	for _, target := range b.byType["aws:rds/proxyTarget:ProxyTarget"] {
		if b.refers(target, r.Type, "dbProxyName") != r {
			continue
		}
		if db := b.refers(target, "aws:rds/instance:Instance", "dbInstanceIdentifier"); db != nil {
			class, _ := db.text("instanceClass")
			cpus += vcpus(class)
		}
	}
	if cpus == 0 {
		b.cannot("its database is not in the stack; two vCPUs are in the sum")
	}
	b.fixed("rds/proxy", max(cpus, 2))
}

// vcpus returns the vCPUs of a database class: two up to large, then four for xlarge and times n for
// nxlarge.
func vcpus(class string) float64 {
	size := class[strings.LastIndex(class, ".")+1:]
	if size == "xlarge" {
		return 4
	}
	if n, err := strconv.Atoi(strings.TrimSuffix(size, "xlarge")); err == nil {
		return 4 * float64(n)
	}
	return 2
}
