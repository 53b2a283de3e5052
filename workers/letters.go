package workers

import (
	"context"

	"laurel/badges"
	"laurel/billing"
	"laurel/exams"
	"laurel/internal/accounts"
	"laurel/internal/outbox"
)

// letters writes to people about what happened. The fact's id becomes the Message-ID, so a letter sent twice is known
// as one.
type letters struct{ s Slices }

func (l letters) send(ctx context.Context, personID string, d accounts.Draft) error {
	person, err := l.s.Accounts.Person(ctx, personID)
	if err != nil {
		return err
	}
	d.To = person
	letter, err := l.s.Accounts.Letters().Write(d)
	if err != nil {
		return err
	}
	return l.s.Courier.Send(ctx, letter)
}

func (l letters) link(path string) string { return l.s.Accounts.Letters().Link(path) }

func (l letters) passwordChanged(ctx context.Context, f accounts.PasswordChanged, r outbox.Record) error {
	return l.send(ctx, f.PersonID, accounts.Draft{ID: r.ID, Name: accounts.LetterPasswordChanged, Data: accounts.Data{"At": f.At, "Link": l.link("/reset")}})
}

func (l letters) sessionEnded(ctx context.Context, f accounts.SessionReused, r outbox.Record) error {
	return l.send(ctx, f.PersonID, accounts.Draft{ID: r.ID, Name: accounts.LetterSessionEnded, Data: accounts.Data{"At": f.At, "Link": l.link("/reset")}})
}

func (l letters) voucherAssigned(ctx context.Context, f billing.VoucherAssigned, r outbox.Record) error {
	partner, err := l.s.Accounts.Partner(ctx, f.PartnerID)
	if err != nil {
		return err
	}
	return l.send(ctx, f.PersonID, accounts.Draft{ID: r.ID, Name: accounts.LetterVoucherAssigned, Data: accounts.Data{
		"Partner": partner.Name, "Exam": f.ExamKey, "ExpiresAt": nil, "Link": l.link("/app/catalogue/" + f.ExamKey),
	}})
}

func (l letters) resultReady(ctx context.Context, f exams.ResultReleased, r outbox.Record) error {
	return l.send(ctx, f.PersonID, accounts.Draft{ID: r.ID, Name: accounts.LetterResultReady, Data: accounts.Data{
		"Exam": f.ExamTitle, "Link": l.link("/app/attempts/" + f.AttemptID + "/result"),
	}})
}

func (l letters) credentialIssued(ctx context.Context, f badges.CredentialIssued, r outbox.Record) error {
	return l.send(ctx, f.PersonID, accounts.Draft{ID: r.ID, Name: accounts.LetterCredentialIssued, Data: accounts.Data{
		"Certification": f.CertificationTitle, "ValidUntil": f.ValidUntil, "Link": l.link("/credentials/" + f.CredentialID),
	}})
}

// teamCredential tells the administrators of the holder's partners, each in a letter of its own.
func (l letters) teamCredential(ctx context.Context, f badges.CredentialIssued, r outbox.Record) error {
	holder, err := l.s.Accounts.Person(ctx, f.PersonID)
	if err != nil {
		return err
	}
	admins, err := l.s.Accounts.AdminsOver(ctx, f.PersonID)
	if err != nil {
		return err
	}
	for _, admin := range admins {
		if admin.ID == f.PersonID {
			continue
		}
		err := l.send(ctx, admin.ID, accounts.Draft{ID: r.ID + "." + admin.ID, Name: accounts.LetterTeamCredential, Data: accounts.Data{
			"Person": holder.Name, "Certification": f.CertificationTitle, "Link": l.link("/app"),
		}})
		if err != nil {
			return err
		}
	}
	return nil
}
