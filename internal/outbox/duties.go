package outbox

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/id"
	"laurel/internal/store"
)

// Duties remembers when each calendar duty ran, so that of many schedulers one runs it.
type Duties struct{ db *store.DB }

// NewDuties opens the table.
func NewDuties(db *store.DB) *Duties { return &Duties{db} }

// Claim takes a duty whose last run is at least every ago; of several callers one gets ok. The lease lets another take
// over when this one dies.
func (d *Duties) Claim(ctx context.Context, name string, every, lease time.Duration) (token string, ok bool, err error) {
	token = id.Token()
	err = d.db.Tx(ctx, func(tx *gorm.DB) error {
		now := d.db.Now()
		if err := tx.Exec("insert into outbox_duties (name, last_run) values (?, ?) on conflict (name) do nothing", name, time.Unix(0, 0).UTC()).Error; err != nil {
			return err
		}
		r := tx.Exec("update outbox_duties set last_run = ?, lease_token = ?, leased_until = ? where name = ? and last_run <= ? and (leased_until is null or leased_until <= ?)",
			now, token, now.Add(lease), name, now.Add(-every), now)
		ok = r.RowsAffected == 1
		return r.Error
	})
	return token, ok, err
}

// Finish gives the duty back and keeps what went wrong, if anything.
func (d *Duties) Finish(ctx context.Context, name, token, fault string) error {
	return d.db.Tx(ctx, func(tx *gorm.DB) error {
		return tx.Exec("update outbox_duties set leased_until = null, last_error = ? where name = ? and lease_token = ?", told(fault), name, token).Error
	})
}
