package database

import (
	"cmp"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
)

// resolveReplica applies all defaults and checks all rules.
func resolveReplica(name string, r ReplicaArgs) (config, error) {
	wrong := check.In("database", name)
	r = check.Args(wrong, r)
	c := config{Args: r.primary(), primaryARN: r.PrimaryARN, promoted: r.Promoted}
	c.MaxStorageGB = cmp.Or(r.MaxStorageGB, new(mostStorageGB))
	c.settle(wrong, name)
	if most := *c.MaxStorageGB; most > 0 && most < leastGrownGB {
		wrong.Add("MaxStorageGB", most, "must be at least 10%% more than the storage of the primary, which is %d or more; "+
			"raise it, or set 0 to turn growth off", leastStorageGB)
	}
	if r.AllowMajorUpgrade && !r.Promoted {
		wrong.Add("AllowMajorUpgrade", true, "requires Promoted, because RDS upgrades a replica with its primary; "+
			"remove it, and upgrade the primary")
	}
	checkKey(wrong, r)
	return c, wrong.Err()
}

// checkKey records a key in the region of the primary. It is wrong in any region: a replica there has the
// key of the primary, and one in another region needs a key of that region.
func checkKey(wrong *check.Mistakes, r ReplicaArgs) {
	key, region := r.KMSKeyARN, regionOf(r.KMSKeyARN)
	if region != "" && region == regionOf(r.PrimaryARN) && !wrong.Has("KMSKeyARN") && !wrong.Has("PrimaryARN") {
		wrong.Add("KMSKeyARN", key, "is in %s, like the primary; "+
			"leave it out for a replica in that region, or give a key in the region of the replica", region)
	}
}

// regionOf returns the region of an ARN, or "" if the ARN is not a literal.
func regionOf(of pulumi.StringInput) string {
	literal, _ := of.(pulumi.String)
	return strings.Split(string(literal)+":::", ":")[3]
}
