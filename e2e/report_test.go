package e2e

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"
)

// report is what the run measured, printed when it ends.
var report measurements

type measurements struct {
	mu   sync.Mutex // stacks run side by side
	rows []string
}

// add notes one measurement of a stack.
func (m *measurements) add(stack, what, figure string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rows = append(m.rows, fmt.Sprintf("%s\t%s\t%s\t", stack, what, figure))
}

func (m *measurements) took(stack, what string, d time.Duration) {
	m.add(stack, what, fmt.Sprintf("%.1f s", d.Seconds()))
}

func (m *measurements) print(w io.Writer) {
	m.mu.Lock()
	defer m.mu.Unlock()
	slices.SortStableFunc(m.rows, func(a, b string) int { // by stack, in the order of the run
		return strings.Compare(a[:strings.Index(a, "\t")], b[:strings.Index(b, "\t")])
	})
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, row := range m.rows {
		fmt.Fprintln(table, row)
	}
	table.Flush()
}
