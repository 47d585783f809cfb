package cost

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// width is the widest line that Write prints.
const width = 100

// Write prints the estimate as tables for a terminal, at most 100 columns wide.
func (e *Estimate) Write(w io.Writer) error {
	out := bufio.NewWriter(w) // which keeps the first error
	p := printer{out}
	e.writeCharges(p)
	e.writeChange(p)
	e.writeUses(p)
	e.writeRest(p)
	return out.Flush()
}

// printer prints lines.
type printer struct{ io.Writer }

func (p printer) line(text, detail, fewest, most string) {
	line := fmt.Sprintf("%-37s %-37s %11s %11s", text, detail, fewest, most)
	if detail == "" {
		line = fmt.Sprintf("%-75s %11s %11s", text, fewest, most)
	}
	fmt.Fprintln(p, strings.TrimRight(line, " "))
}

// paragraph prints text in lines. Those that follow the first have an indent.
func (p printer) paragraph(text, indent string) {
	words := strings.Fields(text)
	line := words[0]
	for _, word := range words[1:] {
		if len(line)+1+len(word) > width {
			fmt.Fprintln(p, line)
			line = indent + word
			continue
		}
		line += " " + word
	}
	fmt.Fprintln(p, line)
}

func (e *Estimate) writeCharges(p printer) {
	p.line("DOLLARS A MONTH", "", "FEWEST", "MOST TASKS")
	for _, c := range e.Components {
		if c.Total == (Range{}) {
			continue
		}
		p.line(c.label(), "", dollars(c.Total.Fewest), dollars(c.Total.Most))
		for _, charge := range c.Charges {
			if charge.Quantity != (Range{}) {
				p.line("  "+e.name(charge.Use), charge.detail(), dollars(charge.Monthly.Fewest), dollars(charge.Monthly.Most))
			}
		}
	}
	p.line("TOTAL", "", dollars(e.Total.Fewest), dollars(e.Total.Most))
}

// writeChange prints what the update changes in a stack that exists.
func (e *Estimate) writeChange(p printer) {
	if e.Before == (Range{}) {
		return
	}
	fmt.Fprintln(p)
	p.line("CHANGE TO WHAT RUNS", "", "FEWEST", "MOST TASKS")
	for _, c := range e.Components {
		changed := slices.DeleteFunc(slices.Clone(c.Charges), func(x Charge) bool { return same(x.Monthly, x.Before) })
		if len(changed) == 0 {
			continue
		}
		difference := c.Total.minus(c.Before)
		p.line(c.label(), "", signed(difference.Fewest), signed(difference.Most))
		for _, charge := range changed {
			difference := charge.Monthly.minus(charge.Before)
			p.line("  "+e.name(charge.Use), "", signed(difference.Fewest), signed(difference.Most))
		}
	}
	p.line("TOTAL", "", signed(e.Change.Fewest), signed(e.Change.Most))
}

func (e *Estimate) writeUses(p printer) {
	fmt.Fprintln(p, "\nFOR USE, IN NO SUM")
	for _, c := range e.Components {
		if len(c.Uses) == 0 {
			continue
		}
		fmt.Fprintln(p, c.label())
		for _, use := range c.Uses {
			p.line("  "+e.name(use), use.per(), "", "")
		}
	}
}

func (e *Estimate) writeRest(p printer) {
	if len(e.Unpriced) > 0 {
		fmt.Fprintln(p, "\nUNPRICED, IN NO SUM")
		for _, u := range e.Unpriced {
			p.paragraph("- "+u.Type+" "+u.Name+": "+u.Why, "  ")
		}
	}
	if len(e.Assumptions) > 0 {
		fmt.Fprintln(p, "\nASSUMED")
		for _, a := range e.Assumptions {
			p.paragraph("- "+a, "  ")
		}
	}
	types, total := []string{}, 0
	for _, typ := range slices.Sorted(maps.Keys(e.Free)) {
		total += e.Free[typ]
		types = append(types, fmt.Sprintf("%s (%d)", typ[:strings.LastIndex(typ, ":")], e.Free[typ]))
	}
	if total > 0 {
		fmt.Fprintf(p, "\nFREE: %d RESOURCES\n", total)
		p.paragraph(strings.Join(types, ", "), "")
	}
	fmt.Fprintln(p)
	for _, s := range e.Prices {
		p.paragraph(s.String(), "")
	}
	p.paragraph(e.Note, "")
}

func (c Component) label() string {
	if c.Type == "" {
		return "(no component)"
	}
	return c.Type + " " + c.Name
}

// name returns the name of a price, with its region if that is not the stack's.
func (e *Estimate) name(u Use) string {
	if u.Region == e.Region {
		return u.Name
	}
	return u.Name + " (" + u.Region + ")"
}

// per returns the unit price, such as "$0.045 per GB".
func (u Use) per() string { return unitPrice(u.Price) + " per " + u.Unit }

func (c Charge) detail() string {
	quantity := number(c.Quantity.Fewest)
	if c.Quantity.Fewest != c.Quantity.Most {
		quantity += " to " + number(c.Quantity.Most)
	}
	return quantity + " at " + c.per()
}

// String says where the prices of a region come from.
func (s Source) String() string {
	text := fmt.Sprintf("Prices of %s, %s, %s.", s.Of, s.Source, s.Date)
	if s.Of != s.Region {
		text += fmt.Sprintf(" They stand in for those of %s, which are not here and may differ by a tenth or more.", s.Region)
	}
	return text
}

func same(a, b Range) bool {
	return dollars(a.Fewest) == dollars(b.Fewest) && dollars(a.Most) == dollars(b.Most)
}

func dollars(amount float64) string { return strconv.FormatFloat(amount, 'f', 2, 64) }

func signed(amount float64) string {
	text := dollars(amount)
	switch {
	case text == "-0.00":
		return "0.00"
	case amount > 0 && text != "0.00":
		return "+" + text
	}
	return text
}

// unitPrice has at least two decimals, as prices have.
func unitPrice(amount float64) string {
	text := strconv.FormatFloat(amount, 'f', -1, 64)
	if _, decimals, _ := strings.Cut(text, "."); len(decimals) < 2 {
		text = dollars(amount)
	}
	return "$" + text
}

func number(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
