package workers

import (
	"context"

	"laurel/badges"
	"laurel/billing"
	"laurel/exams"
	"laurel/internal/accounts"
	"laurel/internal/appointments"
	"laurel/internal/audit"
	"laurel/internal/banks"
	"laurel/internal/cases"
	"laurel/internal/labs"
	"laurel/internal/mail"
	"laurel/internal/marking"
	"laurel/internal/outbox"
	"laurel/internal/proctoring"
	"laurel/internal/statistics"
	"laurel/internal/tiers"
	"laurel/internal/webhooks"
	"laurel/lms"
)

// Slices are those that deeds and duties are asked of. Sandbox is nil where no sandbox provider plays along.
type Slices struct {
	Statistics *statistics.Service
	Accounts   *accounts.Service
	Banks      *banks.Service
	Exams      *exams.Service
	Marking    *marking.Service
	Proctoring *proctoring.Service
	Labs       *labs.Service
	LMS        *lms.Service
	Badges     *badges.Service
	Billing    *billing.Service
	Tiers      *tiers.Service
	Webhooks   *webhooks.Service
	Cases      *cases.Service
	Sandbox    interface {
		Deliver(ctx context.Context) (int, error)
	}
	Audit   *audit.Log
	Courier mail.Courier

	Appointments *appointments.Service
}

// reaction is one deed that one fact leads to. The deed's name is stored with jobs: it may not change while any waits.
type reaction struct {
	fact, deed string
	do         func(ctx context.Context, r outbox.Record) error
}

func on[F outbox.Fact](deed string, do func(ctx context.Context, fact F, r outbox.Record) error) reaction {
	var f F
	return reaction{f.FactName(), deed, func(ctx context.Context, r outbox.Record) error {
		fact, err := outbox.Decode[F](r)
		if err != nil {
			return err
		}
		return do(ctx, fact, r)
	}}
}

