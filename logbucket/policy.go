package logbucket

import "encoding/json"

// delivery is the service that writes the logs.
const delivery = "logdelivery.elasticloadbalancing.amazonaws.com"

// accounts are the accounts of Elastic Load Balancing that write the logs in the regions that are
// older than the delivery service. They still write there. In the partition aws both are allowed,
// because AWS recommends the service; in China and GovCloud only the accounts, which surely exist.
var accounts = map[string]string{
	"af-south-1":     "098369216593",
	"ap-east-1":      "754344448648",
	"ap-northeast-1": "582318560864",
	"ap-northeast-2": "600734575887",
	"ap-northeast-3": "383597477331",
	"ap-south-1":     "718504428378",
	"ap-southeast-1": "114774131450",
	"ap-southeast-2": "783225319266",
	"ap-southeast-3": "589379963580",
	"ca-central-1":   "985666609251",
	"cn-north-1":     "638102146993",
	"cn-northwest-1": "037604701340",
	"eu-central-1":   "054676820928",
	"eu-north-1":     "897822967062",
	"eu-south-1":     "635631232127",
	"eu-west-1":      "156460612806",
	"eu-west-2":      "652711504416",
	"eu-west-3":      "009996457667",
	"me-south-1":     "076674570225",
	"sa-east-1":      "507241528517",
	"us-east-1":      "127311923021",
	"us-east-2":      "033677994240",
	"us-gov-east-1":  "190560391635",
	"us-gov-west-1":  "048591011584",
	"us-west-1":      "027434742980",
	"us-west-2":      "797873946194",
}

type statement struct {
	Effect    string
	Principal any
	Action    string
	Resource  []string
	Condition any `json:",omitempty"`
}

// policy rejects requests without TLS, and lets the load balancers of the account write their logs,
// in the account's folder below any prefix.
func policy(bucketARN, partition, region, account string) (string, error) {
	logs := []string{bucketARN + "/AWSLogs/" + account + "/*", bucketARN + "/*/AWSLogs/" + account + "/*"}
	statements := []statement{{
		Effect: "Deny", Principal: "*", Action: "s3:*", Resource: []string{bucketARN, bucketARN + "/*"},
		Condition: map[string]any{"Bool": map[string]string{"aws:SecureTransport": "false"}},
	}}
	writer, old := accounts[region]
	if old {
		root := "arn:" + partition + ":iam::" + writer + ":root"
		statements = append(statements, statement{
			Effect: "Allow", Principal: map[string]string{"AWS": root}, Action: "s3:PutObject", Resource: logs,
		})
	}
	if !old || partition == "aws" {
		statements = append(statements, statement{
			Effect: "Allow", Principal: map[string]string{"Service": delivery}, Action: "s3:PutObject", Resource: logs,
		})
	}
	document, err := json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": statements})
	return string(document), err
}
