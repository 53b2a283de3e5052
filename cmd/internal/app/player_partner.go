package app

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"laurel/internal/accounts"
	"laurel/internal/actor"
)

// founding: a partner, its people, what they learned and passed, what the vendor knows of it.
func (p *player) founding(partner demoPartner) {
	manager := p.staffer(actor.ProgramManager)
	p.when(partner.JoinedDaysAgo, 0, "partner "+partner.Key, func(ctx context.Context) error {
		made, err := p.ask(ctx, manager, http.MethodPost, "/api/v1/partners", object{
			"name": partner.Name, "country": partner.Country, "external_id": partner.ExternalID, "domains": partner.Domains, "programs": partner.Programs,
		})
		p.partners[partner.Key], _ = made["id"].(string)
		return err
	})
	for _, person := range partner.People {
		p.joining(partner, person)
	}
	for _, pack := range partner.VoucherPacks {
		p.when(4, time.Hour, "vouchers of "+partner.Key, func(ctx context.Context) error { return p.grant(ctx, partner, pack) })
	}
	for _, f := range partner.Facts {
		p.when(f.ObservedDaysAgo, 2*time.Hour, "a figure of "+partner.Key, func(ctx context.Context) error { return p.observe(ctx, partner, f) })
	}
	for _, a := range partner.Attestations {
		p.when(a.ValidFromDaysAgo, 3*time.Hour, "evidence of "+partner.Key, func(ctx context.Context) error { return p.attest(ctx, partner, a) })
	}
	for _, a := range partner.Applications {
		p.when(0, -2*time.Hour, "application of "+partner.Key, func(ctx context.Context) error { return p.apply(ctx, partner, a) })
	}
}

// joining: invitation, acceptance, learning, exams, and the end.
func (p *player) joining(partner demoPartner, person demoPerson) {
	invited := max(person.FromDaysAgo, person.InvitedDaysAgo)
	p.when(invited, time.Hour, "invitation of "+person.Email, func(ctx context.Context) error { return p.invite(ctx, partner, person) })
	for _, t := range person.Tracks {
		switch {
		case t.LessonsDone > 0:
			p.when(min(invited, 20)-1, 2*time.Hour, "learning of "+person.Email, func(ctx context.Context) error {
				return p.learn(ctx, person.Email, t.Track, t.LessonsDone)
			})
		default:
			p.when(t.CompletedDaysAgo, 2*time.Hour, "track of "+person.Email, func(ctx context.Context) error { return p.learn(ctx, person.Email, t.Track, 0) })
		}
	}
	for _, c := range person.Certifications {
		awarded := p.now.AddDate(0, 0, c.ValidUntilInDays).AddDate(0, -24, 0)
		p.events = append(p.events, happening{awarded, c.Exam + " of " + person.Email, func(ctx context.Context) error { return p.sit(ctx, partner, person.Email, c.Exam) }})
	}
	if person.LeftDaysAgo > 0 {
		p.when(person.LeftDaysAgo, 4*time.Hour, "leaving of "+person.Email, func(ctx context.Context) error { return p.leave(ctx, partner, person) })
	}
}

func (p *player) invite(ctx context.Context, partner demoPartner, person demoPerson) error {
	made, err := p.ask(ctx, p.staffer(actor.ProgramManager), http.MethodPost, "/api/v1/partners/"+p.partners[partner.Key]+"/invitations", object{
		"email": person.Email, "name": person.Name, "roles": person.Roles, "job_roles": person.JobRoles,
	})
	if err != nil || person.InvitedDaysAgo > 0 { // the letter is out and not answered
		return err
	}
	invitationID, _ := made["id"].(string)
	return p.accept(ctx, accounts.Invitation{ID: invitationID, PartnerID: p.partners[partner.Key], Email: person.Email}, person.Name)
}

// learn takes the first lessons of a track; all of them when lessons is zero.
func (p *player) learn(ctx context.Context, who, track string, lessons int) error {
	way, err := p.ask(ctx, who, http.MethodPost, "/api/v1/tracks/"+track+"/enrollments", nil)
	if err != nil {
		return err
	}
	enrollment, _ := way["id"].(string)
	if way, err = p.ask(ctx, who, http.MethodGet, "/api/v1/enrollments/"+enrollment, nil); err != nil {
		return err
	}
	taken := 0
	for _, course := range list(way["courses"]) {
		for _, lesson := range list(course["lessons"]) {
			if lessons > 0 && taken == lessons {
				return nil
			}
			lessonID, _ := lesson["id"].(string)
			if _, err := p.ask(ctx, who, http.MethodPut, "/api/v1/enrollments/"+enrollment+"/lessons/"+lessonID+"/progress", object{"completed": true}); err != nil {
				return err
			}
			taken++
		}
	}
	if taken == 0 {
		return fmt.Errorf("the track %s has no lessons", track)
	}
	return nil
}

func list(v any) []object {
	items, _ := v.([]any)
	out := make([]object, 0, len(items))
	for _, item := range items {
		if o, ok := item.(object); ok {
			out = append(out, o)
		}
	}
	return out
}

