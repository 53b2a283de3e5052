package load

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// PGBench measures what PostgreSQL itself reaches with the least that a save has to do: look whether the attempt is open and in
// time, and write one answer under its number, in one statement and one durable commit.
type PGBench struct {
	program, dir, database string
}

// ErrNoPGBench says that the program pgbench, which comes with PostgreSQL's server packages, is not on this machine.
var ErrNoPGBench = errors.New("pgbench is not on this machine")

const (
	benchTables = `create table bench_attempts (id bigint primary key, state text not null, refuse_after timestamptz not null);
insert into bench_attempts select n, 'in_progress', now() + interval '1 day' from generate_series(1, 20000) n;
create table bench_answers (attempt_id bigint not null references bench_attempts (id), position integer not null, epoch bigint not null, seq bigint not null,
 response text not null, flagged boolean not null, saved_at timestamptz not null, primary key (attempt_id, position));
`
	benchUpsert = `\set a random(1, 20000)
\set p random(1, 60)
insert into bench_answers as r select id, :p, 1, 1, '{"choice":"k3v9x2ma"}', false, clock_timestamp() from bench_attempts
 where id = :a and state = 'in_progress' and refuse_after > clock_timestamp()
 on conflict (attempt_id, position) do update set seq = r.seq + 1, response = excluded.response, saved_at = excluded.saved_at;
`
)

// NewPGBench makes its tables in the database of a ground.
func NewPGBench(ctx context.Context, g *Ground) (*PGBench, error) {
	p := &PGBench{dir: g.Dir(), database: g.DB}
	p.program, _ = exec.LookPath("pgbench")
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench"); p.program == "" && len(found) > 0 {
		p.program = found[len(found)-1]
	}
	if p.program == "" {
		return nil, ErrNoPGBench
	}
	if err := errors.Join(os.WriteFile(p.file("tables.sql"), []byte(benchTables), 0o600), os.WriteFile(p.file("upsert.sql"), []byte(benchUpsert), 0o600)); err != nil {
		return nil, err
	}
	_, err := p.run(ctx, "-n", "-c", "1", "-t", "1", "-f", p.file("tables.sql"))
	return p, err
}

func (p *PGBench) file(name string) string { return filepath.Join(p.dir, name) }

var commits = regexp.MustCompile(`tps = ([0-9.]+)`)

// Saves gives commits a second with so many clients over a time.
func (p *PGBench) Saves(ctx context.Context, clients int, over time.Duration) (float64, error) {
	said, err := p.run(ctx, "-n", "-M", "prepared", "-c", strconv.Itoa(clients), "-j", "2", "-T", strconv.Itoa(int(over.Seconds())), "-f", p.file("upsert.sql"))
	if err != nil {
		return 0, err
	}
	found := commits.FindStringSubmatch(said)
	if found == nil {
		return 0, fmt.Errorf("pgbench said no figure: %s", said)
	}
	return strconv.ParseFloat(found[1], 64)
}

// Paced gives the milliseconds below which 99 of 100 commits stayed when they are due so often a second, counted from when they were due.
func (p *PGBench) Paced(ctx context.Context, clients int, over time.Duration, pace int) (float64, error) {
	prefix := p.file("paced")
	if _, err := p.run(ctx, "-n", "-M", "prepared", "-c", strconv.Itoa(clients), "-j", "2", "-T", strconv.Itoa(int(over.Seconds())), "-R", strconv.Itoa(pace),
		"-l", "--log-prefix", prefix, "-f", p.file("upsert.sql")); err != nil {
		return 0, err
	}
	logs, _ := filepath.Glob(prefix + ".*") // one a thread
	times := &Times{}
	for _, name := range logs {
		text, err := os.ReadFile(name) //nolint:gosec // we named it
		if err != nil {
			return 0, err
		}
		for line := range strings.Lines(string(text)) { // client, number, microseconds, …
			if fields := strings.Fields(line); len(fields) > 2 {
				took, err := strconv.Atoi(fields[2])
				if err != nil {
					return 0, fmt.Errorf("pgbench logged %q: %w", line, err)
				}
				times.Add(time.Duration(took) * time.Microsecond)
			}
		}
	}
	return float64(times.Quantile(0.99).Microseconds()) / 1000, nil
}

func (p *PGBench) run(ctx context.Context, args ...string) (string, error) {
	said, err := exec.CommandContext(ctx, p.program, append(args, p.database)...).CombinedOutput() //nolint:gosec // found above
	if err != nil {
		return "", fmt.Errorf("pgbench: %w: %s", err, said)
	}
	return string(said), nil
}
