// Command prices renews cost/prices.csv from AWS's public price lists, which need no account:
//
//	go -C tools run ./prices us-east-1 eu-west-1
//
// It finds the prices that cost/catalog.csv names. If it does not find all of them for all regions, or
// finds two amounts for one, it says which and changes nothing.
package main

import (
	"cmp"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// source is what prices.csv says about prices from here.
const source = "AWS price list"

func main() {
	base := flag.String("base", "https://pricing.us-east-1.amazonaws.com", "the `URL` of the price lists")
	dir := flag.String("dir", "../cost", "the `directory` of catalog.csv and prices.csv")
	flag.Parse()
	if err := run(*base, *dir, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "prices:", err)
		os.Exit(1)
	}
}

func run(base, dir string, regions []string) error {
	if len(regions) == 0 {
		return errors.New("no region; name the regions, such as us-east-1")
	}
	entries, err := readCatalog(filepath.Join(dir, "catalog.csv"))
	if err != nil {
		return err
	}
	file := filepath.Join(dir, "prices.csv")
	rows, err := readCSV(file)
	if err != nil {
		return err
	}
	var errs []error
	for _, region := range regions {
		found, err := regionPrices(base, region, entries)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", region, err))
			continue
		}
		kept := slices.DeleteFunc(rows[1:], func(row []string) bool { return row[0] == region })
		rows = append(rows[:1:1], append(kept, found...)...)
	}
	if len(errs) > 0 {
		return errors.Join(errs...)
	}
	slices.SortFunc(rows[1:], func(a, b []string) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[3], b[3]))
	})
	return writeCSV(file, rows)
}

// regionPrices returns the rows of prices.csv for a region.
func regionPrices(base, region string, entries []entry) (rows [][]string, err error) {
	byOffer := map[string][]entry{}
	var offers []string
	for _, e := range entries {
		if byOffer[e.offer] == nil {
			offers = append(offers, e.offer)
		}
		byOffer[e.offer] = append(byOffer[e.offer], e)
	}
	var errs []error
	for _, offer := range offers {
		l, err := download(base, offer, region, byOffer[offer])
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", offer, err))
			continue
		}
		for _, e := range byOffer[offer] {
			prices, err := l.prices(e)
			if err != nil {
				errs = append(errs, err)
			}
			for code, usd := range prices {
				rows = append(rows, []string{region, l.date, source, code, strconv.FormatFloat(usd, 'f', -1, 64)})
			}
		}
	}
	return rows, errors.Join(errs...)
}

// download reads the list of an offer for a region, or the list for all regions if the offer has no
// regions, as Route 53.
func download(base, offer, region string, entries []entry) (*list, error) {
	for _, path := range []string{"/current/" + region + "/index.json", "/current/index.json"} {
		response, err := http.Get(base + "/offers/v1.0/aws/" + offer + path)
		if err != nil {
			return nil, err
		}
		defer response.Body.Close()
		switch response.StatusCode {
		case http.StatusOK:
			return readList(response.Body, entries)
		case http.StatusNotFound, http.StatusForbidden: // what S3 answers for a file that does not exist
		default:
			return nil, errors.New(response.Status)
		}
	}
	return nil, errors.New("there is no such price list")
}

func readCSV(file string) ([][]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return csv.NewReader(f).ReadAll()
}

func writeCSV(file string, rows [][]string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	return errors.Join(csv.NewWriter(f).WriteAll(rows), f.Close())
}
