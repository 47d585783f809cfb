package components

import (
	"reflect"
	"testing"

	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
)

// Accounts in which nobody may create a role without a boundary, or outside a path, reject the others.
func TestEveryRoleHasTheBoundaryAndThePath(t *testing.T) {
	each(t, func(t *testing.T, c component) {
		hasRoles := false
		g := graphtest.Run(t, c.program(func(args reflect.Value) {
			if path := args.FieldByName("RolePath"); path.IsValid() {
				hasRoles = true
				path.SetString("/platform/")
				args.FieldByName("PermissionsBoundaryARN").Set(reflect.ValueOf(boundaryARN))
			}
		}))
		roles := g.All("iam/role:Role")
		if hasRoles != (len(roles) > 0) {
			t.Errorf("it has %d roles, and fields for them: %v", len(roles), hasRoles)
		}
		for _, role := range roles {
			if role.Text("path") != "/platform/" || role.Text("permissionsBoundary") != string(boundaryARN) {
				t.Errorf("%s has the path %q and the boundary %q", role.Name, role.Text("path"), role.Text("permissionsBoundary"))
			}
		}
	})
}

func TestRolesHaveNeitherByDefault(t *testing.T) {
	each(t, func(t *testing.T, c component) {
		g := graphtest.Run(t, c.program(func(args reflect.Value) {
			if boundary := args.FieldByName("PermissionsBoundaryARN"); boundary.IsValid() {
				boundary.SetZero()
			}
		}))
		for _, role := range g.All("iam/role:Role") {
			if role.Get("path") != nil || role.Get("permissionsBoundary") != nil {
				t.Errorf("%s has the path %v and the boundary %v", role.Name, role.Get("path"), role.Get("permissionsBoundary"))
			}
		}
	})
}

func TestRolePathIsChecked(t *testing.T) {
	each(t, func(t *testing.T, c component) {
		if !reflect.ValueOf(c.args()).Elem().FieldByName("RolePath").IsValid() {
			t.Skip("it has no roles")
		}
		for _, path := range []string{"platform", "/platform", "platform/", "//", "/a//b/", "/a b/"} {
			err := graphtest.Fail(t, c.program(func(args reflect.Value) { args.FieldByName("RolePath").SetString(path) }))
			checktest.Contains(t, err, `RolePath "`+path+`": must start and end with a slash`, "; write it as /platform/")
		}
	})
}
