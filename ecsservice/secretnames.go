package ecsservice

import (
	"regexp"
	"slices"
	"strings"
)

// promisesSecret reports whether a variable's name says that its value is a secret: its last word
// does, less what says how the value is written. A name that only speaks of a secret ends
// otherwise: DB_SECRET_ARN, TOKEN_URL, PASSWORD_MIN_LENGTH. It is a guess, for which
// Container.NotSecret is the way out; what it refuses wrongly costs a line, and what it lets pass a
// leak.
func promisesSecret(name string) bool {
	words := wordsOf(name)
	for len(words) > 1 && (slices.Contains(encodings, words[len(words)-1]) || strings.Trim(words[len(words)-1], "0123456789") == "") {
		words = words[:len(words)-1]
	}
	if len(words) == 0 || slices.ContainsFunc(words, func(w string) bool { return slices.Contains(harmless, w) }) {
		return false
	}
	last, before := strings.TrimRight(words[len(words)-1], "0123456789"), words[:len(words)-1]
	if last == "KEY" || last == "KEYS" {
		return len(before) > 0 && !slices.Contains(openKeys, before[len(before)-1])
	}
	return secretWord.MatchString(last) && !slices.Contains(lookalikes, last) && name != "PWD" // the directory that a shell is in
}

// credentials are the names that control ECS.8 looks for. They are never anything else.
var credentials = []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "ECS_ENGINE_AUTH_DATA"}

var (
	// secretWord is a word for a secret, perhaps with another written before it, as in DBPASS.
	secretWord = regexp.MustCompile(`(PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|SECRET|TOKEN|CREDENTIAL|CREDS?)S?$|(API|ACCESS|SECRET|PRIVATE|SIGNING|AUTH)KEYS?$`)
	// lookalikes end like such a word.
	lookalikes = strings.Fields("OLDPWD BYPASS COMPASS ENCOMPASS OVERPASS SURPASS TRESPASS UNDERPASS SACRED")
	// encodings say how a value is written.
	encodings = strings.Fields("JSON YAML PEM BASE64 B64 HEX ENCODED STRING TEXT VALUE CURRENT PREVIOUS OLD NEW")
	// harmless words anywhere in a name say that the value is open, a number or a switch.
	harmless = strings.Fields(`PUBLIC PUBLISHABLE MAX MIN NUM COUNT LIMIT ALLOW DISABLE DISABLED ENABLE ENABLED REQUIRE REQUIRED SKIP USE`)
	// openKeys are words before KEY that make it a name in some store, or the key of AWS KMS by its id.
	openKeys = strings.Fields(`BUCKET CACHE COLUMN CONFIG FEATURE FOREIGN GROUP HASH HOT IDEMPOTENCY INDEX KMS LOCK MESSAGE OBJECT PARTITION
		PRIMARY RANGE REDIS ROUTING ROW S3 SHARD SORT STATE TAG`)

	lowerThenUpper = regexp.MustCompile(`([a-z0-9])([A-Z])`)
)

// wordsOf are the words of a name like DB_PASSWORD, dbPassword or db.password, in capitals.
func wordsOf(name string) []string {
	apart := lowerThenUpper.ReplaceAllString(name, "${1}_$2")
	return strings.FieldsFunc(strings.ToUpper(apart), func(r rune) bool { return strings.ContainsRune("_-. ", r) })
}
