package outbox

import (
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"laurel/internal/id"
	"laurel/internal/store"
)

// Job is a deed owed to a fact. The row is the truth; a queue only rings the bell for it.
type Job struct {
	ID         string
	FactID     string
	Deed       string
	DueAt      time.Time
	Attempts   int
	Generation int
	LeaseToken string
}

// Jobs gives access to the job table for those who relay and run.
type Jobs struct{ db *store.DB }

// NewJobs opens the table.
func NewJobs(db *store.DB) *Jobs { return &Jobs{db} }

// How long a worker may hold a job, and how often a deed is tried before somebody has to look at it.
const (
	Lease       = 30 * time.Second
	MostRetries = 25
)

// jobsTogether are kept with one statement; databases count parameters.
const jobsTogether = 400

// Relay turns up to limit waiting facts into jobs, one per deed that deeds names for the fact, and returns these jobs.
// Two relays never take the same fact; a fact without deeds is done at once.
func (j *Jobs) Relay(ctx context.Context, limit int, deeds func(fact string) []string) (jobs []Job, more bool, err error) {
	err = j.db.Tx(ctx, func(tx *gorm.DB) error {
		jobs, more = nil, false
		skip := ""
		if store.Postgres(tx) {
			skip = " for update skip locked"
		}
		var records []Record
		if err := tx.Raw("select id, name, payload, at from outbox_facts where relayed_at is null order by id limit ?"+skip, limit).Scan(&records).Error; err != nil {
			return err
		}
		more = len(records) == limit
		jobs = owed(records, j.db.Now(), deeds)
		for some := range slices.Chunk(jobs, jobsTogether) {
			if err := add(tx, some); err != nil {
				return err
			}
		}
		if len(records) == 0 {
			return nil
		}
		ids := make([]string, len(records))
		for i, r := range records {
			ids[i] = r.ID
		}
		return tx.Exec("update outbox_facts set relayed_at = ? where id in ?", j.db.Now(), ids).Error
	})
	return jobs, more, err
}

// owed are the jobs that facts call for.
func owed(facts []Record, now time.Time, deeds func(fact string) []string) []Job {
	var jobs []Job
	for _, f := range facts {
		for _, deed := range deeds(f.Name) {
			jobs = append(jobs, Job{ID: id.New("job"), FactID: f.ID, Deed: deed, DueAt: now})
		}
	}
	return jobs
}

// add keeps jobs with one statement: a crowd that hands in leaves thousands.
func add(tx *gorm.DB, jobs []Job) error {
	var values []any
	for _, job := range jobs {
		values = append(values, job.ID, job.FactID, job.Deed, job.DueAt, job.DueAt)
	}
	rows := strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?, ?), ", len(jobs)), ", ")
	return tx.Exec("insert into outbox_jobs (id, fact_id, deed, due_at, created_at) values "+rows+" on conflict (fact_id, deed) do nothing", values...).Error
}

// Claim takes a due job for one lease and returns it with its fact; ok is false when there is nothing to do: done,
// quarantined, not due, or in somebody else's hands. One that was claimed so often without a word after it has killed
// its workers, and goes into quarantine.
func (j *Jobs) Claim(ctx context.Context, jobID string) (job Job, fact Record, ok bool, err error) {
	err = j.db.Tx(ctx, func(tx *gorm.DB) error {
		now := j.db.Now()
		err := tx.Exec(`update outbox_jobs set quarantined_at = ?, leased_until = null, last_error = case when last_error = '' then 'every worker that took it ended' else last_error end
			where id = ? and done_at is null and quarantined_at is null and attempts >= ? and (leased_until is null or leased_until <= ?)`, now, jobID, MostRetries+5, now).Error
		if err != nil {
			return err
		}
		var jobs []Job
		err = tx.Raw(`update outbox_jobs set lease_token = ?, leased_until = ?, attempts = attempts + 1
			where id = ? and done_at is null and quarantined_at is null and due_at <= ? and (leased_until is null or leased_until <= ?)
			returning id, fact_id, deed, due_at, attempts, generation, lease_token`, id.Token(), now.Add(Lease), jobID, now, now).Scan(&jobs).Error
		if err != nil || len(jobs) == 0 {
			ok = false
			return err
		}
		job, ok = jobs[0], true
		return tx.Raw("select id, name, payload, at from outbox_facts where id = ?", job.FactID).Scan(&fact).Error
	})
	return job, fact, ok, err
}

