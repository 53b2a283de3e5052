package exams

import (
	"context"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/audit"
	"laurel/internal/fault"
	"laurel/internal/id"
	"laurel/internal/outbox"
)

const externalColumns = `e.id, e.source_id, s.key as source_key, s.title as source_title, e.source_ref, e.supersedes, e.person_id, e.exam_key, e.form, e.score, e.max,
	e.scaled_score, e.decision, e.incident, e.taken_at, e.content, e.pass_id, e.created_at, exists (select 1 from external_results n where n.supersedes = e.id) as superseded`

const externalFrom = " from external_results e join result_sources s on s.id = e.source_id "

// Receive keeps a result that a source delivered and makes true what follows from it: a pass leads to what a pass of our own does, a
// correction takes back or gives. The same reference with the same content is the same result; with another it is ErrExternalReuse.
func (s *Service) Receive(ctx context.Context, src Source, d Delivered) (External, bool, error) {
	var out External
	fresh := false
	err := s.db.Tx(ctx, func(tx *gorm.DB) error {
		out, fresh = External{}, false
		exam, personID, err := s.placed(ctx, tx, d)
		if err != nil {
			return err
		}
		if err := lockCandidacy(tx, personID, d.Exam); err != nil {
			return err
		}
		content, err := d.content(personID)
		if err != nil {
			return err
		}
		same, err := externalBy(tx, "e.source_id = ? and e.source_ref = ?", src.ID, d.SourceRef)
		if err != nil {
			return err
		}
		if same != nil {
			out = *same
			if same.Content != content {
				return ErrExternalReuse.And("result", same.ID)
			}
			return nil
		}
		next := External{
			ID: id.New("ext"), SourceID: src.ID, SourceKey: src.Key, SourceTitle: src.Title, SourceRef: d.SourceRef, PersonID: personID, ExamKey: d.Exam, Form: d.Form,
			Score: d.Score, Max: d.Max, ScaledScore: d.ScaledScore, Decision: d.Decision, Incident: d.Incident, TakenAt: d.TakenAt.UTC(), Content: content, CreatedAt: s.db.Now(),
		}
		old, err := superseded(tx, src, d, personID)
		if err != nil {
			return err
		}
		out, fresh = next.after(old), true
		if err := keepExternal(ctx, tx, out); err != nil {
			return err
		}
		return s.tellExternal(ctx, tx, exam, out, old)
	})
	return out, fresh, err
}

// after links a result to the one that it corrects.
func (e External) after(old *External) External {
	if old != nil {
		e.Supersedes = old.ID
	}
	if e.Decision == Pass {
		e.PassID = e.ID
		if old != nil && old.Decision == Pass {
			e.PassID = old.PassID
		}
	}
	return e
}

// placed finds the exam and the person, and refuses what cannot be.
func (s *Service) placed(ctx context.Context, tx *gorm.DB, d Delivered) (Document, string, error) {
	exam, err := publishedOf(tx, d.Exam)
	unknown := err != nil && fault.Of(err).Kind == fault.NotFound
	if err != nil && !unknown {
		return exam, "", err
	}
	f := d.faults(exam.Scoring.Scale, s.db.Now())
	f.unless(!unknown, "exam", "unknown", "the key of a published exam")
	if len(f) > 0 {
		return exam, "", f.err(ErrExternalInput)
	}
	personID, err := s.candidates.PersonNamed(ctx, tx, d.Person, d.Email)
	if err == nil && personID == "" {
		field := "candidate.email"
		if d.Person != "" {
			field = "candidate.person"
		}
		err = ErrExternalInput.With(fault.Field{Field: field, Code: "unknown", Detail: "nobody here goes by that"})
	}
	return exam, personID, err
}

// superseded finds what a result corrects: a result of the same source that nothing has corrected yet.
func superseded(tx *gorm.DB, src Source, d Delivered, personID string) (*External, error) {
	if d.Supersedes == "" {
		return nil, nil
	}
	old, err := externalBy(tx, "e.source_id = ? and e.source_ref = ?", src.ID, d.Supersedes)
	if err != nil {
		return nil, err
	}
	if old == nil {
		return nil, ErrExternalInput.With(fault.Field{Field: "supersedes", Code: "unknown", Detail: "the reference of a result of this source"})
	}
	if old.Superseded {
		return nil, ErrSuperseding.And("result", old.ID)
	}
	return old, d.corrects(*old, personID)
}

