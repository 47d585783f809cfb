package cost

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// hours is the number of hours in a month, as AWS's own examples have it.
const hours = 730

// bill collects what the resources of a stack cost.
type bill struct {
	stack
	lines       map[line]amount
	free        map[string]int
	unpriced    []Unpriced
	assumptions []string
	regions     map[string]Source

	// What is being priced.
	of    *Resource
	added bool
}

// line is a charge of a component. Charges of several resources for the same thing are one line.
type line struct {
	owner
	code, region string
	forUse       bool
}

func (l line) compare(other line) int {
	return cmp.Or(l.owner.compare(other.owner), cmp.Compare(l.code, other.code), cmp.Compare(l.region, other.region))
}

// amount is a quantity at a price.
type amount struct {
	Use
	forUse   bool
	quantity Range
}

func (a amount) monthly() Range {
	if hourly(a.Unit) {
		return a.quantity.times(a.Price * hours)
	}
	return a.quantity.times(a.Price)
}

// newBill prices resources.
func newBill(resources []*Resource, region string) *bill {
	b := &bill{
		stack: newStack(resources, cmp.Or(printable(region), fallback)),
		lines: map[line]amount{}, free: map[string]int{}, regions: map[string]Source{},
		unpriced: []Unpriced{}, assumptions: []string{},
	}
	for _, r := range resources {
		if !r.Custom || strings.HasPrefix(r.Type, "pulumi:") {
			continue
		}
		b.of, b.added = r, false
		charge, known := pricers[r.Type]
		switch {
		case known:
			charge(b, r)
		case !slices.Contains(freeTypes, r.Type):
			b.cannot("this type has no price here")
		}
		if !b.added {
			b.free[r.Type]++
		}
	}
	return b
}

// fixed adds a quantity that does not depend on the number of tasks.
func (b *bill) fixed(code string, quantity float64) { b.scaled(code, Range{quantity, quantity}) }

// scaled adds a quantity that depends on the number of tasks.
func (b *bill) scaled(code string, quantity Range) { b.add(code, quantity, false) }

// use adds prices that are paid for use.
func (b *bill) use(codes ...string) {
	for _, code := range codes {
		b.add(code, Range{}, true)
	}
}

func (b *bill) add(code string, quantity Range, forUse bool) {
	if !forUse && quantity == (Range{}) {
		return
	}
	e := named(code)
	region, known := b.region(b.of)
	region = printable(region)
	if !known {
		b.assume("its region is not known yet; assumed %s", region)
	}
	p, ok := find(code, region)
	if !ok {
		b.cannot("the price of " + e.name + " is not here")
		return
	}
	b.added = true
	b.note(p.source)
	at := line{b.owner(b.of), code, region, forUse}
	a := b.lines[at]
	a.Use, a.forUse = Use{code, e.name, e.unit, p.usd, region}, forUse
	a.quantity = a.quantity.plus(quantity)
	b.lines[at] = a
}

// note records the source of a price. The oldest date of a region counts.
func (b *bill) note(s Source) {
	if seen, ok := b.regions[s.Region]; !ok || s.Date < seen.Date {
		b.regions[s.Region] = s
	}
}

// sources returns the sources of all prices, sorted by region.
func (b *bill) sources() []Source {
	all := []Source{}
	for _, s := range b.regions {
		all = append(all, s)
	}
	slices.SortFunc(all, func(x, y Source) int { return cmp.Compare(x.Region, y.Region) })
	return all
}

// cannot records that the resource, or a part of it, has no price.
func (b *bill) cannot(why string) {
	b.added = true
	b.unpriced = append(b.unpriced, Unpriced{printable(b.of.Type), printable(b.of.name()), printable(why)})
}

// assume records what was assumed about the resource.
func (b *bill) assume(format string, args ...any) {
	text := printable(short(b.of) + ": " + fmt.Sprintf(format, args...))
	if !slices.Contains(b.assumptions, text) {
		b.assumptions = append(b.assumptions, text)
	}
}

// The methods below read a value of a resource. One that is not known is assumed, and the bill says so.
// A value that has a bound is assumed to be the dearest, so that the sum is not too low; cannot is for
// what has none.

func (b *bill) number(r *Resource, otherwise float64, path ...string) float64 {
	n, known := r.number(path...)
	return orAssumed(b, n, known, otherwise, path)
}

func (b *bill) text(r *Resource, otherwise string, path ...string) string {
	text, known := r.text(path...)
	return orAssumed(b, text, known, otherwise, path)
}

func (b *bill) yes(r *Resource, path ...string) bool {
	yes, known := r.yes(path...)
	return orAssumed(b, yes, known, true, path)
}

func orAssumed[V any](b *bill, value V, known bool, otherwise V, path []string) V {
	if known {
		return value
	}
	as := cmp.Or(fmt.Sprint(otherwise), "none")
	b.assume("%s is not known yet; assumed %s", path[len(path)-1], as)
	return otherwise
}

// unbounded reads a quantity that has no bound. If it is not known, the rest of it is unpriced.
func (b *bill) unbounded(r *Resource, otherwise float64, path ...string) float64 {
	n, known := r.number(path...)
	if !known {
		b.cannot(fmt.Sprintf("%s is not known yet; %g is in the sum", path[len(path)-1], otherwise))
		return otherwise
	}
	return n
}

// short returns a resource's kind and name, such as "LoadBalancer knwl".
func short(r *Resource) string { return r.Type[strings.LastIndex(r.Type, ":")+1:] + " " + r.name() }
