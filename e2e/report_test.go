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
	rows []measurement
}

type measurement struct{ stack, what, figure string }

// add notes one measurement of a stack.
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
	slices.SortStableFunc(
		m.rows,
		func(a, b measurement) int { return strings.Compare(a.stack, b.stack) },
	) // each in the order of its run
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, row := range m.rows {
		fmt.Fprintf(table, "%s\t%s\t%s\t\n", row.stack, row.what, row.figure)
	}
	table.Flush()
}