func externalBy(tx *gorm.DB, where string, args ...any) (*External, error) {
	var rows []External
	err := tx.Raw("select "+externalColumns+externalFrom+"where "+where, args...).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

func keepExternal(ctx context.Context, tx *gorm.DB, e External) error {
	by := actor.From(ctx).ID
	if by == "" {
		by = "source:" + e.SourceKey
	}
	err := tx.Exec(`insert into external_results (id, source_id, source_ref, supersedes, person_id, exam_key, form, score, max, scaled_score, decision, incident, taken_at, content,
		pass_id, received_by, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.ID, e.SourceID, e.SourceRef, e.Supersedes, e.PersonID, e.ExamKey, e.Form, e.Score, e.Max, e.ScaledScore, e.Decision, e.Incident, e.TakenAt, e.Content,
		e.PassID, by, e.CreatedAt).Error
	if err != nil {
		return err
	}
	return audit.Append(ctx, tx, e.CreatedAt, audit.Entry{Action: "external_result.received", Subject: e.ID, Detail: map[string]string{"source": e.SourceKey, "ref": e.SourceRef, "supersedes": e.Supersedes}})
}

// tellExternal says what became true: a pass where there was none, or none where there was one.
func (s *Service) tellExternal(ctx context.Context, tx *gorm.DB, exam Document, e External, old *External) error {
	var facts []outbox.Fact
	passed := old != nil && old.Decision == Pass
	switch {
	case e.Decision == Pass && !passed:
		facts = append(facts, ExternalPassed{
			ResultID: e.ID, PersonID: e.PersonID, ExamKey: e.ExamKey, CertificationKey: exam.Certification, Source: e.SourceTitle, SourceRef: e.SourceRef, ScaledScore: e.ScaledScore, At: e.TakenAt,
		})
	case e.Decision == Fail && passed:
		facts = append(facts, PassWithdrawn{
			AttemptID: old.PassID, PersonID: e.PersonID, ExamKey: e.ExamKey, CertificationKey: exam.Certification, Reason: WithdrawnExternal, At: e.CreatedAt,
		})
	}
	if e.Incident != "" {
		facts = append(facts, ExternalIncident{ResultID: e.ID, PersonID: e.PersonID, ExamKey: e.ExamKey, Source: e.SourceTitle, Incident: e.Incident, At: e.CreatedAt})
	}
	return outbox.Append(ctx, tx, e.CreatedAt, facts...)
}

// Externals asks for results from outside, newest first. Empty members ask nothing.
type Externals struct {
	PersonID, Source, Exam string
	After                  string
	Limit                  int
}

// Externals lists results. Whose may be seen is the caller's to ask.
func (s *Service) Externals(ctx context.Context, q Externals) ([]External, error) {
	var out []External
	err := s.db.Read(ctx, func(tx *gorm.DB) error {
		out = nil
		return tx.Raw("select "+externalColumns+externalFrom+`where (? = '' or e.person_id = ?) and (? = '' or s.key = ?) and (? = '' or e.exam_key = ?)
			and (? = '' or e.id < ?) order by e.id desc limit ?`, q.PersonID, q.PersonID, q.Source, q.Source, q.Exam, q.Exam, q.After, q.After, q.Limit).Scan(&out).Error
	})
	return out, err
}

// externalSittings are the results from outside that the retake policy looks at: those that stand.
func externalSittings(tx *gorm.DB, personID, examKey string) ([]Sitting, error) {
	var rows []struct {
		TakenAt  time.Time
		Decision string
	}
	err := tx.Raw(`select taken_at, decision from external_results e where person_id = ? and exam_key = ?
		and not exists (select 1 from external_results n where n.supersedes = e.id) order by taken_at, id`, personID, examKey).Scan(&rows).Error
	out := make([]Sitting, len(rows))
	for i, r := range rows {
		at := r.TakenAt.UTC()
		out[i] = Sitting{StartedAt: at, ClosedAt: &at, Passed: r.Decision == Pass}
	}
	return out, err
}
