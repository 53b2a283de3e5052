package badges

import (
	"context"
	"net/http"

	"laurel/internal/actor"
	"laurel/internal/web"
)

type certificationOutput struct {
	Status   int
	Location string `header:"Location"`
	ETag     string `header:"ETag"`
	Body     CertificationView
}

func (h routes) listCertifications(ctx context.Context, in *struct{ web.Paging }) (*struct {
	Body web.List[CertificationView]
}, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	found, err := h.Certifications(ctx, after, in.Limit)
	if err != nil {
		return nil, err
	}
	rows := make([]CertificationView, 0, len(found))
	for _, c := range found {
		rows = append(rows, certificationView(c))
	}
	return &struct {
		Body web.List[CertificationView]
	}{web.Listed(rows, in.Limit, func(c CertificationView) string { return c.Key })}, nil
}

func (h routes) readCertification(ctx context.Context, in *struct {
	Key string `path:"key"`
}) (*certificationOutput, error) {
	c, err := h.Certification(ctx, in.Key)
	if err != nil {
		return nil, err
	}
	return &certificationOutput{Status: http.StatusOK, ETag: web.ETag(version(c.Version)), Body: certificationView(c)}, nil
}

type putCertificationInput struct {
	Key         string `path:"key"`
	IfMatch     string `header:"If-Match" doc:"ETag of the version that was read; needed to change one"`
	IfNoneMatch string `header:"If-None-Match" enum:"*" doc:"* to make a new one only"`
	Body        Document
}

func (h routes) putCertification(ctx context.Context, in *putCertificationInput) (*certificationOutput, error) {
	c, created, err := h.Put(ctx, in.Key, in.Body, Condition{IfMatch: in.IfMatch, OnlyNew: in.IfNoneMatch == "*"})
	if err != nil {
		return nil, err
	}
	out := &certificationOutput{Status: http.StatusOK, ETag: web.ETag(version(c.Version)), Body: certificationView(c)}
	if created {
		out.Status, out.Location = http.StatusCreated, "/api/v1/certifications/"+c.Key
	}
	return out, nil
}

type credentialsOutput struct{ Body web.List[CredentialView] }

func (h routes) listMine(ctx context.Context, in *struct{ web.Paging }) (*credentialsOutput, error) {
	return h.listed(ctx, in.Paging, Query{PersonID: actor.From(ctx).ID})
}

type listIssuedInput struct {
	web.Paging
	Person        string `query:"person" maxLength:"100"`
	Certification string `query:"certification" maxLength:"100"`
}

func (h routes) listIssued(ctx context.Context, in *listIssuedInput) (*credentialsOutput, error) {
	return h.listed(ctx, in.Paging, Query{PersonID: in.Person, Certification: in.Certification})
}

func (h routes) listed(ctx context.Context, page web.Paging, q Query) (*credentialsOutput, error) {
	var err error
	if q.After, err = page.After(); err != nil {
		return nil, err
	}
	q.Limit = page.Limit
	found, err := h.Credentials(ctx, q)
	if err != nil {
		return nil, err
	}
	listed := web.Listed(found, q.Limit, func(c Credential) string { return c.Ordinal })
	out := &credentialsOutput{web.List[CredentialView]{Data: make([]CredentialView, 0, len(listed.Data)), NextCursor: listed.NextCursor}}
	for _, c := range listed.Data {
		out.Body.Data = append(out.Body.Data, h.issuer.view(c, h.db.Now()))
	}
	return out, nil
}

type credentialOutput struct{ Body CredentialView }

func (h routes) readIssued(ctx context.Context, in *struct {
	ID string `path:"id"`
}) (*credentialOutput, error) {
	c, err := h.Find(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	who := actor.From(ctx)
	if !who.IsVendor() {
		mine, err := h.Mine(ctx, c, who.ID)
		if err != nil {
			return nil, err
		}
		if !mine {
			return nil, ErrNoCredential
		}
	}
	return &credentialOutput{h.issuer.view(c, h.db.Now())}, nil
}

type revokeInput struct {
	ID   string `path:"id"`
	Body struct {
		Reason string `json:"reason" maxLength:"2000" doc:"3 to 500 characters; shown on the public page"`
	}
}

func (h routes) revoke(ctx context.Context, in *revokeInput) (*credentialOutput, error) {
	c, err := h.Revoke(ctx, in.ID, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return &credentialOutput{h.issuer.view(c, h.db.Now())}, nil
}
