package accounts

import "time"

// MergeView is a merge of two accounts.
type MergeView struct {
	ID        string  `json:"id"`
	From      string  `json:"from" doc:"The account that became a part of the other"`
	Into      string  `json:"into"`
	Mails     Words   `json:"mails" doc:"Addresses that lead to the other account since"`
	State     string  `json:"state" enum:"undoable,final,undone"`
	Reason    *string `json:"reason"`
	MadeAt    string  `json:"made_at"`
	MadeBy    string  `json:"made_by"`
	UndoUntil string  `json:"undo_until"`
	UndoneAt  *string `json:"undone_at"`
}

func mergeView(m Merge, now time.Time) MergeView {
	state := "undoable"
	if m.UndoneAt != nil {
		state = "undone"
	} else if now.After(m.UndoUntil) {
		state = "final"
	}
	return MergeView{ID: m.ID, From: m.FromID, Into: m.IntoID, Mails: tidy(m.Mails), State: state, Reason: textOrNull(m.Reason), MadeAt: instant(m.MadeAt), MadeBy: m.MadeBy, UndoUntil: instant(m.UndoUntil), UndoneAt: instantOrNull(m.UndoneAt)}
}

// ProspectView is what a merge would do.
type ProspectView struct {
	Mails        Words                `json:"mails" doc:"Addresses that would lead to this account"`
	Affiliations []AffiliationOutcome `json:"affiliations"`
	Effects      []EffectView         `json:"effects"`
}

// AffiliationOutcome is what would become of an affiliation.
type AffiliationOutcome struct {
	Affiliation string   `json:"affiliation"`
	Partner     NameView `json:"partner"`
	Outcome     string   `json:"outcome" enum:"moved,ended,kept"`
}

func prospectView(p Prospect) ProspectView {
	return ProspectView{Mails: tidy(p.Mails), Effects: views(p.Effects, effectView), Affiliations: views(p.Changes, func(c AffiliationChange) AffiliationOutcome {
		return AffiliationOutcome{c.AffiliationID, NameView{c.PartnerID, c.PartnerName}, c.What}
	})}
}