// Done marks the job, unless its lease has passed to another worker in the meantime.
func (j *Jobs) Done(ctx context.Context, job Job) error {
	return j.db.Tx(ctx, func(tx *gorm.DB) error {
		return tx.Exec("update outbox_jobs set done_at = ?, leased_until = null, last_error = '' where id = ? and lease_token = ? and done_at is null",
			j.db.Now(), job.ID, job.LeaseToken).Error
	})
}

// Failed sets the job down until its next try, or puts it into quarantine with the reason after the last.
func (j *Jobs) Failed(ctx context.Context, job Job, reason string) (quarantined bool, err error) {
	now := j.db.Now()
	var quarantinedAt *time.Time
	if quarantined = job.Attempts >= MostRetries; quarantined {
		quarantinedAt = &now
	}
	reason = told(reason)
	err = j.db.Tx(ctx, func(tx *gorm.DB) error {
		return tx.Exec("update outbox_jobs set due_at = ?, leased_until = null, last_error = ?, quarantined_at = ?, generation = generation + 1 where id = ? and lease_token = ? and done_at is null",
			now.Add(Wait(job.Attempts)), reason, quarantinedAt, job.ID, job.LeaseToken).Error
	})
	return quarantined, err
}

// told makes an error's text such that every database keeps it: no NUL, valid UTF-8, not endless.
func told(reason string) string {
	reason = strings.ReplaceAll(reason, "\x00", "")
	if len(reason) > 2000 {
		reason = reason[:2000]
	}
	return strings.ToValidUTF8(reason, "")
}

// Wait before the next try after so many: 1 s, doubling, at most five minutes, so that twenty-five tries last about an hour and a half.
func Wait(attempts int) time.Duration {
	return min(time.Second<<min(max(attempts-1, 0), 9), 5*time.Minute)
}

// Overdue lists jobs that were due since before and are in nobody's hands, raising their generation so that the bell
// can be rung for them under a new name.
func (j *Jobs) Overdue(ctx context.Context, before time.Time, limit int) ([]Job, error) {
	var jobs []Job
	err := j.db.Tx(ctx, func(tx *gorm.DB) error {
		jobs = nil
		now := j.db.Now()
		skip := ""
		if store.Postgres(tx) {
			skip = " for update skip locked"
		}
		return tx.Raw(`update outbox_jobs set generation = generation + 1 where id in (
				select id from outbox_jobs where done_at is null and quarantined_at is null and due_at <= ? and (leased_until is null or leased_until <= ?) order by due_at limit ?`+skip+`)
			returning id, fact_id, deed, due_at, attempts, generation, lease_token`, before, now, limit).Scan(&jobs).Error
	})
	return jobs, err
}

// Release gives every job in quarantine another round of tries and returns how many it released.
func (j *Jobs) Release(ctx context.Context) (released int64, err error) {
	err = j.db.Tx(ctx, func(tx *gorm.DB) error {
		r := tx.Exec("update outbox_jobs set quarantined_at = null, attempts = 0, due_at = ?, generation = generation + 1 where quarantined_at is not null and done_at is null", j.db.Now())
		released = r.RowsAffected
		return r.Error
	})
	return released, err
}

// Pending counts facts that wait for the relay and jobs that are not done, and jobs in quarantine.
func (j *Jobs) Pending(ctx context.Context) (waiting, quarantined int64, err error) {
	err = j.db.Read(ctx, func(tx *gorm.DB) error {
		return tx.Raw(`select (select count(*) from outbox_facts where relayed_at is null) + (select count(*) from outbox_jobs where done_at is null and quarantined_at is null),
			(select count(*) from outbox_jobs where quarantined_at is not null)`).Row().Scan(&waiting, &quarantined)
	})
	return waiting, quarantined, err
}
