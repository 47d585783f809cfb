package cost

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Source says where the prices of a region come from.
type Source struct {
	// Region is the region of the resources.
	Region string `json:"region"`
	// Of is the region whose prices are used. It is another one if Region has none in the package.
	Of string `json:"of"`
	// Date is when the prices were entered or published, and Source is who says so.
	Date   string `json:"date"`
	Source string `json:"source"`
}

// fallback is the region whose prices stand in for those of others.
const fallback = "us-east-1"

// catalog.csv names every price. tools/prices also reads it, to find the prices in AWS's price lists.
//
//go:embed catalog.csv
var catalogCSV string

//go:embed prices.csv
var pricesCSV string

// entry is the name and the unit of a price.
type entry struct{ name, unit string }

// price is an amount in dollars with its source.
type price struct {
	usd    float64
	source Source
}

var (
	catalog = func() map[string]entry {
		all := map[string]entry{}
		for _, row := range rows(catalogCSV) {
			all[row[0]] = entry{row[1], row[2]}
		}
		return all
	}()
	// prices are by region and code.
	prices = func() map[string]map[string]price {
		all := map[string]map[string]price{}
		for _, row := range rows(pricesCSV) {
			region, code := row[0], row[3]
			usd, err := strconv.ParseFloat(row[4], 64)
			if err != nil {
				panic(fmt.Sprintf("prices.csv: %s of %s: %v", code, region, err))
			}
			if all[region] == nil {
				all[region] = map[string]price{}
			}
			all[region][code] = price{usd, Source{Of: region, Date: row[1], Source: row[2]}}
		}
		return all
	}()
)

func rows(text string) [][]string {
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		panic(err)
	}
	return all[1:]
}

// named returns the catalog's entry of a code. A code such as rds/postgres/db.t4g.micro has the entry
// of rds/postgres/*.
func named(code string) entry {
	if e, ok := catalog[code]; ok {
		return e
	}
	slash := strings.LastIndex(code, "/") + 1
	e, ok := catalog[code[:slash]+"*"]
	if !ok {
		panic("cost: " + code + " is not in catalog.csv")
	}
	return entry{strings.Replace(e.name, "*", code[slash:], 1), e.unit}
}

// find returns the price of a code in a region. A region without any prices has those of us-east-1.
func find(code, region string) (price, bool) {
	of, listed := prices[region]
	if !listed {
		of = prices[fallback]
	}
	p, ok := of[code]
	p.source.Region = region
	return p, ok
}

// hourly reports whether a price is for an hour.
func hourly(unit string) bool { return slices.Contains([]string{"hour", "vCPU-hour", "GB-hour"}, unit) }
