package service

import "regexp"

// TenantRule describes the rule of [ValidTenant] for error messages.
const TenantRule = "1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit"

var tenantPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// ValidTenant reports whether name is a valid tenant name. Valid names need no
// escaping in URLs, logs and metric labels.
func ValidTenant(name string) bool { return tenantPattern.MatchString(name) }
