// Package cost estimates what the AWS resources of a Pulumi program cost, before they are created.
//
// [Read] reads what `pulumi preview --json --show-sames` prints, of a program in any language, and
// [Preview.Estimate] prices it by component: what is paid every month with the fewest and with the
// most tasks that autoscaling allows, what is paid for use, and how that differs from what runs. A
// resource without a price is listed as such and never counted as $0. [Estimate.Write] prints the
// tables; an Estimate also encodes as JSON.
//
// The prices are list prices in dollars, without taxes, discounts and free tiers. They are in the
// package, with their date and region. Nothing asks AWS, and no account is needed. docs/cost.md says
// what is priced and how the prices are renewed; the command cmd/cost prints estimates.
package cost

import (
	"cmp"
	"encoding/json"
	"maps"
	"math"
	"slices"
)

// Estimate is what a stack costs.
type Estimate struct {
	// Region is the region of resources whose provider names none.
	Region string `json:"region"`
	// Prices says where the prices come from, for each region that has resources.
	Prices []Source `json:"prices"`
	// Total is what the stack costs after the update, each month and without use.
	Total Range `json:"total"`
	// Before is what the stack costs before the update. It is zero for a new stack.
	Before Range `json:"before"`
	// Change is the difference, which the update makes.
	Change Range `json:"change"`
	// Components has what each component costs, sorted by type and name.
	Components []Component `json:"components"`
	// Free counts the resources that cost nothing, by type.
	Free map[string]int `json:"free"`
	// Unpriced lists what costs an unknown amount, which is in no sum. It also has quantities that are
	// not known before the update and have no bound.
	Unpriced []Unpriced `json:"unpriced"`
	// Assumptions says what was assumed about other values that are not known before the update.
	Assumptions []string `json:"assumptions"`
	// Note is AWS's reservation about list prices.
	Note string `json:"note"`
}

// Range is a number with the fewest and with the most tasks that autoscaling allows: dollars a month,
// or the quantity of a charge.
type Range struct {
	Fewest float64 `json:"fewest"`
	Most   float64 `json:"most"`
}

func (r Range) plus(other Range) Range { return Range{r.Fewest + other.Fewest, r.Most + other.Most} }

func (r Range) minus(other Range) Range { return r.plus(other.times(-1)) }

func (r Range) times(factor float64) Range { return Range{r.Fewest * factor, r.Most * factor} }

// MarshalJSON omits the noise of floating-point arithmetic.
func (r Range) MarshalJSON() ([]byte, error) {
	type numbers Range
	round := func(n float64) float64 { return math.Round(n*1e6) / 1e6 }
	return json.Marshal(numbers{round(r.Fewest), round(r.Most)})
}

// Component is what the resources of one component cost.
type Component struct {
	// Type and Name are those of the nearest component above the resources, and empty for resources
	// without one.
	Type string `json:"type"`
	Name string `json:"name"`
	// Total and Before are the sums of Charges, after and before the update.
	Total  Range `json:"total"`
	Before Range `json:"before"`
	// Charges are paid every month. The largest is first.
	Charges []Charge `json:"charges"`
	// Uses are paid for use, and are in no sum.
	Uses []Use `json:"uses"`
}

// Use is a price for use.
type Use struct {
	// Code is the price's code in catalog.csv, such as nat/gb.
	Code string `json:"code"`
	Name string `json:"name"`
	// Unit is what the price is for, such as GB.
	Unit string `json:"unit"`
	// Price is in dollars.
	Price float64 `json:"price"`
	// Region is the region of the resource.
	Region string `json:"region"`
}

// Charge is a price that is paid every month for a known quantity.
type Charge struct {
	Use
	// Quantity is how many units are paid for at a time after the update, such as two NAT gateways.
	Quantity Range `json:"quantity"`
	// Monthly and Before are what they cost in a month of 730 hours, after and before the update.
	Monthly Range `json:"monthly"`
	Before  Range `json:"before"`
}

// Unpriced is a resource, or a part of one, whose cost is not known.
type Unpriced struct {
	Type string `json:"type"`
	Name string `json:"name"`
	Why  string `json:"why"`
}

const note = "AWS publishes list prices for informational purposes only. They are without taxes, " +
	"discounts and free tiers, and the bill may differ."

// Estimate prices the resources of a preview.
func (p *Preview) Estimate() *Estimate {
	after, before := newBill(p.After, p.Region), newBill(p.Before, p.Region)
	if p.Region == "" {
		after.assumptions = append(after.assumptions, "the preview names no region; assumed "+fallback)
	}
	for _, r := range p.Retained {
		after.of = r
		after.cannot("it leaves the stack, but stays in AWS and is still paid for")
	}
	e := &Estimate{
		Region: after.main, Prices: after.sources(), Components: []Component{}, Free: after.free,
		Unpriced: after.unpriced, Assumptions: after.assumptions, Note: note,
	}
	owners := map[owner]bool{}
	for line := range after.lines {
		owners[line.owner] = true
	}
	for line := range before.lines {
		owners[line.owner] = true
	}
	for _, o := range slices.SortedFunc(maps.Keys(owners), owner.compare) {
		c := component(o, after, before)
		e.Total, e.Before = e.Total.plus(c.Total), e.Before.plus(c.Before)
		e.Components = append(e.Components, c)
	}
	e.Change = e.Total.minus(e.Before)
	return e
}

// component sums up the lines of one component.
func component(o owner, after, before *bill) Component {
	c := Component{Type: o.typ, Name: o.name, Charges: []Charge{}, Uses: []Use{}}
	lines := maps.Clone(before.lines)
	maps.Copy(lines, after.lines) // the unit prices are the same
	keys := slices.SortedFunc(maps.Keys(lines), line.compare)
	for _, at := range keys {
		if at.owner != o {
			continue
		}
		entry := lines[at]
		if entry.forUse {
			if _, stays := after.lines[at]; stays {
				c.Uses = append(c.Uses, entry.Use)
			}
			continue
		}
		charge := Charge{
			Use: entry.Use, Quantity: after.lines[at].quantity,
			Monthly: after.lines[at].monthly(), Before: before.lines[at].monthly(),
		}
		c.Charges = append(c.Charges, charge)
		c.Total, c.Before = c.Total.plus(charge.Monthly), c.Before.plus(charge.Before)
	}
	slices.SortStableFunc(c.Charges, func(a, b Charge) int { return cmp.Compare(b.Monthly.Most, a.Monthly.Most) })
	return c
}

// owner is the component that a resource belongs to.
type owner struct{ typ, name string }

func (o owner) compare(other owner) int {
	return cmp.Or(cmp.Compare(o.typ, other.typ), cmp.Compare(o.name, other.name))
}
