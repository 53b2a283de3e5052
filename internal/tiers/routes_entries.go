package tiers

import (
	"context"
	"net/http"
	"time"

	"laurel/internal/actor"
	"laurel/internal/web"
)

// entries speaks of what is recorded beside figures and evidence: fees, designations, and who sits where.
func (h routes) entries(r *web.Router) {
	see := web.Scoped("qualification:read", append(web.Vendor(), actor.PartnerAdmin)...)
	write := web.Scoped("standing:write", actor.VendorAdmin, actor.ProgramManager)
	place := web.Scoped("standing:write", actor.VendorAdmin, actor.ProgramManager, actor.PartnerAdmin)
	const tag, partner = "PRM", "/prm/v1/partners/{id}"

	web.Operation(r, web.Op{Method: http.MethodGet, Path: partner + "/fees", ID: "list-fees", Tag: tag, Rights: see,
		Summary: "Fees the partner has settled as a company"}, h.fees)
	web.Operation(r, web.Op{Method: http.MethodPut, Path: partner + "/fees/{key}/{from}", ID: "put-fee", Tag: tag, Rights: write,
		Summary: "A fee that was settled from a day on; a later word on the same day supersedes it"}, h.recordEntry(feeEntry))
	web.Operation(r, web.Op{Method: http.MethodDelete, Path: partner + "/fees/{key}/{from}", ID: "withdraw-fee", Tag: tag, Rights: write, Status: http.StatusNoContent,
		Summary: "A fee that was recorded by mistake"}, h.withdrawEntry(feeEntry))
	web.Operation(r, web.Op{Method: http.MethodGet, Path: partner + "/designations", ID: "list-designations", Tag: tag, Rights: see,
		Summary: "Designations the partner holds or has held"}, h.designations)
	web.Operation(r, web.Op{Method: http.MethodPut, Path: partner + "/designations/{key}/{from}", ID: "put-designation", Tag: tag, Rights: write,
		Summary: "A designation that is held from a day on; a later word on the same day supersedes it"}, h.recordEntry(designationEntry))
	web.Operation(r, web.Op{Method: http.MethodDelete, Path: partner + "/designations/{key}/{from}", ID: "withdraw-designation", Tag: tag, Rights: write, Status: http.StatusNoContent,
		Summary: "A designation that was recorded by mistake"}, h.withdrawEntry(designationEntry))
	web.Operation(r, web.Op{Method: http.MethodGet, Path: partner + "/seat-pins/{program}", ID: "get-seat-pins", Tag: tag, Rights: see,
		Summary: "Where the partner places its people, and the designations it asks for"}, h.placement)
	web.Operation(r, web.Op{Method: http.MethodPut, Path: partner + "/seat-pins/{program}", ID: "put-seat-pins", Tag: tag, Rights: place,
		Summary: "Place people in seats, as a whole; and the designations asked for, in order"}, h.place)
}

// EntryView is a fee that was settled or a designation that was held, [valid_from, valid_until).
type EntryView struct {
	Key        string     `json:"key" doc:"The product of a fee, or the designation"`
	Level      string     `json:"level" doc:"Of a designation"`
	ValidFrom  time.Time  `json:"valid_from"`
	ValidUntil *time.Time `json:"valid_until"`
	Note       string     `json:"note"`
	Withdrawn  bool       `json:"withdrawn"`
	RecordedAt time.Time  `json:"recorded_at"`
	RecordedBy string     `json:"recorded_by"`
	Superseded *time.Time `json:"superseded_at"`
}

func viewEntry(e Entry) EntryView {
	return EntryView{e.EntryKey, e.Level, e.ValidFrom.UTC(), inUTC(e.ValidTo), e.Note, e.Withdrawn, e.RecordedAt.UTC(), e.RecordedBy, inUTC(e.SupersededAt)}
}

type entriesIn struct {
	ID         string `path:"id"`
	Superseded bool   `query:"superseded" doc:"Also what was superseded or withdrawn"`
}

type entriesOut struct{ Body web.List[EntryView] }

func (h routes) fees(ctx context.Context, in *entriesIn) (*entriesOut, error) {
	return h.listEntries(ctx, in, feeEntry)
}

func (h routes) designations(ctx context.Context, in *entriesIn) (*entriesOut, error) {
	return h.listEntries(ctx, in, designationEntry)
}

func (h routes) listEntries(ctx context.Context, in *entriesIn, kind string) (*entriesOut, error) {
	p, err := h.s.Find(ctx, actor.Sight(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	rows, err := h.s.Entries(ctx, p.ID, kind, in.Superseded)
	views := []EntryView{}
	for _, e := range rows {
		views = append(views, viewEntry(e))
	}
	return &entriesOut{web.List[EntryView]{Data: views}}, err
}

// EntryPath names an entry.
type EntryPath struct {
	ID    string `path:"id"`
	Key   string `path:"key" pattern:"^[A-Za-z0-9._-]{1,80}$"`
	From  string `path:"from" maxLength:"40" doc:"A date, or an instant"`
	Level string `query:"level" maxLength:"80" doc:"Of a designation"`
}

func (h routes) entry(ctx context.Context, in EntryPath, kind string) (Entry, error) {
	p, err := h.s.Find(ctx, actor.Sight(ctx), in.ID)
	if err != nil {
		return Entry{}, err
	}
	from, ok := dayOrInstant(in.From)
	if !ok {
		return Entry{}, ErrInput.With(inField("from", "malformed", "A date or an instant."))
	}
	if kind == feeEntry && in.Level != "" {
		return Entry{}, ErrInput.With(inField("level", "not_allowed", "A fee has no level."))
	}
	return Entry{PartnerID: p.ID, Kind: kind, EntryKey: in.Key, Level: in.Level, ValidFrom: from}, nil
}

type putEntryIn struct {
	EntryPath
	Body struct {
		ValidUntil string `json:"valid_until,omitempty" maxLength:"40" doc:"A date, or an instant; without end when absent"`
		Note       string `json:"note,omitempty" maxLength:"2000" doc:"Such as the number of the receipt, or why"`
	}
}

type entryOut struct{ Body EntryView }

func (h routes) recordEntry(kind string) func(context.Context, *putEntryIn) (*entryOut, error) {
	return func(ctx context.Context, in *putEntryIn) (*entryOut, error) {
		e, err := h.entry(ctx, in.EntryPath, kind)
		if err != nil {
			return nil, err
		}
		if e.Note = in.Body.Note; in.Body.ValidUntil != "" {
			until, ok := dayOrInstant(in.Body.ValidUntil)
			if !ok || !until.After(e.ValidFrom) {
				return nil, ErrInput.With(inField("valid_until", "malformed", "A date or an instant after the first one."))
			}
			e.ValidTo = &until
		}
		e, err = h.s.Record(ctx, e)
		return &entryOut{viewEntry(e)}, err
	}
}

func (h routes) withdrawEntry(kind string) func(context.Context, *struct{ EntryPath }) (*struct{}, error) {
	return func(ctx context.Context, in *struct{ EntryPath }) (*struct{}, error) {
		e, err := h.entry(ctx, in.EntryPath, kind)
		if err != nil {
			return nil, err
		}
		e.Withdrawn = true
		_, err = h.s.Record(ctx, e)
		return nil, err
	}
}
