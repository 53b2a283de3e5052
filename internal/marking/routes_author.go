package marking

import (
	"context"

	"laurel/internal/web"
)

type idIn struct {
	ID string `path:"id"`
}

type keyIn struct {
	Key string `path:"key"`
}

type rubricOut struct {
	ETag string `header:"ETag"`
	Body RubricView
}

func (h routes) getRubric(ctx context.Context, in *idIn) (*rubricOut, error) {
	r, err := h.marking.Rubric(ctx, in.ID)
	return &rubricOut{web.ETag(r.ETag()), viewRubric(r)}, err
}

// criterionBody is one thing that is judged, as it is sent.
type criterionBody struct {
	Key      string      `json:"key" maxLength:"40"`
	Title    string      `json:"title" maxLength:"300"`
	Guidance string      `json:"guidance,omitempty" maxLength:"2000"`
	Levels   []levelBody `json:"levels" maxItems:"50" nullable:"false"`
}

type levelBody struct {
	Key         string `json:"key" maxLength:"40"`
	Title       string `json:"title" maxLength:"200"`
	Description string `json:"description,omitempty" maxLength:"2000"`
	Points      int    `json:"points"`
}

type putRubricIn struct {
	ID      string `path:"id"`
	IfMatch string `header:"If-Match"`
	Body    struct {
		Title    string          `json:"title" maxLength:"200"`
		Criteria []criterionBody `json:"criteria" maxItems:"50" nullable:"false"`
	}
}

func (h routes) putRubric(ctx context.Context, in *putRubricIn) (*rubricOut, error) {
	r := Rubric{ItemID: in.ID, Title: in.Body.Title}
	for _, c := range in.Body.Criteria {
		criterion := Criterion{Key: c.Key, Title: c.Title, Guidance: c.Guidance}
		for _, l := range c.Levels {
			criterion.Levels = append(criterion.Levels, Level(l))
		}
		r.Criteria = append(r.Criteria, criterion)
	}
	r, err := h.marking.WriteRubric(ctx, in.IfMatch, r)
	return &rubricOut{web.ETag(r.ETag()), viewRubric(r)}, err
}

func (h routes) approveRubric(ctx context.Context, in *idIn) (*rubricOut, error) {
	r, err := h.marking.JudgeRubric(ctx, in.ID, Approved, "")
	return &rubricOut{web.ETag(r.ETag()), viewRubric(r)}, err
}

type declineRubricIn struct {
	ID   string `path:"id"`
	Body struct {
		Comment string `json:"comment" minLength:"1" maxLength:"4000"`
	}
}

func (h routes) declineRubric(ctx context.Context, in *declineRubricIn) (*rubricOut, error) {
	r, err := h.marking.JudgeRubric(ctx, in.ID, Declined, in.Body.Comment)
	return &rubricOut{web.ETag(r.ETag()), viewRubric(r)}, err
}

type ruleBody struct {
	Mode            Mode `json:"mode" enum:"single,double_blind"`
	TolerancePoints int  `json:"tolerance_points,omitempty"`
}

type ruleOut struct {
	ETag string `header:"ETag"`
	Body RuleView
}

func (h routes) getItemRule(ctx context.Context, in *idIn) (*ruleOut, error) {
	r, err := h.marking.Rule(ctx, OfItem, in.ID)
	return &ruleOut{web.ETag(r.ETag()), viewRule(r)}, err
}

func (h routes) getExamRule(ctx context.Context, in *keyIn) (*ruleOut, error) {
	r, err := h.marking.Rule(ctx, OfExam, in.Key)
	return &ruleOut{web.ETag(r.ETag()), viewRule(r)}, err
}

func (h routes) putItemRule(ctx context.Context, in *struct {
	ID      string `path:"id"`
	IfMatch string `header:"If-Match"`
	Body    ruleBody
},
) (*ruleOut, error) {
	r, err := h.marking.WriteRule(ctx, in.IfMatch, Rule{Scope: OfItem, Subject: in.ID, Mode: in.Body.Mode, Tolerance: in.Body.TolerancePoints})
	return &ruleOut{web.ETag(r.ETag()), viewRule(r)}, err
}

func (h routes) putExamRule(ctx context.Context, in *struct {
	Key     string `path:"key"`
	IfMatch string `header:"If-Match"`
	Body    ruleBody
},
) (*ruleOut, error) {
	r, err := h.marking.WriteRule(ctx, in.IfMatch, Rule{Scope: OfExam, Subject: in.Key, Mode: in.Body.Mode, Tolerance: in.Body.TolerancePoints})
	return &ruleOut{web.ETag(r.ETag()), viewRule(r)}, err
}
