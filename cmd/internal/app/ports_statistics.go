package app

import (
	"context"

	"gorm.io/gorm"

	"laurel/exams"
	"laurel/internal/fault"
	"laurel/internal/statistics"
)

// answers gives statistics what attempts earned and chose.
type answers struct{ exams *exams.Service }

func (a answers) Matrix(ctx context.Context, tx *gorm.DB, examKey string, f statistics.Filter) (statistics.Data, error) {
	m, err := a.exams.Matrix(ctx, tx, examKey, exams.MatrixFilter{From: f.From, To: f.To, FirstOnly: f.FirstOnly})
	if err != nil {
		return statistics.Data{}, err
	}
	d := statistics.Data{Matrix: m.Matrix, Cut: m.Cut}
	for _, x := range m.Attempts {
		d.Attempts = append(d.Attempts, statistics.Attempt{ID: x.ID, PartnerID: x.PartnerID, FormID: x.FormID, FormNumber: x.FormNumber, Language: x.Language, ClosedAt: x.ClosedAt})
	}
	for _, it := range m.Items {
		d.Items = append(d.Items, statistics.Item{ItemID: it.ItemID, Type: string(it.Type), Domain: it.Domain})
	}
	return d, nil
}

// partnerNames gives names out of accounts; a partner that is gone has none.
type partnerNames struct{ of *services }

func (n partnerNames) PartnerNames(ctx context.Context, tx *gorm.DB, ids []string) (map[string]string, error) {
	out := map[string]string{}
	for _, id := range ids {
		if _, known := out[id]; known || id == "" {
			continue
		}
		p, err := n.of.Accounts.PartnerIn(ctx, tx, id)
		if err != nil && fault.Of(err).Kind != fault.NotFound {
			return nil, err
		}
		out[id] = p.Name
	}
	return out, nil
}

func (a *App) assembleStatistics() {
	s := &a.services
	s.Statistics = statistics.New(statistics.Deps{DB: a.DB, Log: a.log, Source: answers{s.Exams}, Subjects: subjects{s}, Partners: partnerNames{s}})
}
