package workers

import (
	"context"
	"strings"

	"laurel/internal/accounts"
	"laurel/internal/cases"
	"laurel/internal/outbox"
)

func (l letters) caseLink(number string) string { return l.link("/app/cases/" + number) }

func (l letters) caseHeld(ctx context.Context, f cases.HoldPlaced, r outbox.Record) error {
	a, err := l.s.Cases.Closing(ctx, f.Number)
	if err != nil {
		return err
	}
	return l.send(ctx, f.PersonID, accounts.Draft{ID: r.ID, Name: accounts.LetterCaseHeld, Data: accounts.Data{
		"Number": f.Number, "Exam": a.Exam, "Link": l.caseLink(f.Number),
	}})
}

// caseDecided writes first and notes afterwards that the window runs: nobody's window begins before their letter went out.
func (l letters) caseDecided(ctx context.Context, f cases.CaseDecided, r outbox.Record) error {
	a, due, err := l.s.Cases.Announce(ctx, f.Number)
	if err != nil || !due {
		return err
	}
	var until any
	if !a.AppealUntil.IsZero() {
		until = a.AppealUntil
	}
	if f.PersonID == "" { // a leak concerns nobody by name
		return l.s.Cases.Notified(ctx, f.Number, a.AppealUntil)
	}
	err = l.send(ctx, f.PersonID, accounts.Draft{ID: r.ID, Name: accounts.LetterCaseDecided, Data: accounts.Data{
		"Number": f.Number, "Exam": a.Exam, "Notice": a.Notice, "Decision": sanctionWords(a.Sanction), "AppealUntil": until, "Link": l.caseLink(f.Number),
	}})
	if err != nil {
		return err
	}
	return l.s.Cases.Notified(ctx, f.Number, a.AppealUntil)
}

func (l letters) caseClosed(ctx context.Context, f cases.CaseClosed, r outbox.Record) error {
	if f.PersonID == "" {
		return nil
	}
	a, err := l.s.Cases.Closing(ctx, f.Number)
	if err != nil {
		return err
	}
	lines := sanctionWords(a.Sanction)
	if a.State == cases.Dismissed {
		lines = []string{"The case is closed. Nothing follows from it."}
		if !a.AppealUntil.IsZero() {
			lines = append(lines, "You may appeal until "+a.AppealUntil.UTC().Format("2 January 2006, 15:04 UTC")+": two other people decide then.")
		}
	}
	return l.send(ctx, f.PersonID, accounts.Draft{ID: r.ID, Name: accounts.LetterCaseClosed, Data: accounts.Data{
		"Number": f.Number, "Exam": a.Exam, "Notice": a.Notice, "Decision": lines, "Link": l.caseLink(f.Number),
	}})
}

// sanctionWords says a ruling in sentences.
func sanctionWords(s cases.Sanction) []string {
	var lines []string
	if s.Void {
		lines = append(lines, "The attempt is annulled; a pass and what came of it are withdrawn.")
	}
	if len(s.Revoke) > 0 {
		lines = append(lines, "Your credential is revoked.")
	}
	if s.BarUntil != nil {
		of := strings.Join(s.BarExams, ", ")
		if of == cases.AllExams {
			of = "any exam"
		}
		lines = append(lines, "You may not sit "+of+" until "+s.BarUntil.UTC().Format("2 January 2006, 15:04 UTC")+".")
	}
	if s.WaiveRetake {
		lines = append(lines, "You may sit the exam again at once; this attempt does not count.")
	}
	if len(lines) == 0 {
		lines = append(lines, "Nothing is taken from you: your result stands.")
	}
	return lines
}
