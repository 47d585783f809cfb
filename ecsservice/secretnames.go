package ecsservice

import (
	"regexp"
	"slices"
	"strings"
)

// promisesSecret reports whether a variable's name says that its value is a secret: its last word
// does, less the endings that say how the value is written or which of several it is. A name that
// only speaks of a secret ends otherwise: DB_SECRET_ARN, TOKEN_URL, PASSWORD_MIN_LENGTH.
//
// It is a guess. What it refuses wrongly costs a line in Container.NotSecret, such as
// LLM_MAX_OUTPUT_TOKENS. What it passes wrongly can be a leak, which is accepted for three kinds of
// names: those that begin with a switch, such as MAX_API_KEY of a product called Max; keys and
// tokens that are called public and are not, such as PUBLIC_SECRET_KEY; and secrets under a name
// that says nothing of it, such as DSN.
func promisesSecret(name string) bool {
	words := wordsOf(name)
	for len(words) > 1 && (slices.Contains(endings, words[len(words)-1]) || withoutVersion(words[len(words)-1]) == "") {
		words = words[:len(words)-1]
	}
	if len(words) == 0 || slices.Contains(switches, words[0]) {
		return false
	}
	last, before := withoutVersion(words[len(words)-1]), words[:len(words)-1]
	if mayBeOpen.MatchString(last) && slices.ContainsFunc(before, func(w string) bool { return slices.Contains(open, w) }) {
		return false
	}
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
	// endings say how a value is written, or which of several it is.
	endings = strings.Fields(`JSON YAML PEM BASE BASE64 B64 HEX ENCODED STRING TEXT VALUE CURRENT PREVIOUS OLD NEW PROD DEV STAGING`)
	// switches begin the name of a number or a switch.
	switches = strings.Fields(`MAX MIN NUM COUNT ALLOW DISABLE DISABLED ENABLE ENABLED REQUIRE REQUIRED SKIP`)
	// open words say that a key or a token is for everybody.
	open      = strings.Fields(`PUBLIC PUBLISHABLE`)
	mayBeOpen = regexp.MustCompile(`(KEY|TOKEN)S?$`)
	// openKeys are words before KEY that make it a name in some store, or the key of AWS KMS by its id.
	openKeys = strings.Fields(`BUCKET CACHE COLUMN CONFIG FEATURE FOREIGN GROUP HASH HOT IDEMPOTENCY INDEX KMS LOCK MESSAGE OBJECT PARTITION
		PRIMARY RANGE REDIS ROUTING ROW S3 SHARD SORT STATE TAG`)

	version        = regexp.MustCompile(`V?[0-9]+$`)
	lowerThenUpper = regexp.MustCompile(`([a-z0-9])([A-Z])`)
)

// wordsOf are the words of a name like DB_PASSWORD, dbPassword or db.password, in capitals.
func wordsOf(name string) []string {
	apart := lowerThenUpper.ReplaceAllString(name, "${1}_$2")
	return strings.FieldsFunc(strings.ToUpper(apart), func(r rune) bool { return strings.ContainsRune("_-. ", r) })
}

// withoutVersion is a word without a number at its end: nothing is left of V2.
func withoutVersion(word string) string { return version.ReplaceAllString(word, "") }