// reactions is the page: which fact leads to which deed. Each line runs, fails and is tried again alone, and may run twice.
func reactions(s Slices) []reaction {
	l := letters{s}
	return []reaction{
		on("mail invitation", func(ctx context.Context, f accounts.InvitationCreated, _ outbox.Record) error {
			return s.Accounts.SendInvitation(ctx, f.InvitationID)
		}),
		on("mail password reset", func(ctx context.Context, f accounts.PasswordResetRequested, _ outbox.Record) error {
			return s.Accounts.SendReset(ctx, f.ResetID)
		}),
		on("mail code of address", func(ctx context.Context, f accounts.MailProofAsked, _ outbox.Record) error {
			return s.Accounts.SendMailCode(ctx, f.ProofID)
		}),
		on("mail code of domain", func(ctx context.Context, f accounts.DomainProofAsked, _ outbox.Record) error {
			return s.Accounts.SendDomainCode(ctx, f.DomainID)
		}),
		on("tell affiliation conflict", func(ctx context.Context, f accounts.AffiliationConflict, r outbox.Record) error {
			for _, e := range affiliationConflicts(f, r) {
				if err := s.Webhooks.Notify(ctx, e); err != nil {
					return err
				}
			}
			return nil
		}),
		on("mail affiliation conflict", l.affiliationConflict),
		on("mail address changed", func(ctx context.Context, f accounts.MailChanged, r outbox.Record) error {
			return s.Accounts.SendMailNotice(ctx, f, r.ID)
		}),
		on("mail password changed", l.passwordChanged),
		on("mail session ended", l.sessionEnded),
		on("note person", func(ctx context.Context, f accounts.PersonChanged, _ outbox.Record) error {
			return s.Tiers.NotePerson(ctx, tiers.Person{ID: f.PersonID, Name: f.Name, Email: f.Email, Country: f.Country, Version: f.Version})
		}),
		on("note partner", func(ctx context.Context, f accounts.PartnerChanged, _ outbox.Record) error {
			return s.Tiers.NotePartner(ctx, tiers.Partner{
				ID: f.PartnerID, ExternalID: f.ExternalID, Name: f.Name, Country: f.Country, ParentID: f.ParentID, Programs: f.Programs, JoinedAt: f.JoinedAt, Version: f.Version,
			})
		}),
		on("note affiliation", func(ctx context.Context, f accounts.AffiliationChanged, _ outbox.Record) error {
			return s.Tiers.NoteAffiliation(ctx, tiers.Affiliation{
				ID: f.AffiliationID, PersonID: f.PersonID, PartnerID: f.PartnerID, Employment: f.Employment, State: f.State, JobRoles: f.JobRoles,
				ByPerson: f.ConfirmedByPerson, ByPartner: f.ConfirmedByPartner, From: f.From, To: f.To, Basis: f.Basis, Version: f.Version,
			})
		}),
		on("note merge", func(ctx context.Context, f accounts.PersonMerged, _ outbox.Record) error {
			return s.Tiers.NoteMerge(ctx, tiers.Merge{ID: f.MergeID, From: f.FromID, Into: f.IntoID})
		}),
		on("note undone merge", func(ctx context.Context, f accounts.PersonUnmerged, _ outbox.Record) error {
			return s.Tiers.NoteMerge(ctx, tiers.Merge{ID: f.MergeID, From: f.FromID, Into: f.IntoID, Undone: true})
		}),
		on("mail merge", func(ctx context.Context, f accounts.PersonMerged, r outbox.Record) error {
			return s.Accounts.SendMergeNotice(ctx, f.MergeID, r.ID)
		}),
		on("mail undone merge", func(ctx context.Context, f accounts.PersonUnmerged, r outbox.Record) error {
			return s.Accounts.SendMergeNotice(ctx, f.MergeID, r.ID)
		}),
		on("tell affiliation changed", func(ctx context.Context, f accounts.AffiliationChanged, r outbox.Record) error {
			return s.Webhooks.Notify(ctx, affiliationChanged(f, r))
		}),

		on("ready registration", func(ctx context.Context, f billing.OrderPaid, _ outbox.Record) error {
			if f.RegistrationID == "" {
				return nil // a pack of vouchers
			}
			return s.Exams.Ready(ctx, f.RegistrationID)
		}),
		on("give back the place", func(ctx context.Context, f billing.OrderRefunded, _ outbox.Record) error {
			if f.RegistrationID == "" {
				return nil // a pack of vouchers
			}
			return s.Appointments.Withdraw(ctx, f.RegistrationID)
		}),
		on("mail appointment", l.appointmentChanged),
		on("cancel registration", func(ctx context.Context, f billing.OrderRefunded, _ outbox.Record) error {
			if f.RegistrationID == "" {
				return nil // a pack of vouchers
			}
			return s.Exams.Cancel(ctx, f.RegistrationID)
		}),
		on("mail voucher assigned", l.voucherAssigned),
		on("tell voucher pool low", func(ctx context.Context, f billing.VoucherPoolLow, r outbox.Record) error {
			return s.Webhooks.Notify(ctx, voucherPoolLow(f, r))
		}),

		on("award for exam", func(ctx context.Context, f exams.AttemptPassed, _ outbox.Record) error {
			holder, err := s.Accounts.Person(ctx, f.PersonID)
			if err != nil {
				return err
			}
			return s.Badges.Award(ctx, badges.Earned{
				PersonID: f.PersonID, HolderName: holder.Name, HolderEmail: holder.Email, Kind: "exam", Key: f.ExamKey, Source: f.AttemptID, At: f.At, Version: int64(f.Result),
			})
		}),
		on("mail result", l.resultReady),
		on("announce proctoring", func(ctx context.Context, f proctoring.SessionDue, _ outbox.Record) error {
			return s.Proctoring.Announce(ctx, f.SessionID)
		}),
		on("open case of incident", func(ctx context.Context, f proctoring.IncidentReported, _ outbox.Record) error {
			return s.Cases.Note(ctx, cases.Report{
				Kind: cases.Integrity, Origin: cases.BySignal, Source: "proctoring:" + f.SessionID + ":" + f.EventID, PersonID: f.PersonID, AttemptID: f.AttemptID,
				ExamKey: f.ExamKey, Summary: "Outside proctor, " + f.Severity + ": " + f.Note,
			})
		}),
		on("open marking", func(ctx context.Context, f exams.MarkingDue, _ outbox.Record) error {
			if f.Type == "lab" {
				return s.Labs.Close(ctx, labs.Place{AttemptID: f.AttemptID, Position: f.Position})
			}
			return s.Marking.Open(ctx, marking.Due{AttemptID: f.AttemptID, Position: f.Position})
		}),
		on("take mark of people", func(ctx context.Context, f marking.Marked, _ outbox.Record) error {
			return s.Exams.Mark(ctx, exams.Mark(f))
		}),
		on("take a step in a lab", func(ctx context.Context, f labs.SessionDue, _ outbox.Record) error {
			return s.Labs.Step(ctx, f.SessionID)
		}),
		on("take grade of lab", func(ctx context.Context, f labs.Graded, _ outbox.Record) error {
			return s.Exams.Mark(ctx, exams.Mark(f))
		}),
		on("open marking of lab", func(ctx context.Context, f labs.PeopleDue, _ outbox.Record) error {
			return s.Marking.Open(ctx, marking.Due{AttemptID: f.AttemptID, Position: f.Position})
		}),

		on("award for external exam", func(ctx context.Context, f exams.ExternalPassed, _ outbox.Record) error {
			holder, err := s.Accounts.Person(ctx, f.PersonID)
			if err != nil {
				return err
			}
			return s.Badges.Award(ctx, badges.Earned{
				PersonID: f.PersonID, HolderName: holder.Name, HolderEmail: holder.Email, Kind: "exam", Key: f.ExamKey, Source: f.ResultID, At: f.At, DeliveredBy: f.Source,
			})
		}),
		on("open case of external incident", func(ctx context.Context, f exams.ExternalIncident, _ outbox.Record) error {
			return s.Cases.Note(ctx, cases.Report{
				Kind: cases.Incident, Origin: cases.ByPartner, Source: "external:" + f.ResultID, PersonID: f.PersonID, ExamKey: f.ExamKey, Summary: f.Source + ": " + f.Incident,
			})
		}),
		on("withdraw awards", func(ctx context.Context, f exams.PassWithdrawn, _ outbox.Record) error {
			return s.Badges.Withdraw(ctx, badges.Loss{PersonID: f.PersonID, Kind: "exam", Key: f.ExamKey, Source: f.AttemptID, Reason: withdrawn(f), At: f.At, Version: int64(f.Result)})
		}),
		on("hold awards", func(ctx context.Context, f exams.AttemptHeld, _ outbox.Record) error {
			return s.Badges.Hold(ctx, badges.Doubt{PersonID: f.PersonID, Source: f.AttemptID, Held: f.Held, Version: f.Version, At: f.At})
		}),
		on("note hold", func(ctx context.Context, f badges.CredentialHeld, _ outbox.Record) error {
			return s.Tiers.NoteHold(ctx, tiers.Hold{PersonID: f.PersonID, Source: f.CredentialID, Held: f.Held, Version: f.Version, At: f.At})
		}),

		on("hold result", func(ctx context.Context, f cases.HoldPlaced, _ outbox.Record) error {
			return s.Exams.Hold(ctx, f.AttemptID, f.Number)
		}),
		on("mail hold", l.caseHeld),
		on("lift result", func(ctx context.Context, f cases.HoldLifted, _ outbox.Record) error {
			return s.Exams.Unhold(ctx, f.AttemptID, f.Number)
		}),
		on("mail case decision", l.caseDecided),
		on("mail case closed", l.caseClosed),
		on("void attempt", func(ctx context.Context, f cases.AttemptVoided, _ outbox.Record) error {
			return s.Exams.Void(ctx, f.AttemptID, f.Number)
		}),
		on("revoke credential", func(ctx context.Context, f cases.CredentialCondemned, _ outbox.Record) error {
			_, err := s.Badges.Revoke(ctx, f.CredentialID, "Decision "+f.Number)
			return err
		}),

		on("award for track", func(ctx context.Context, f lms.TrackCompleted, r outbox.Record) error {
			holder, err := s.Accounts.Person(ctx, f.PersonID)
			if err != nil {
				return err
			}
			return s.Badges.Award(ctx, badges.Earned{
				PersonID: f.PersonID, HolderName: holder.Name, HolderEmail: holder.Email, Kind: "track", Key: f.TrackKey, Source: training(f), At: f.At,
			})
		}),
		on("note training", func(ctx context.Context, f lms.TrackCompleted, _ outbox.Record) error {
			return s.Tiers.NoteAward(ctx, trainingAward(f))
		}),
		on("note progress", func(ctx context.Context, f lms.ProgressChanged, _ outbox.Record) error {
			return s.Tiers.NoteProgress(ctx, tiers.Progress{PersonID: f.PersonID, TrackKey: f.TrackKey, TrackTitle: f.TrackTitle, Percent: f.Percent, Version: f.Version})
		}),
		on("recount progress", func(ctx context.Context, f lms.ContentChanged, _ outbox.Record) error {
			return s.LMS.Recount(ctx, f.TrackKey)
		}),

		on("note certification", func(ctx context.Context, f badges.CertificationChanged, _ outbox.Record) error {
			return s.Tiers.NoteCertification(ctx, tiers.Certification{
				Key: f.Key, Title: f.Title, Level: f.Level, Family: f.Family, Roles: f.Roles, RetiredOn: f.RetiredOn, CountsUntil: f.CountsUntil, Implies: f.Implies,
				Equivalents: equivalents(f.Equivalents), Version: f.Version,
			})
		}),
		on("render certificate", func(ctx context.Context, f badges.CredentialIssued, _ outbox.Record) error {
			return s.Badges.RenderCertificate(ctx, f.CredentialID)
		}),
		on("note award", func(ctx context.Context, f badges.CredentialIssued, _ outbox.Record) error {
			return s.Tiers.NoteAward(ctx, issuedAward(f))
		}),
		on("tell credential issued", func(ctx context.Context, f badges.CredentialIssued, r outbox.Record) error {
			return s.tellAward(ctx, issuedAward(f), credentialIssued(f, r))
		}),
		on("mail credential", l.credentialIssued),
		on("mail team of credential", l.teamCredential),
		on("note revocation", func(ctx context.Context, f badges.CredentialRevoked, _ outbox.Record) error {
			return s.Tiers.NoteAward(ctx, endedAward(f.PersonID, f.CertificationKey, f.CredentialID, "revoked", f.At, f.Version))
		}),
		on("tell credential revoked", func(ctx context.Context, f badges.CredentialRevoked, r outbox.Record) error {
			return s.tellAward(ctx, endedAward(f.PersonID, f.CertificationKey, f.CredentialID, "revoked", f.At, f.Version), credentialRevoked(f, r))
		}),
		on("note expiry", func(ctx context.Context, f badges.CredentialExpired, _ outbox.Record) error {
			return s.Tiers.NoteAward(ctx, endedAward(f.PersonID, f.CertificationKey, f.CredentialID, "expired", f.At, f.Version))
		}),
		on("tell credential expired", func(ctx context.Context, f badges.CredentialExpired, r outbox.Record) error {
			return s.tellAward(ctx, endedAward(f.PersonID, f.CertificationKey, f.CredentialID, "expired", f.At, f.Version), credentialExpired(f, r))
		}),

		on("make export", func(ctx context.Context, f tiers.ExportOrdered, _ outbox.Record) error {
			return s.Tiers.MakeExport(ctx, f.ExportID)
		}),
		on("settle program", func(ctx context.Context, f tiers.ProgramPublished, _ outbox.Record) error {
			return s.Tiers.SettleProgram(ctx, f.Program)
		}),
		on("tell program published", func(ctx context.Context, f tiers.ProgramPublished, r outbox.Record) error {
			return s.Webhooks.Notify(ctx, programPublished(f, r))
		}),
		on("tell headcount changed", func(ctx context.Context, f tiers.HeadcountChanged, r outbox.Record) error {
			return s.Webhooks.Notify(ctx, headcountChanged(f, r))
		}),
		on("tell headcount expiring", func(ctx context.Context, f tiers.HeadcountExpiring, r outbox.Record) error {
			return s.Webhooks.Notify(ctx, headcountExpiring(f, r))
		}),
		on("tell qualification changed", func(ctx context.Context, f tiers.QualificationChanged, r outbox.Record) error {
			return s.Webhooks.Notify(ctx, qualificationChanged(f, r))
		}),
		on("tell standing proposed", func(ctx context.Context, f tiers.StandingProposed, r outbox.Record) error {
			return s.Webhooks.Notify(ctx, standingProposed(f, r))
		}),
		on("tell standing changed", func(ctx context.Context, f tiers.StandingChanged, r outbox.Record) error {
			return s.Webhooks.Notify(ctx, standingChanged(f, r))
		}),

		on("deliver webhook", func(ctx context.Context, f webhooks.DeliveryDue, _ outbox.Record) error {
			return s.Webhooks.Deliver(ctx, f.DeliveryID)
		}),
	}
}

// tellAward tells the feed of an award only when counts have it: whoever has read the feed up to there and takes an export
// then finds it inside.
func (s Slices) tellAward(ctx context.Context, a tiers.Award, e webhooks.Event) error {
	number, err := s.Tiers.NotedAward(ctx, a)
	if err != nil {
		return err
	}
	return s.Webhooks.Notify(ctx, numbered(e, number))
}
