package accounts

import "laurel/internal/actor"

// ClaimableView is a partner that the person may join at once.
type ClaimableView struct {
	Partner NameView `json:"partner"`
	Domain  string   `json:"domain"`
}

// EffectsView is what would change, as far as who asks may see.
type EffectsView struct {
	Effects []EffectView `json:"effects"`
}

// EffectView is a figure of a partner that would change.
type EffectView struct {
	Partner string `json:"partner"`
	What    string `json:"what" enum:"headcount,qualification,standing"`
	Key     string `json:"key" doc:"A certification, or program and tier"`
	From    string `json:"from"`
	To      string `json:"to"`
}

func effectView(c Consequence) EffectView {
	return EffectView{Partner: c.PartnerID, What: c.What, Key: c.Key, From: c.From, To: c.To}
}

// DomainView says what to do while the domain is pending.
type DomainView struct {
	ID         string  `json:"id"`
	Domain     string  `json:"domain"`
	Method     string  `json:"method" enum:"dns,mail"`
	State      string  `json:"state" enum:"pending,verified"`
	Mailbox    *string `json:"mailbox" doc:"Where the code went"`
	Record     *string `json:"record" doc:"The name of the TXT record"`
	Value      *string `json:"value" doc:"What the TXT record must say"`
	TriesLeft  int     `json:"tries_left"`
	ExpiresAt  string  `json:"expires_at"`
	VerifiedAt *string `json:"verified_at"`
}

func (h routes) domainView(d Domain) DomainView {
	v := DomainView{ID: d.ID, Domain: d.Domain, Method: d.Method, State: d.State, Mailbox: textOrNull(d.Mailbox), TriesLeft: max(proofTries-d.Tries, 0), ExpiresAt: instant(d.ExpiresAt), VerifiedAt: instantOrNull(d.UsedAt)}
	if d.Method == ByDNS && d.State == DomainPending {
		v.Record, v.Value = textOrNull(d.record()), textOrNull(h.s.domainRecord(d))
	}
	return v
}

// ConflictView shows each partner its own side only; the vendor and the person see both.
type ConflictView struct {
	ID         string             `json:"id"`
	Person     NameView           `json:"person"`
	Program    *string            `json:"program"`
	State      string             `json:"state" enum:"open,resolved"`
	Sides      []ConflictSideView `json:"sides"`
	Kept       *string            `json:"kept" doc:"The affiliation that was kept, both, or other_partner"`
	Reason     *string            `json:"reason"`
	OpenedAt   string             `json:"opened_at"`
	ResolvedAt *string            `json:"resolved_at"`
}

// ConflictSideView is one partner's hold on the person.
type ConflictSideView struct {
	Affiliation string   `json:"affiliation"`
	Partner     NameView `json:"partner"`
}

func conflictView(c Conflict, who actor.Actor, scope actor.Scope) ConflictView {
	v := ConflictView{ID: c.ID, Person: NameView{c.PersonID, c.PersonName}, Program: textOrNull(c.Program), State: c.State, Sides: []ConflictSideView{}, Reason: textOrNull(c.Reason), OpenedAt: instant(c.OpenedAt), ResolvedAt: instantOrNull(c.ResolvedAt)}
	kept := c.Kept
	for _, side := range []ConflictSideView{{c.FirstAffiliation, NameView{c.FirstPartner, c.FirstName}}, {c.SecondAffiliation, NameView{c.SecondPartner, c.SecondName}}} {
		if scope.Sees(side.Partner.ID) || who.ID == c.PersonID {
			v.Sides = append(v.Sides, side)
		} else if kept == side.Affiliation {
			kept = "other_partner"
		}
	}
	v.Kept = textOrNull(kept)
	return v
}
