package standards

import (
	"context"
	"encoding/json"
	"slices"

	"gorm.io/gorm"

	"laurel/exams/psychometrics"
	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/id"
	"laurel/internal/outbox"
	"laurel/internal/store"
)

const studyColumns = "s.id, s.exam_key, s.form_id, s.title, s.method, s.state, s.round, s.items, s.opened_by, s.opened_at"

// Open begins a study with the items that the exam, or the form, has now. A given cut is computed at once.
func (s *Service) Open(ctx context.Context, d Draft) (Study, error) {
	if err := d.Validate(); err != nil {
		return Study{}, err
	}
	return outbox.Once(ctx, s.db, func(tx *gorm.DB) (Study, error) {
		items, err := s.exams.Items(ctx, tx, d.ExamKey, d.FormID)
		if err != nil {
			return Study{}, err
		}
		now, me := s.db.Now(), actor.From(ctx).ID
		st := Study{ID: id.New("std"), ExamKey: d.ExamKey, FormID: d.FormID, Title: d.Title, Method: d.Method, State: Rating, Round: 1, Items: items, OpenedBy: me, OpenedAt: now}
		if d.Method == Given && rat(d.GivenCut).Cmp(most(items, nil)) > 0 {
			return Study{}, wrong("given_cut", "out_of_range", "more than 0 and at most everything")
		}
		if err := s.measure(ctx, tx, &st); err != nil {
			return Study{}, err
		}
		if err := insertStudy(tx, st); err != nil {
			return Study{}, err
		}
		for _, person := range slices.Compact(slices.Sorted(slices.Values(d.Judges))) {
			if err := s.seat(ctx, tx, st, person); err != nil {
				return Study{}, err
			}
		}
		if d.Method == Given {
			c := Cut{StudyID: st.ID, Round: 1, Cause: CutGiven, Cut: rat(d.GivenCut).RatString(), Most: most(items, nil).RatString(), Formula: "given"}
			if st.State, err = Computed, s.keepCut(ctx, tx, c); err != nil {
				return Study{}, err
			}
		}
		return st, audit.Append(ctx, tx, now, audit.Entry{Action: "standard.opened", Subject: st.ID, Detail: map[string]string{"exam": d.ExamKey, "form": d.FormID, "method": string(d.Method)}})
	})
}

// measure adds what attempts tell of the items: facility for the feedback, and for bookmarks the place in the booklet.
func (s *Service) measure(ctx context.Context, tx *gorm.DB, st *Study) error {
	if st.Method == Given {
		return nil
	}
	var forms []string
	if st.FormID != "" {
		forms = []string{st.FormID}
	}
	sat, err := s.exams.Sat(ctx, tx, st.ExamKey, forms...)
	if err != nil {
		return err
	}
	column := map[string]int{}
	for i, it := range sat.Matrix.Items {
		column[it.ID] = i
	}
	report, places := sat.Matrix.Analyse(0.5, nil), []psychometrics.Figure{}
	if st.Method == Bookmark {
		places = sat.Matrix.Places()
	}
	for i := range st.Items {
		at, met := column[st.Items[i].VersionID]
		if !met {
			continue
		}
		if p, known := report.Items[at].Facility.Known(); known {
			st.Items[i].Facility, st.Items[i].FacilityN = decimal(p, 4), report.Items[at].Facility.N
		}
		if st.Method == Bookmark {
			if p, known := places[at].Known(); known {
				st.Items[i].Place = decimal(p, 4)
			}
		}
	}
	if st.Method == Bookmark && len(booklet(st.Items)) < leastBooklet {
		return ErrNoPlaces
	}
	return nil
}

// leastBooklet is the fewest items that a bookmark can be placed among.
const leastBooklet = 5

func insertStudy(tx *gorm.DB, st Study) error {
	items, err := json.Marshal(st.Items)
	if err != nil {
		return err
	}
	state := st.State
	if st.Method == Given {
		state = Computed
	}
	return tx.Exec("insert into standards_studies (id, exam_key, form_id, title, method, state, round, items, opened_by, opened_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		st.ID, st.ExamKey, st.FormID, st.Title, st.Method, state, st.Round, string(items), st.OpenedBy, st.OpenedAt).Error
}

// Studies lists the studies of an exam, newest first; with "" those that the caller judges.
func (s *Service) Studies(ctx context.Context, examKey string) ([]Study, error) {
	var out []Study
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		if examKey != "" {
			return tx.Raw("select "+studyColumns+" from standards_studies s where s.exam_key = ? order by s.id desc limit 200", examKey).Scan(&out).Error
		}
		return tx.Raw("select "+studyColumns+` from standards_studies s join standards_judges j on j.study_id = s.id
			where j.person_id = ? order by s.id desc limit 200`, actor.From(ctx).ID).Scan(&out).Error
	})
	return out, err
}

func studyOf(tx *gorm.DB, studyID string) (Study, error) {
	var st Study
	err := tx.Raw("select "+studyColumns+" from standards_studies s where s.id = ?", studyID).Take(&st).Error
	return st, store.Found(err, ErrNothing)
}

// hold reads a study and keeps everybody else off it until the transaction ends.
func hold(tx *gorm.DB, studyID string) (Study, error) {
	if err := tx.Exec("update standards_studies set round = round where id = ?", studyID).Error; err != nil {
		return Study{}, err
	}
	return studyOf(tx, studyID)
}

// change holds a study and does something to it.
func (s *Service) change(ctx context.Context, studyID string, do func(tx *gorm.DB, st Study) error) error {
	return s.db.Tx(ctx, func(tx *gorm.DB) error {
		st, err := hold(tx, studyID)
		if err != nil {
			return err
		}
		return do(tx, st)
	})
}
