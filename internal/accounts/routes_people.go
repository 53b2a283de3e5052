package accounts

import (
	"context"

	"laurel/internal/web"
)

type idInput struct {
	ID string `path:"id"`
}

type listPeopleInput struct {
	web.Paging
	Query string `query:"query" maxLength:"200" doc:"Part of a name or address"`
	Staff bool   `query:"staff" doc:"Only people with vendor roles"`
}

func (h routes) listPeople(ctx context.Context, in *listPeopleInput) (*struct{ Body web.List[PersonView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	people, err := h.s.People(ctx, PeopleQuery{Query: in.Query, Staff: in.Staff, After: after, Limit: in.Limit})
	return &struct{ Body web.List[PersonView] }{web.Listed(views(people, personView), in.Limit, func(v PersonView) string { return v.ID })}, err
}

// views turns rows into what may leave.
func views[R, V any](rows []R, view func(R) V) []V {
	out := make([]V, 0, len(rows))
	for _, row := range rows {
		out = append(out, view(row))
	}
	return out
}

type personOutput struct {
	Location string `header:"Location"`
	Body     PersonView
}

type employInput struct {
	Body struct {
		Email string   `json:"email" maxLength:"400"`
		Name  string   `json:"name" maxLength:"400"`
		Roles []string `json:"roles" minItems:"1" maxItems:"20"`
	}
}

func (h routes) employ(ctx context.Context, in *employInput) (*personOutput, error) {
	person, err := h.s.Employ(ctx, Staffer{Email: in.Body.Email, Name: in.Body.Name, Roles: in.Body.Roles})
	return &personOutput{Location: "/api/v1/people/" + person.ID, Body: personView(person)}, err
}

func (h routes) person(ctx context.Context, in *idInput) (*struct{ Body PersonView }, error) {
	person, err := h.s.Person(ctx, in.ID)
	return &struct{ Body PersonView }{personView(person)}, err
}

type changePersonInput struct {
	ID   string `path:"id"`
	Body struct {
		Name  *string   `json:"name,omitempty" maxLength:"400"`
		Roles *[]string `json:"roles,omitempty" maxItems:"20"`
		State *string   `json:"state,omitempty" enum:"active,disabled"`
	}
}

func (h routes) changePerson(ctx context.Context, in *changePersonInput) (*struct{ Body PersonView }, error) {
	person, err := h.s.ChangeStanding(ctx, in.ID, Standing{Name: in.Body.Name, Roles: in.Body.Roles, State: in.Body.State})
	return &struct{ Body PersonView }{personView(person)}, err
}

type decisionInput struct {
	ID   string `path:"id"`
	Body struct {
		On     string `json:"on,omitempty" maxLength:"40" doc:"A day like 2026-10-02 (its beginning in UTC) or an instant; now when missing"`
		Reason string `json:"reason,omitempty" maxLength:"500"`
	}
}

type affiliationOutput struct {
	Location string `header:"Location"`
	Body     AffiliationView
}

func (h routes) confirm(ctx context.Context, in *decisionInput) (*affiliationOutput, error) {
	a, err := h.s.Confirm(ctx, in.ID, Decision{On: in.Body.On, Reason: in.Body.Reason})
	return &affiliationOutput{Body: affiliationView(a)}, err
}

func (h routes) end(ctx context.Context, in *decisionInput) (*affiliationOutput, error) {
	a, err := h.s.End(ctx, in.ID, Decision{On: in.Body.On, Reason: in.Body.Reason})
	return &affiliationOutput{Body: affiliationView(a)}, err
}
