// Command cost estimates what a Pulumi program costs on AWS, from its preview, without an account:
//
//	pulumi preview --json --show-sames | cost [-json] [-max DOLLARS [-allow-unpriced TYPES]] [FILE]
//
// It reads the preview from a file or from its input, and prints a table, or JSON with -json. With
// -max it ends with status 1 if the stack costs more than that each month with the most tasks, for use
// in CI, and with status 3 if a resource without a price keeps -max from deciding. What the sum assumes
// is then repeated on the error output. It ends with status 2 if there is no estimate. docs/cost.md
// explains the table.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/knwl-platform/infra/cost"
)

const (
	exitTooExpensive = 1
	exitNoEstimate   = 2
	exitUnpriced     = 3
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

func run(args []string, stdin *os.File, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("cost", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: pulumi preview --json --show-sames | "+
			"cost [-json] [-max DOLLARS [-allow-unpriced TYPES]] [FILE]")
		flags.PrintDefaults()
	}
	asJSON := flags.Bool("json", false, "print JSON instead of tables")
	var limit *float64
	flags.Func("max", "end with status 1 if a month with the most tasks costs more than these `dollars`",
		func(text string) error {
			n, err := strconv.ParseFloat(text, 64)
			if limit = &n; err != nil || !(n >= 0) || math.IsInf(n, 0) { // NaN neither
				return errors.New("must be dollars a month, such as 300")
			}
			return nil
		})
	var allowed []string
	flags.Func("allow-unpriced", "let -max pass although resources of these `types` have no price, joined by commas",
		func(types string) error {
			for typ := range strings.SplitSeq(types, ",") {
				allowed = append(allowed, strings.TrimSpace(typ))
			}
			return nil
		})
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil {
		return exitNoEstimate
	}
	if limit == nil && allowed != nil {
		fmt.Fprintln(stderr, "cost: -allow-unpriced is for -max, which is not set; set it too")
		return exitNoEstimate
	}
	preview, err := read(flags.Args(), stdin)
	if err != nil {
		fmt.Fprintln(stderr, "cost:", err)
		return exitNoEstimate
	}
	estimate := preview.Estimate()
	if err := write(stdout, estimate, *asJSON); err != nil {
		fmt.Fprintln(stderr, "cost:", err)
		return exitNoEstimate
	}
	if limit == nil {
		return 0
	}
	warn(stderr, estimate, allowed)
	return gate(stderr, estimate, *limit, allowed)
}

// read reads the preview from the file that the arguments name, or else from the input.
func read(args []string, stdin *os.File) (*cost.Preview, error) {
	if len(args) > 1 {
		return nil, fmt.Errorf("%q: give one file at most; flags go before it", args)
	}
	input := stdin
	if len(args) == 1 {
		file, err := os.Open(args[0])
		if err != nil {
			return nil, err
		}
		defer file.Close()
		input = file
	} else if info, err := stdin.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		return nil, errors.New("there is no preview; run `pulumi preview --json --show-sames | cost`, or name a file")
	}
	return cost.Read(input)
}

func write(w io.Writer, estimate *cost.Estimate, asJSON bool) error {
	if !asJSON {
		return estimate.Write(w)
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(estimate)
}

// warn says what weakens the check: what the sum assumes, and allowed types of which nothing is unpriced.
func warn(stderr io.Writer, estimate *cost.Estimate, allowed []string) {
	for _, assumption := range estimate.Assumptions {
		fmt.Fprintln(stderr, "cost: -max relies on an assumption:", assumption)
	}
	for _, source := range estimate.Prices {
		if source.Of != source.Region {
			fmt.Fprintln(stderr, "cost: -max relies on prices of another region:", source)
		}
	}
	for _, typ := range allowed {
		if !slices.ContainsFunc(estimate.Unpriced, func(u cost.Unpriced) bool { return u.Type == typ }) {
			fmt.Fprintf(stderr, "cost: -allow-unpriced %q: nothing of this type is unpriced; remove it\n", typ)
		}
	}
}

// gate compares the estimate with the limit. A sum that lacks a price says nothing about the limit, unless
// it is above it already or the types without a price are allowed.
func gate(stderr io.Writer, estimate *cost.Estimate, limit float64, allowed []string) int {
	if most := math.Round(estimate.Total.Most*100) / 100; most > limit { // what the table shows
		fmt.Fprintf(stderr, "cost: $%.2f a month with the most tasks is more than -max $%.2f\n", most, limit)
		return exitTooExpensive
	}
	var unpriced []string
	for _, u := range estimate.Unpriced {
		if !slices.Contains(allowed, u.Type) && !slices.Contains(unpriced, u.Type) {
			unpriced = append(unpriced, u.Type)
		}
	}
	if len(unpriced) > 0 {
		fmt.Fprintf(stderr, "cost: what is unpriced, listed above, may cost more than -max $%.2f allows; "+
			"find out what it costs, and accept it with -allow-unpriced %s\n", limit, strings.Join(unpriced, ","))
		return exitUnpriced
	}
	if n := len(estimate.Unpriced); n > 0 {
		fmt.Fprintf(stderr, "cost: -max does not count what is unpriced (%d, listed above)\n", n)
	}
	return 0
}
