package tiers

import "time"

// Attestation is evidence of a kind, such as a case study; it counts once another person has approved it.
type Attestation struct {
	ID, PartnerID, Kind, Note, File string
	ValidFrom                       time.Time
	ValidUntil                      *time.Time
	CreatedAt                       time.Time
	CreatedBy                       string
	ApprovedAt                      *time.Time
	ApprovedBy                      string
}

// Application asks for a tier, or, as an invitation, offers it.
type Application struct {
	ID, PartnerID, Program, Tier, Kind, State, Reason string
	CreatedAt                                         time.Time
	CreatedBy                                         string
	DecidedAt                                         *time.Time
	DecidedBy                                         string
}

// Inbox asks for evidence or applications; Partners nil means every partner in sight, State empty any.
type Inbox struct {
	Partners     []string
	State, After string
	Limit        int
}

// sql is the sentence for a table, the newest rows first.
func (q Inbox) sql(table, waiting string) (string, []any) {
	b := &sentence{}
	b.add("select * from "+table+" where (? = '' or id < ?)", q.After, q.After)
	if q.Partners != nil {
		b.add(" and partner_id in ?", append([]string{""}, q.Partners...))
	}
	if q.State != "" {
		b.add(" and "+waiting+" = ?", q.State)
	}
	b.add(" order by id desc limit ?", q.Limit)
	return b.text.String(), b.args
}
