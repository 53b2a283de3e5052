// Package audit writes who changed what and why, in the transaction that changes it, and chains what was written so
// that a later change or a cut-off end is noticed by whoever kept a checkpoint.
package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/id"
	"laurel/internal/store"
)

// Entry is one line: Action in the past tense ("credential.revoked"), Subject the id it happened to. Detail holds ids
// and values, never secrets, answers or passwords.
type Entry struct {
	Action  string
	Subject string
	Partner string
	Reason  string
	Detail  any
}

// Append writes the entry for the actor of ctx.
func Append(ctx context.Context, tx *gorm.DB, now time.Time, e Entry) error {
	detail := []byte("{}")
	if e.Detail != nil {
		var err error
		if detail, err = json.Marshal(e.Detail); err != nil {
			return fmt.Errorf("write audit detail: %w", err)
		}
	}
	who := actor.From(ctx).ID
	if who == "" {
		who = "nobody"
	}
	xid := any(0)
	if store.Postgres(tx) {
		xid = gorm.Expr("pg_current_xact_id()::text::bigint")
	}
	return tx.Exec("insert into audit_entries (id, at, actor, action, subject, partner_id, reason, detail, xid) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		id.New("aud"), now, who, e.Action, e.Subject, e.Partner, e.Reason, string(detail), xid).Error
}

type row struct {
	ID        string
	At        time.Time
	Actor     string
	Action    string
	Subject   string
	PartnerID string
	Reason    string
	Detail    string
	Sequence  int64
	Hash      string
}

// link is the hash of an entry and of everything before it.
func (r row) link(previous string) string {
	text, _ := json.Marshal([]any{previous, r.Sequence, r.ID, r.At.UTC().Format(time.RFC3339Nano), r.Actor, r.Action, r.Subject, r.PartnerID, r.Reason, r.Detail})
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Log seals and verifies the chain.
type Log struct {
	db   *store.DB
	sign func(message []byte) string
}

// NewLog takes the function that signs checkpoints.
func NewLog(db *store.DB, sign func(message []byte) string) *Log { return &Log{db, sign} }

const columns = "id, at, actor, action, subject, partner_id, reason, detail, coalesce(sequence, 0) as sequence, hash"

// Seal chains the entries of transactions older than the oldest still running, so that none can appear in between
// later, and returns how many it chained.
func (l *Log) Seal(ctx context.Context) (int, error) {
	sealed := 0
	err := l.db.Tx(ctx, func(tx *gorm.DB) error {
		older := ""
		if store.Postgres(tx) {
			if err := tx.Exec("select pg_advisory_xact_lock(hashtext('laurel audit sealer'))").Error; err != nil {
				return err
			}
			older = " and xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
		}
		var last row
		if err := tx.Raw("select " + columns + " from audit_entries where sequence is not null order by sequence desc limit 1").Scan(&last).Error; err != nil {
			return err
		}
		var open []row
		if err := tx.Raw("select " + columns + " from audit_entries where sequence is null" + older + " order by id limit 5000").Scan(&open).Error; err != nil {
			return err
		}
		previous, sequence := last.Hash, last.Sequence
		for _, r := range open {
			sequence++
			r.Sequence = sequence
			previous = r.link(previous)
			if err := tx.Exec("update audit_entries set sequence = ?, hash = ? where id = ?", sequence, previous, r.ID).Error; err != nil {
				return err
			}
		}
		sealed = len(open)
		return nil
	})
	return sealed, err
}

// Checkpoint signs the end of the chain, once per sequence; whoever keeps it elsewhere can prove what stood here.
func (l *Log) Checkpoint(ctx context.Context) error {
	return l.db.Tx(ctx, func(tx *gorm.DB) error {
		var last row
		if err := tx.Raw("select " + columns + " from audit_entries where sequence is not null order by sequence desc limit 1").Scan(&last).Error; err != nil || last.Sequence == 0 {
			return err
		}
		now := l.db.Now()
		signature := l.sign([]byte(checkpointText(last.Sequence, last.Hash, now)))
		return tx.Exec("insert into audit_checkpoints (sequence, hash, at, signature) values (?, ?, ?, ?) on conflict (sequence) do nothing",
			last.Sequence, last.Hash, now, signature).Error
	})
}

func checkpointText(sequence int64, hash string, at time.Time) string {
	return fmt.Sprintf("laurel audit checkpoint\n%d\n%s\n%s\n", sequence, hash, at.UTC().Format(time.RFC3339Nano))
}

// Verify walks the chain and the checkpoints and names the first sequence that does not fit; zero means all fits.
func (l *Log) Verify(ctx context.Context) (entries, firstBad int64, err error) {
	err = l.db.Read(ctx, func(tx *gorm.DB) error {
		entries, firstBad = 0, 0
		previous := ""
		for {
			var rows []row
			if err := tx.Raw("select "+columns+" from audit_entries where sequence > ? order by sequence limit 2000", entries).Scan(&rows).Error; err != nil {
				return err
			}
			for _, r := range rows {
				if r.Sequence != entries+1 || r.Hash != r.link(previous) {
					firstBad = entries + 1
					return nil
				}
				entries, previous = r.Sequence, r.Hash
			}
			if len(rows) == 0 {
				break
			}
		}
		var missing []int64
		err := tx.Raw("select c.sequence from audit_checkpoints c left join audit_entries e on e.sequence = c.sequence and e.hash = c.hash where e.id is null order by c.sequence limit 1").Scan(&missing).Error
		if len(missing) > 0 {
			firstBad = missing[0]
		}
		return err
	})
	return entries, firstBad, err
}
