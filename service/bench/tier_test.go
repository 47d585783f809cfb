package bench

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// BenchmarkTier measures the CPU time of the service and of PostgreSQL for a search and for a new
// document, with the connections of a task. Unlike a rate, it does not depend on what else the machine
// does. docs/scaling.md computes from it what an instance class can do.
func BenchmarkTier(b *testing.B) {
	const connections = 4
	for _, documents := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint("documents=", documents), func(b *testing.B) {
			env := backends[1].database(b) + "&pool_max_conns=" + strconv.Itoa(connections)
			store, err := backends[1].open(b.Context(), env)
			if err != nil {
				b.Fatal(err)
			}
			defer store.Close()
			zipf.load(b, store, "t1", documents)
			s := start(b, env)
			database := connect(b, strings.TrimPrefix(env, "DATABASE_URL="))
			for name, operation := range map[string]func(*rand.Rand) error{
				"search": overHTTP(b, zipf, s),
				"add": func(r *rand.Rand) error {
					body := fmt.Sprintf(`{"title":"document %d","content":%q,"tags":["a"]}`, r.IntN(size), zipf.document(r))
					return send(b.Context(), "POST", s.url+path, body, http.StatusCreated)
				},
			} {
				b.Run(name, func(b *testing.B) {
					service, server := cpuTime(b, s.Process.Pid), cpuTime(b, database.processes(b)...)
					measure(b, 64, operation)
					perOperation := func(t time.Duration) float64 { return float64(t.Microseconds()) / float64(b.N) }
					b.ReportMetric(perOperation(cpuTime(b, s.Process.Pid)-service), "service-cpu-us")
					b.ReportMetric(perOperation(cpuTime(b, database.processes(b)...)-server), "database-cpu-us")
					b.ReportMetric(database.megabytes(b), "database-MB")
				})
			}
		})
	}
}

// database is a connection to the PostgreSQL server.
type database struct{ *pgx.Conn }

func connect(b *testing.B, url string) database {
	b.Helper()
	url, _, _ = strings.Cut(url, "&pool_max_conns")
	conn, err := pgx.Connect(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close(b.Context()) })
	return database{conn}
}

// processes returns the server's processes.
func (d database) processes(b *testing.B) []int {
	b.Helper()
	rows, err := d.Query(b.Context(), `SELECT pid FROM pg_stat_activity`)
	if err != nil {
		b.Fatal(err)
	}
	pids, err := pgx.CollectRows(rows, pgx.RowTo[int])
	if err != nil {
		b.Fatal(err)
	}
	return pids
}

func (d database) megabytes(b *testing.B) float64 {
	b.Helper()
	var bytes int64
	if err := d.QueryRow(b.Context(), `SELECT pg_database_size(current_database())`).Scan(&bytes); err != nil {
		b.Fatal(err)
	}
	return float64(bytes) / 1e6
}

// cpuTime returns the CPU time that processes have used.
func cpuTime(b *testing.B, pids ...int) (total time.Duration) {
	b.Helper()
	for _, pid := range pids {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			b.Fatal(err)
		}
		fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')'):]))
		for _, ticks := range fields[12:14] { // of the program and of the kernel, 100 a second
			n, err := strconv.Atoi(ticks)
			if err != nil {
				b.Fatal(err)
			}
			total += time.Duration(n) * 10 * time.Millisecond
		}
	}
	return total
}
