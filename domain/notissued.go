package domain

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// explain makes the engine show what to check if ACM does not issue the certificate. The provider's
// error only says that it waited. The option does nothing while nothing fails.
func (b *builder) explain() (pulumi.ResourceOption, error) {
	hook, err := b.RegisterErrorHook(Type+"::"+b.Component.Name, func(*pulumi.ErrorHookArgs) (again bool, err error) {
		return false, b.Log.Error(b.Errorf("ACM has not issued the certificate for %s; compare the name servers of the "+
			"hosted zone with those that \"dig NS\" returns for its domain, check that no CAA record excludes amazon.com, "+
			"and run the update again", strings.Join(b.names, ", ")).Error(), &pulumi.LogArgs{Resource: b.Resource})
	})
	return pulumi.ResourceHooks(&pulumi.ResourceHookBinding{OnError: []*pulumi.ErrorHook{hook}}), err
}
