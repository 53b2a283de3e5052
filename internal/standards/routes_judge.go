package standards

import (
	"context"

	"laurel/internal/web"
)

func (h routes) ballot(ctx context.Context, in *idIn) (*struct{ Body BallotView }, error) {
	b, err := h.standards.Ballot(ctx, in.ID)
	return &struct{ Body BallotView }{viewBallot(b)}, err
}

type ballotIn struct {
	ID   string `path:"id"`
	Body struct {
		Round   int         `json:"round" minimum:"1"`
		Ratings []ratedBody `json:"ratings" nullable:"false" minItems:"1" maxItems:"500"`
	}
}

type ratedBody struct {
	Item   string `json:"item" maxLength:"100" doc:"The item's version"`
	Rating string `json:"rating,omitempty" maxLength:"10" doc:"Percent of borderline candidates who answer right, such as 62.5; nothing for a bookmark"`
}

func (h routes) rate(ctx context.Context, in *ballotIn) (*struct{ Body BallotView }, error) {
	said := make([]Said, len(in.Body.Ratings))
	for i, r := range in.Body.Ratings {
		said[i] = Said{ItemVersionID: r.Item, Rating: r.Rating}
	}
	if err := h.standards.Rate(ctx, in.ID, in.Body.Round, said); err != nil {
		return nil, err
	}
	return h.ballot(ctx, &idIn{in.ID})
}

type equatingIn struct {
	Key  string `path:"key"`
	Body struct {
		FromForm string   `json:"from_form" maxLength:"100"`
		ToForm   string   `json:"to_form" maxLength:"100"`
		Method   string   `json:"method" enum:"identity,mean,linear,tucker"`
		Anchors  []string `json:"anchors,omitempty" nullable:"false" maxItems:"500" doc:"Item versions that both forms have; all of them when left out"`
	}
}

type equatingOut struct {
	Location string `header:"Location"`
	Body     EquatingView
}

func (h routes) equate(ctx context.Context, in *equatingIn) (*equatingOut, error) {
	e, err := h.standards.Equate(ctx, Equating{ExamKey: in.Key, FromForm: in.Body.FromForm, ToForm: in.Body.ToForm, Method: in.Body.Method, Anchors: in.Body.Anchors})
	return &equatingOut{"/api/v1/exams/" + in.Key + "/equatings", viewEquating(e)}, err
}

func (h routes) equatings(ctx context.Context, in *keyIn) (*struct{ Body web.List[EquatingView] }, error) {
	all, err := h.standards.Equatings(ctx, in.Key)
	return &struct{ Body web.List[EquatingView] }{whole(all, viewEquating)}, err
}

func (h routes) adoptEquating(ctx context.Context, in *idIn) (*struct{ Body EquatingView }, error) {
	e, err := h.standards.AdoptEquating(ctx, in.ID)
	return &struct{ Body EquatingView }{viewEquating(e)}, err
}