func (p *player) leave(ctx context.Context, partner demoPartner, person demoPerson) error {
	me, err := p.ask(ctx, person.Email, http.MethodGet, "/api/v1/me", nil)
	if err != nil {
		return err
	}
	for _, a := range list(me["affiliations"]) {
		if of, ok := a["partner"].(object); ok && of["id"] == p.partners[partner.Key] {
			affiliation, _ := a["id"].(string)
			_, err := p.ask(ctx, person.Email, http.MethodPost, "/api/v1/affiliations/"+affiliation+"/end", object{"reason": person.LeftReason})
			return err
		}
	}
	return fmt.Errorf("%s has no affiliation with %s", person.Email, partner.Key)
}

func (p *player) grant(ctx context.Context, partner demoPartner, pack demoPack) error {
	manager := p.staffer(actor.ProgramManager)
	made, err := p.ask(ctx, manager, http.MethodPost, "/api/v1/voucher-packs", object{
		"exam": pack.Exam, "partner": p.partners[partner.Key], "count": pack.Count, "expires_at": p.now.AddDate(0, 0, pack.ExpiresInDays).Format(time.RFC3339),
	})
	if err != nil {
		return err
	}
	for i, voucher := range list(made["vouchers"]) {
		if i == len(pack.Assign) {
			break
		}
		voucherID, _ := voucher["id"].(string)
		if _, err := p.ask(ctx, manager, http.MethodPost, "/api/v1/vouchers/"+voucherID+"/assign", object{"person": p.people[pack.Assign[i]]}); err != nil {
			return err
		}
	}
	return nil
}

func (p *player) observe(ctx context.Context, partner demoPartner, f demoFact) error {
	first := time.Date(p.now.Year(), p.now.Month(), 1, 0, 0, 0, 0, time.UTC)
	minor := func(value string) any { // figures of money are minor units
		if f.Currency == "" {
			return value
		}
		return json.Number(strings.ReplaceAll(value, ".", ""))
	}
	body := object{"value": minor(f.Value), "source": f.Source, "observed_at": p.ago(f.ObservedDaysAgo).Format(time.RFC3339)}
	if f.Currency != "" {
		body["currency"] = f.Currency
	}
	lines := []object{}
	for _, l := range f.Lines {
		lines = append(lines, object{"ref": l.Ref, "value": minor(l.Value), "active_from": p.ago(l.ActiveFromDaysAgo).Format(time.DateOnly), "attribution": l.Attribution})
	}
	if len(lines) > 0 {
		body["lines"] = lines
	}
	_, err := p.ask(ctx, p.staffer(actor.ProgramManager), http.MethodPut,
		"/prm/v1/partners/"+p.partners[partner.Key]+"/facts/"+f.Metric+"/"+first.AddDate(0, -f.MonthsAgo, 0).Format("2006-01"), body)
	return err
}

func (p *player) attest(ctx context.Context, partner demoPartner, a demoAttestation) error {
	made, err := p.ask(ctx, a.SubmittedBy, http.MethodPost, "/prm/v1/partners/"+p.partners[partner.Key]+"/attestations", object{
		"kind": a.Kind, "valid_from": p.ago(a.ValidFromDaysAgo).Format(time.DateOnly), "note": a.Note,
	})
	if err != nil || a.ApprovedBy == "" {
		return err
	}
	attestation, _ := made["id"].(string)
	_, err = p.ask(ctx, a.ApprovedBy, http.MethodPost, "/prm/v1/attestations/"+attestation+"/approve", object{})
	return err
}

func (p *player) apply(ctx context.Context, partner demoPartner, a demoApplication) error {
	admin := ""
	for _, person := range partner.People {
		if person.Roles[0] == actor.PartnerAdmin {
			admin = person.Email
		}
	}
	made, err := p.ask(ctx, admin, http.MethodPost, "/prm/v1/partners/"+p.partners[partner.Key]+"/applications", object{"program": a.Program, "tier": a.Tier, "kind": a.Kind})
	if err != nil {
		return err
	}
	application, _ := made["id"].(string)
	if a.Decision != "accepted" {
		return nil
	}
	if _, err = p.ask(ctx, a.DecidedBy, http.MethodPost, "/prm/v1/applications/"+application+"/accept", object{"reason": "Meets what the tier asks for."}); err != nil {
		return err
	}
	return p.promote(ctx, partner, a)
}

// promote accepts what follows from the application: a proposal, on which somebody decides.
func (p *player) promote(ctx context.Context, partner demoPartner, a demoApplication) error {
	if err := p.app.Workers.Drain(ctx); err != nil {
		return err
	}
	standing, err := p.ask(ctx, a.DecidedBy, http.MethodGet, "/prm/v1/partners/"+p.partners[partner.Key]+"/standing?program="+a.Program, nil)
	if err != nil {
		return err
	}
	for _, of := range append(list(standing["data"]), standing) {
		for _, proposal := range list(of["proposals"]) {
			_, err := p.ask(ctx, a.DecidedBy, http.MethodPost, "/prm/v1/standing-decisions", object{
				"proposal": proposal["id"], "decision": "accept", "reason": "Two certified engineers, a pipeline that holds, and a case study with a customer's name.",
			})
			return err
		}
	}
	return fmt.Errorf("the application of %s led to no proposal", partner.Key)
}
