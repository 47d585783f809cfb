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

// report holds the measurements of the run, which are printed at its end.
var report measurements

type measurements struct {
	mu   sync.Mutex // stacks run side by side
	rows []measurement
}

type measurement struct{ stack, what, figure string }

// add records one measurement of a stack.
func (m *measurements) add(stack, what, figure string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rows = append(m.rows, measurement{stack, what, figure})
}

func (m *measurements) took(stack, what string, d time.Duration) {
	m.add(stack, what, fmt.Sprintf("%.1f s", d.Seconds()))
}

func (m *measurements) print(w io.Writer) {
	m.mu.Lock()
	defer m.mu.Unlock()
	// Stable, so that the measurements of a stack stay in the order in which they were made.
	slices.SortStableFunc(m.rows, func(a, b measurement) int { return strings.Compare(a.stack, b.stack) })
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, row := range m.rows {
		fmt.Fprintf(table, "%s\t%s\t%s\t\n", row.stack, row.what, row.figure)
	}
	table.Flush()
}
