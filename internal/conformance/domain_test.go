package conformance

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/domain"
)

func anyDomain(a arguments) drawn {
	name := a.name(256)
	args := &domain.Args{
		Name:         oneOf(a, "", "*.") + a.text("shop.example.com", 64),
		Others:       list(a, 0, 3, func(i int) string { return fmt.Sprintf("%d.%s", i, a.text("shop.example.com", 251)) }),
		ZoneID:       a.wired(oneOf(a, "Z0123456789ABCDEFGHIJ", "Z01ABCDEFGHIJK")),
		KeyAlgorithm: oneOf(a, "", domain.RSA2048, domain.P256, domain.P384),
		RecordsExist: a.maybe(), ValidationMinutes: a.number(1, 720), Tags: a.tags(),
	}
	target := domain.Target{
		DNSName: a.wired("shop-1.example.net"), ZoneID: a.wired("Z32O12XQLNTSW2"), IPv6: a.maybe(),
	}
	return drawn{name, args, func(ctx *pulumi.Context) error {
		cert, err := domain.New(ctx, name, args)
		if err != nil {
			return err
		}
		return cert.Alias(args.Name, target)
	}}
}
