package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// entry is a row of catalog.csv: a price, and where it is in AWS's lists.
type entry struct {
	code, offer string
	// usage matches the usage type. A group in it is the last part of the code.
	usage *regexp.Regexp
	// attribute and value, if any, are what a product must have.
	attribute, value string
	// factor makes the unit of the list that of the catalog, such as a million requests.
	factor float64
}

// place is the prefix of a usage type outside us-east-1, such as EU-, APN2- or sa-east-1-.
const place = `(?:EU-|[A-Z]{2,4}[0-9]-|[a-z]{2}(?:-[a-z]+)+-[0-9]-)?`

func readCatalog(file string) (entries []entry, err error) {
	rows, err := readCSV(file)
	if err != nil {
		return nil, err
	}
	for _, row := range rows[1:] {
		usage, err := regexp.Compile("^" + place + "(?:" + row[4] + ")$")
		if err != nil {
			return nil, fmt.Errorf("%s: %w", row[0], err)
		}
		e := entry{code: row[0], offer: row[3], usage: usage}
		e.attribute, e.value, _ = strings.Cut(row[5], "=")
		if e.factor, err = strconv.ParseFloat(row[6], 64); err != nil {
			return nil, fmt.Errorf("%s: factor: %w", row[0], err)
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// codeOf returns the code of a product's price, or "".
func (e entry) codeOf(p product) string {
	groups := e.usage.FindStringSubmatch(p.Attributes["usagetype"])
	if groups == nil || e.attribute != "" && p.Attributes[e.attribute] != e.value {
		return ""
	}
	if len(groups) > 1 {
		return strings.TrimSuffix(e.code, "*") + groups[1]
	}
	return e.code
}

// product is what AWS sells.
type product struct {
	SKU        string            `json:"sku"`
	Attributes map[string]string `json:"attributes"`
}

// term is the prices of a product, by tier.
type term struct {
	PriceDimensions map[string]struct {
		BeginRange   string            `json:"beginRange"`
		PricePerUnit map[string]string `json:"pricePerUnit"`
	} `json:"priceDimensions"`
}

// usd returns the price of the first tier that is not free.
func (t term) usd() (usd float64, err error) {
	first := math.Inf(1)
	for _, d := range t.PriceDimensions {
		begin, errBegin := strconv.ParseFloat(d.BeginRange, 64)
		price, errPrice := strconv.ParseFloat(d.PricePerUnit["USD"], 64)
		if err := errors.Join(errBegin, errPrice); err != nil {
			return 0, err
		}
		if price > 0 && begin < first {
			first, usd = begin, price
		}
	}
	return usd, nil
}

// list is the part of a price list that the catalog names.
type list struct {
	date     string
	products map[string]product // by SKU
	terms    map[string][]term  // on demand, by SKU
}

// readList reads a price list. It keeps only the wanted products, because some lists have hundreds of
// megabytes.
func readList(r io.Reader, wanted []entry) (*list, error) {
	l := &list{products: map[string]product{}, terms: map[string][]term{}}
	decoder := json.NewDecoder(r)
	err := object(decoder, func(key string) error {
		switch key {
		case "publicationDate":
			err := decoder.Decode(&l.date)
			l.date, _, _ = strings.Cut(l.date, "T")
			return err
		case "products":
			return object(decoder, func(sku string) error {
				var p product
				err := decoder.Decode(&p)
				if slices.ContainsFunc(wanted, func(e entry) bool { return e.codeOf(p) != "" }) {
					l.products[sku] = p
				}
				return err
			})
		case "terms":
			return object(decoder, func(kind string) error {
				if kind != "OnDemand" {
					return skip(decoder)
				}
				return object(decoder, func(sku string) error {
					if _, kept := l.products[sku]; !kept {
						return skip(decoder)
					}
					return object(decoder, func(string) error {
						var t term
						err := decoder.Decode(&t)
						l.terms[sku] = append(l.terms[sku], t)
						return err
					})
				})
			})
		default:
			return skip(decoder)
		}
	})
	return l, err
}

// prices returns the prices of an entry by code.
func (l *list) prices(e entry) (map[string]float64, error) {
	found := map[string]float64{}
	for sku, p := range l.products {
		code := e.codeOf(p)
		if code == "" {
			continue
		}
		for _, t := range l.terms[sku] {
			usd, err := t.usd()
			if err != nil {
				return nil, fmt.Errorf("%s, SKU %s: %w", code, sku, err)
			}
			usd = math.Round(usd*e.factor*1e6) / 1e6
			if usd == 0 {
				continue
			}
			if other, seen := found[code]; seen && other != usd {
				return nil, fmt.Errorf("%s: the list has $%v and $%v; make its row in catalog.csv stricter", code, other, usd)
			}
			found[code] = usd
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s: not in the list; correct its row in catalog.csv", e.code)
	}
	return found, nil
}

// object calls f for each key of an object. f reads the value.
func object(d *json.Decoder, f func(key string) error) error {
	if start, err := d.Token(); err != nil || start != json.Delim('{') {
		return errors.Join(err, errors.New("the price list has another format"))
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		if err := f(key.(string)); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

// skip reads a value without keeping it.
func skip(d *json.Decoder) error {
	for depth := 0; ; {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}
