package ecsservice

import (
	"regexp"
	"slices"
	"strings"
)

// suggestsSecret reports whether a variable's name suggests that its value is a secret. The last
// word decides, without endings that say how the value is encoded or which of several it is. A name
// that only refers to a secret ends differently: DB_SECRET_ARN, TOKEN_URL, PASSWORD_MIN_LENGTH.
//
// It is a heuristic. A false positive, such as LLM_MAX_OUTPUT_TOKENS, costs a line in
// Container.NotSecret. A false negative may leak a secret. Three kinds are accepted:
//   - names that begin like a limit or a switch, such as MAX_API_KEY of a product called Max
//   - keys and tokens that are called public but are not, such as PUBLIC_SECRET_KEY
//   - names that say nothing about the value, such as DSN
func suggestsSecret(name string) bool {
	words := wordsOf(name)
	for len(words) > 1 && isEnding(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	if len(words) == 0 || slices.Contains(switches, words[0]) {
		return false
	}
	last, before := withoutVersion(words[len(words)-1]), words[:len(words)-1]
	if mayBePublic.MatchString(last) && slices.ContainsFunc(before, isPublic) {
		return false
	}
	if last == "KEY" || last == "KEYS" {
		return len(before) > 0 && !slices.Contains(lookupKeys, before[len(before)-1])
	}
	const shellDirectory = "PWD"
	return secretWord.MatchString(last) && !slices.Contains(lookalikes, last) && name != shellDirectory
}

// awsCredentials are the names that ECS.8 looks for. They always are secrets.
var awsCredentials = []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "ECS_ENGINE_AUTH_DATA"}

var (
	// secretWord matches a word for a secret, also one that is joined to another, as in DBPASS.
	secretWord = regexp.MustCompile(`(PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|SECRET|TOKEN|CREDENTIAL|CREDS?)S?$|` +
		`(API|ACCESS|SECRET|PRIVATE|SIGNING|AUTH)KEYS?$`)
	// lookalikes are other words that match secretWord.
	lookalikes = strings.Fields("OLDPWD BYPASS COMPASS ENCOMPASS OVERPASS SURPASS TRESPASS UNDERPASS SACRED")
	// endings say how a value is encoded, or which of several it is.
	endings = strings.Fields(`JSON YAML PEM BASE BASE64 B64 HEX ENCODED STRING TEXT VALUE CURRENT PREVIOUS OLD NEW
		PROD DEV STAGING`)
	// switches are first words of names of limits and switches.
	switches = strings.Fields(`MAX MIN NUM COUNT ALLOW DISABLE DISABLED ENABLE ENABLED REQUIRE REQUIRED SKIP`)
	// mayBePublic matches what the word PUBLIC or PUBLISHABLE makes public.
	mayBePublic = regexp.MustCompile(`(KEY|TOKEN)S?$`)
	// lookupKeys are words before KEY for a key that finds something, or for a KMS key, which has an
	// id.
	lookupKeys = strings.Fields(`BUCKET CACHE COLUMN CONFIG FEATURE FOREIGN GROUP HASH HOT IDEMPOTENCY INDEX KMS LOCK
		MESSAGE OBJECT PARTITION PRIMARY RANGE REDIS ROUTING ROW S3 SHARD SORT STATE TAG`)

	version        = regexp.MustCompile(`V?[0-9]+$`)
	lowerThenUpper = regexp.MustCompile(`([a-z0-9])([A-Z])`)
)

// wordsOf returns the words of a name such as DB_PASSWORD, dbPassword or db.password, in capitals.
func wordsOf(name string) []string {
	apart := lowerThenUpper.ReplaceAllString(name, "${1}_$2")
	return strings.FieldsFunc(strings.ToUpper(apart), func(r rune) bool { return strings.ContainsRune("_-. ", r) })
}

// withoutVersion returns a word without the number at its end. Nothing is left of V2.
func withoutVersion(word string) string { return version.ReplaceAllString(word, "") }

func isEnding(word string) bool { return slices.Contains(endings, word) || withoutVersion(word) == "" }

func isPublic(word string) bool { return word == "PUBLIC" || word == "PUBLISHABLE" }
