package cost

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestCatalogAndPricesFitTogether(t *testing.T) {
	for code := range catalog {
		if _, ok := find(code, fallback); !ok && !strings.HasSuffix(code, "/*") {
			t.Errorf("%s of catalog.csv has no price in prices.csv", code)
		}
	}
	for region, all := range prices {
		for code, p := range all {
			if e := named(code); e.name == "" || e.unit == "" {
				t.Errorf("%s has no name or unit", code)
			}
			if p.usd <= 0 {
				t.Errorf("%s in %s costs %v; leave a price out that is not known", code, region, p.usd)
			}
			if _, err := time.Parse(time.DateOnly, p.source.Date); err != nil {
				t.Errorf("%s in %s: %v", code, region, err)
			}
			if p.source.Source == "" {
				t.Errorf("%s in %s does not say where it comes from", code, region)
			}
		}
	}
}

func TestNoTypeIsBothPricedAndFree(t *testing.T) {
	if !slices.IsSorted(freeTypes) || len(slices.Compact(slices.Clone(freeTypes))) != len(freeTypes) {
		t.Error("freeTypes is not sorted or has a type twice")
	}
	for _, typ := range slices.Sorted(maps.Keys(pricers)) {
		if slices.Contains(freeTypes, typ) {
			t.Errorf("%s is in pricers and in freeTypes", typ)
		}
	}
}

func TestPricesOfAnotherRegionStandIn(t *testing.T) {
	p, ok := find("nat/hour", "eu-west-1")
	if !ok || p.source.Of != fallback || p.source.Region != "eu-west-1" {
		t.Errorf("the price is %v", p)
	}
	if text := p.source.String(); !strings.Contains(text, "stand in for those of eu-west-1") {
		t.Errorf("it does not say so: %s", text)
	}
	if _, ok := find("rds/postgres/db.x9.large", fallback); ok {
		t.Error("a class without a price has one")
	}
}
