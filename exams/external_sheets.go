package exams

import (
	"context"

	"laurel/internal/fault"
)

// The outcomes of a row. Each row has exactly one.
const (
	RowCreated   = "created"
	RowUnchanged = "unchanged"
	RowRefused   = "refused"
)

// RowOutcome is what became of a row.
type RowOutcome struct {
	Line      int
	SourceRef string
	Outcome   string
	ResultID  string
	Code      string
	Reason    string
}

// ReceiveSheet keeps the results of a file, each row on its own: what one row is refused for holds no other back.
func (s *Service) ReceiveSheet(ctx context.Context, src Source, body []byte) ([]RowOutcome, error) {
	lines, err := readSheet(body)
	if err != nil {
		return nil, err
	}
	out := make([]RowOutcome, 0, len(lines))
	for _, l := range lines {
		row := RowOutcome{Line: l.Line, SourceRef: l.Result.SourceRef}
		if l.Fault != nil {
			row.refuse(l.Fault)
			out = append(out, row)
			continue
		}
		kept, fresh, err := s.Receive(ctx, src, l.Result)
		refused := fault.Of(err)
		switch {
		case err == nil && fresh:
			row.Outcome, row.ResultID = RowCreated, kept.ID
		case err == nil:
			row.Outcome, row.ResultID = RowUnchanged, kept.ID
		case refused.Kind == fault.Internal || refused.Kind == fault.Unavailable: // ours, not the row's
			return nil, err
		default:
			row.refuse(refused)
		}
		out = append(out, row)
	}
	return out, nil
}

func (r *RowOutcome) refuse(e *fault.Error) {
	r.Outcome, r.Code, r.Reason = RowRefused, e.Code, e.Detail
	if len(e.Fields) > 0 {
		r.Code, r.Reason = e.Fields[0].Code, e.Fields[0].Field+": "+e.Fields[0].Detail
	}
}
