package workers

import (
	"strconv"
	"time"

	"laurel/badges"
	"laurel/billing"
	"laurel/exams"
	"laurel/internal/accounts"
	"laurel/internal/outbox"
	"laurel/internal/tiers"
	"laurel/internal/webhooks"
	"laurel/lms"
)

// data is what an event carries: ids and values, no names and no addresses of people.
type data map[string]any

func event(r outbox.Record, kind, partner string, d data) webhooks.Event {
	return webhooks.Event{ID: r.ID, Type: kind, PartnerID: partner, At: r.At, Data: d}
}

// numbered is an event of a change in the counts: behind an export that has it, it is not told again.
func numbered(e webhooks.Event, number int64) webhooks.Event {
	e.Number = number
	return e
}

func partnerOf(id, external string) data { return data{"id": id, "external_id": external} }

func affiliationChanged(f accounts.AffiliationChanged, r outbox.Record) webhooks.Event {
	return event(r, "affiliation.changed", f.PartnerID, data{
		"affiliation": f.AffiliationID, "person": f.PersonID, "partner": data{"id": f.PartnerID}, "state": f.State, "employment": f.Employment,
		"job_roles": f.JobRoles, "from": f.From, "to": f.To,
	})
}

// affiliationConflicts is one event for each side, which tells nothing of the other.
func affiliationConflicts(f accounts.AffiliationConflict, r outbox.Record) []webhooks.Event {
	told := []webhooks.Event{}
	for _, side := range f.Sides {
		e := event(r, "affiliation.conflict", side.PartnerID, data{
			"conflict": f.ConflictID, "person": f.PersonID, "partner": data{"id": side.PartnerID}, "affiliation": side.AffiliationID, "program": f.Program, "state": f.State,
			"kept": f.Kept == "both" || f.Kept == side.AffiliationID, "at": f.At,
		})
		e.ID += "." + side.AffiliationID
		told = append(told, e)
	}
	return told
}

func voucherPoolLow(f billing.VoucherPoolLow, r outbox.Record) webhooks.Event {
	return event(r, "voucher.pool_low", f.PartnerID, data{"partner": data{"id": f.PartnerID}, "exam": f.ExamKey, "left": f.Left})
}

func credentialIssued(f badges.CredentialIssued, r outbox.Record) webhooks.Event {
	return event(r, "credential.issued", "", data{
		"credential": f.CredentialID, "person": f.PersonID, "certification": f.CertificationKey, "awarded_at": f.AwardedAt, "valid_from": f.ValidFrom, "valid_until": f.ValidUntil,
	})
}

func credentialRevoked(f badges.CredentialRevoked, r outbox.Record) webhooks.Event {
	return event(r, "credential.revoked", "", data{"credential": f.CredentialID, "person": f.PersonID, "certification": f.CertificationKey, "at": f.At})
}

func credentialExpired(f badges.CredentialExpired, r outbox.Record) webhooks.Event {
	return event(r, "credential.expired", "", data{"credential": f.CredentialID, "person": f.PersonID, "certification": f.CertificationKey, "at": f.At})
}

func programPublished(f tiers.ProgramPublished, r outbox.Record) webhooks.Event {
	return event(r, "program.published", "", data{"program": f.Program, "version": f.Version, "effective_from": f.EffectiveFrom})
}

func headcountChanged(f tiers.HeadcountChanged, r outbox.Record) webhooks.Event {
	return numbered(event(r, "headcount.changed", f.PartnerID, data{
		"partner": partnerOf(f.PartnerID, f.ExternalID), "certification": f.CertificationKey, "count": f.Count, "previous": f.Previous, "sequence": f.Sequence, "at": f.At,
	}), f.Sequence)
}

func headcountExpiring(f tiers.HeadcountExpiring, r outbox.Record) webhooks.Event {
	return event(r, "headcount.expiring", f.PartnerID, data{
		"partner": partnerOf(f.PartnerID, f.ExternalID), "certification": f.CertificationKey, "within": f.Within, "count": f.Count, "first_on": f.FirstOn, "at": f.At,
	})
}

func qualificationChanged(f tiers.QualificationChanged, r outbox.Record) webhooks.Event {
	return numbered(event(r, "qualification.changed", f.PartnerID, data{
		"partner": partnerOf(f.PartnerID, f.ExternalID), "program": f.Program, "version": f.Version, "target": f.Target, "result": f.Result, "previous": f.Previous, "sequence": f.Sequence,
	}), f.Sequence)
}

func standingProposed(f tiers.StandingProposed, r outbox.Record) webhooks.Event {
	return numbered(event(r, "standing.proposed", f.PartnerID, data{
		"proposal": f.ProposalID, "partner": partnerOf(f.PartnerID, f.ExternalID), "program": f.Program, "from": f.From, "to": f.To, "reason": f.Reason, "sequence": f.Sequence,
	}), f.Sequence)
}

func standingChanged(f tiers.StandingChanged, r outbox.Record) webhooks.Event {
	return numbered(event(r, "standing.changed", f.PartnerID, data{
		"partner": partnerOf(f.PartnerID, f.ExternalID), "program": f.Program, "from": f.From, "to": f.To, "kind": f.Kind, "reason": f.Reason, "grace_until": f.GraceUntil, "sequence": f.Sequence,
	}), f.Sequence)
}

// training names a completion: a track finished again after it lapsed is another one.
func training(f lms.TrackCompleted) string {
	return f.EnrollmentID + "." + strconv.FormatInt(f.Version, 10)
}

func trainingAward(f lms.TrackCompleted) tiers.Award {
	return tiers.Award{
		PersonID: f.PersonID, Kind: "training", Key: f.TrackKey, Title: f.TrackTitle, Roles: []string{f.JobRole}, Source: training(f), Status: "active",
		From: f.At, Until: f.ValidUntil, Version: f.Version, At: f.At,
	}
}

func issuedAward(f badges.CredentialIssued) tiers.Award {
	return tiers.Award{
		PersonID: f.PersonID, Kind: "certification", Key: f.CertificationKey, Title: f.CertificationTitle, Level: f.Level, Family: f.Family, Roles: f.Roles,
		Source: f.CredentialID, Status: "active", From: f.ValidFrom, Until: f.ValidUntil, Version: f.Version, At: f.ValidFrom,
	}
}

func endedAward(person, certification, credential, how string, at time.Time, version int64) tiers.Award {
	return tiers.Award{PersonID: person, Kind: "certification", Key: certification, Source: credential, Status: how, Version: version, At: at}
}

// withdrawn says why a credential is revoked, in words that its holder may read.
func withdrawn(f exams.PassWithdrawn) string {
	switch {
	case f.Case != "":
		return "Decision " + f.Case
	case f.Reason == exams.WithdrawnRegraded:
		return "The exam was scored again"
	case f.Reason == exams.WithdrawnExternal:
		return "The result was withdrawn by who delivered the exam"
	}
	return "The pass was withdrawn"
}

func equivalents(of []badges.Equivalent) []tiers.Equivalent {
	found := make([]tiers.Equivalent, len(of))
	for i, e := range of {
		if found[i].Key = e.Certification; e.Until != "" {
			found[i].Until = &e.Until
		}
	}
	return found
}
