package service

import "regexp"

// TenantRule says in words what [ValidTenant] checks.
const TenantRule = "1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit"

var tenantPattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// ValidTenant reports whether name can name a tenant. The rule keeps names
// whole in URLs, logs and metric labels.
func ValidTenant(name string) bool { return tenantPattern.MatchString(name) }
