package appointments

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/outbox"
)

const windowColumns = `id, exam_key, place, site, zone, opens_at, closes_at, slot_minutes, capacity, lead_minutes, notice_minutes, late_minutes, created_by, created_at`

// Offer makes a window with its slots.
func (s *Service) Offer(ctx context.Context, w Window) (Window, error) {
	now := s.db.Now()
	w.OpensAt, w.ClosesAt = w.OpensAt.UTC().Truncate(time.Minute), w.ClosesAt.UTC().Truncate(time.Minute)
	if err := w.validate(now); err != nil {
		return Window{}, err
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Window, error) {
		c, err := s.exams.Conditions(ctx, tx, w.ExamKey)
		if err != nil {
			return Window{}, err
		}
		if !c.ByAppointment {
			return Window{}, ErrOnDemand
		}
		w.ID, w.CreatedBy, w.CreatedAt, w.Slots = id.New("win"), actor.From(ctx).ID, now, nil
		err = tx.Exec("insert into appointment_windows ("+windowColumns+") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			w.ID, w.ExamKey, w.Place, w.Site, w.Zone, w.OpensAt, w.ClosesAt, w.SlotMinutes, w.Capacity, w.LeadMinutes, w.NoticeMinutes, w.LateMinutes, w.CreatedBy, now).Error
		if err != nil {
			return Window{}, err
		}
		for i := range w.count() {
			from := w.OpensAt.Add(time.Duration(i) * w.length())
			w.Slots = append(w.Slots, Slot{ID: id.New("slt"), WindowID: w.ID, ExamKey: w.ExamKey, StartsAt: from, EndsAt: from.Add(w.length()), Capacity: w.Capacity})
		}
		if err := tx.Table("appointment_slots").Create(&w.Slots).Error; err != nil {
			return Window{}, err
		}
		return w, audit.Append(ctx, tx, now, audit.Entry{Action: "appointment_window.offered", Subject: w.ID, Detail: map[string]any{"exam": w.ExamKey, "slots": len(w.Slots), "capacity": w.Capacity}})
	})
}

// Windows lists the windows of an exam that have not closed, soonest first, with how full their slots are.
func (s *Service) Windows(ctx context.Context, examKey string) ([]Window, error) {
	var out []Window
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		out = nil
		if _, err := s.exams.Conditions(ctx, tx, examKey); err != nil {
			return err
		}
		now := s.db.Now()
		err := tx.Raw("select "+windowColumns+" from appointment_windows where exam_key = ? and closes_at > ? order by opens_at, id limit 100", examKey, now).Scan(&out).Error
		if err != nil {
			return err
		}
		at := map[string]int{}
		for i, w := range out {
			at[w.ID] = i
		}
		var slots []Slot
		err = tx.Raw(`select s.id, s.window_id, s.exam_key, s.starts_at, s.ends_at, s.capacity, s.taken from appointment_slots s
			join appointment_windows w on w.id = s.window_id where s.exam_key = ? and w.closes_at > ? order by s.starts_at, s.id`, examKey, now).Scan(&slots).Error
		for _, slot := range slots {
			if i, ok := at[slot.WindowID]; ok {
				out[i].Slots = append(out[i].Slots, slot)
			}
		}
		return err
	})
	return out, err
}

// Choice is a slot as a candidate sees it.
type Choice struct {
	Slot
	Place         string
	Site          string
	Zone          string
	LeadMinutes   int
	NoticeMinutes int
}

// Choices are the slots of an exam that can be booked now.
func (s *Service) Choices(ctx context.Context, examKey string) ([]Choice, error) {
	var out []Choice
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		out = nil
		if _, err := s.exams.Conditions(ctx, tx, examKey); err != nil {
			return err
		}
		now := s.db.Now()
		var rows []Choice
		err := tx.Raw(`select s.id, s.window_id, s.exam_key, s.starts_at, s.ends_at, s.capacity, s.taken, w.place, w.site, w.zone, w.lead_minutes, w.notice_minutes
			from appointment_slots s join appointment_windows w on w.id = s.window_id where s.exam_key = ? and s.starts_at > ? and s.taken < s.capacity
			order by s.starts_at, s.id limit 1000`, examKey, now).Scan(&rows).Error
		for _, c := range rows {
			if c.StartsAt.After(now.Add(minutes(c.LeadMinutes))) {
				out = append(out, c)
			}
		}
		return err
	})
	return out, err
}
