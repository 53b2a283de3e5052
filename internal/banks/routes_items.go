package banks

import (
	"context"
	"encoding/json"
	"net/http"

	"laurel/exams/items"
	"laurel/internal/actor"
	"laurel/internal/web"
)

const itemsPath = "/api/v1/items"

// life registers what happens to single items.
func (h routes) life(r *web.Router) {
	write := web.Roles(actor.VendorAdmin, actor.Author)
	read := web.Roles(actor.VendorAdmin, actor.Author, actor.Auditor)
	op := func(method, path, id, summary string, rights web.Rights) web.Op {
		return web.Op{Method: method, Path: path, ID: id, Tag: tagBanks, Rights: rights, Summary: summary}
	}
	compose := op(http.MethodPost, banksPath+"/{id}/items", "compose-item", "Write an item; it begins as a draft", write)
	compose.Status = http.StatusCreated
	web.Operation(r, compose, h.compose)
	web.Operation(r, op(http.MethodPost, banksPath+"/{id}/moves", "move-items", "Carry approved items to pretest, operational or retired", write), h.move)
	web.Operation(r, op(http.MethodGet, itemsPath+"/{id}", "get-item", "An item with its versions, keys and findings", read), h.getItem)
	web.Operation(r, op(http.MethodPut, itemsPath+"/{id}", "rewrite-item", "Change an item; what is drawn stays until the new version is approved", write), h.rewrite)
	web.Operation(r, op(http.MethodPost, itemsPath+"/{id}/submit", "submit-item", "Hand the version that is being written to a reviewer", write), h.submit)
	web.Operation(r, op(http.MethodPost, itemsPath+"/{id}/approve", "approve-item", "Approve the version in review", write), h.approve)
	web.Operation(r, op(http.MethodPost, itemsPath+"/{id}/decline", "decline-item", "Send the version in review back with a comment", write), h.decline)
	web.Operation(r, op(http.MethodPut, itemsPath+"/{id}/enemies", "set-item-enemies", "Name items that never stand in one form with this one", write), h.enemies)
	propose := op(http.MethodPost, "/api/v1/item-versions/{id}/keys", "propose-key", "Propose another key for a version that people have answered", write)
	propose.Status = http.StatusCreated
	web.Operation(r, propose, h.propose)
	h.texts(r, write, read)
}

// texts registers shared texts and languages.
func (h routes) texts(r *web.Router, write, read web.Rights) {
	op := func(method, path, id, summary string, rights web.Rights) web.Op {
		return web.Op{Method: method, Path: path, ID: id, Tag: tagBanks, Rights: rights, Summary: summary}
	}
	add := op(http.MethodPost, banksPath+"/{id}/stimuli", "add-stimulus", "Keep a text that several items share", write)
	add.Status = http.StatusCreated
	web.Operation(r, add, h.addStimulus)
	web.Operation(r, op(http.MethodGet, banksPath+"/{id}/stimuli", "list-stimuli", "Texts that items of a bank share", read), h.listStimuli)
	web.Operation(r, op(http.MethodGet, "/api/v1/stimuli/{id}", "get-stimulus", "A text that items share", read), h.getStimulus)
	web.Operation(r, op(http.MethodPut, "/api/v1/stimuli/{id}", "change-stimulus", "Write a shared text anew, for approval where items in use stand on it; frozen forms keep what they have", write), h.changeStimulus)
	web.Operation(r, op(http.MethodPost, "/api/v1/stimuli/{id}/approve", "approve-stimulus", "Let a shared text say what somebody else wrote and what waits", write), h.approveStimulus)
	web.Operation(r, op(http.MethodPost, "/api/v1/stimuli/{id}/decline", "decline-stimulus", "Send the change of a shared text that waits back, with a comment", write), h.declineStimulus)
	web.Operation(r, op(http.MethodGet, "/api/v1/translations/{id}", "list-translations", "Languages of an item version or a stimulus", read), h.listTranslations)
	web.Operation(r, op(http.MethodPut, "/api/v1/item-versions/{id}/translations/{language}", "translate-item", "An item version in another language", write), h.translate)
	web.Operation(r, op(http.MethodPut, "/api/v1/stimuli/{id}/translations/{language}", "translate-stimulus", "A shared text in another language", write), h.translateText)
	web.Operation(r, op(http.MethodPost, "/api/v1/translations/{id}/{language}/review", "review-translation", "Let a translation be delivered; its translator may not", write), h.review)
}

// writingBody is an item as it is sent.
type writingBody struct {
	Type             items.Type        `json:"type"`
	ExternalID       string            `json:"external_id,omitempty" maxLength:"200"`
	Title            string            `json:"title,omitempty"`
	Domain           string            `json:"domain,omitempty"`
	Category         []string          `json:"category,omitempty" nullable:"false"`
	Tags             []string          `json:"tags,omitempty" nullable:"false"`
	References       []string          `json:"references,omitempty" nullable:"false"`
	CognitiveLevel   string            `json:"cognitive_level,omitempty"`
	Difficulty       string            `json:"difficulty,omitempty" doc:"Share of the points that candidates earn, a decimal between 0 and 1"`
	Stimulus         string            `json:"stimulus,omitempty"`
	Content          json.RawMessage   `json:"content" doc:"In the shape of the type"`
	Key              json.RawMessage   `json:"key" doc:"In the shape of the type"`
	Rationale        string            `json:"rationale,omitempty"`
	OptionRationales map[string]string `json:"option_rationales,omitempty"`
}

func (b writingBody) writing() (Writing, error) {
	w := Writing{
		Type: b.Type, ExternalID: b.ExternalID, Title: b.Title, Domain: b.Domain, Category: b.Category, Tags: b.Tags, References: b.References,
		CognitiveLevel: b.CognitiveLevel, Difficulty: b.Difficulty, Stimulus: b.Stimulus, Key: b.Key, Rationale: b.Rationale, OptionRationales: b.OptionRationales,
	}
	content, ok := items.ReadContent(b.Content)
	if !ok {
		return w, ErrInput.With(badContent)
	}
	w.Content, w.Content.Stimulus = content, nil
	return w, nil
}

type sheafOut struct {
	Location string `header:"Location"`
	ETag     string `header:"ETag"`
	Body     SheafView
}

func sheaf(s Sheaf, err error) (*sheafOut, error) {
	if err != nil {
		return nil, err
	}
	return &sheafOut{itemsPath + "/" + s.ID, web.ETag(s.ETag()), viewSheaf(s)}, nil
}

type composeIn struct {
	ID   string `path:"id"`
	Body writingBody
}

func (h routes) compose(ctx context.Context, in *composeIn) (*sheafOut, error) {
	w, err := in.Body.writing()
	if err != nil {
		return nil, err
	}
	return sheaf(h.banks.Compose(ctx, in.ID, w))
}

func (h routes) getItem(ctx context.Context, in *idIn) (*sheafOut, error) {
	return sheaf(h.banks.Item(ctx, in.ID))
}

type rewriteIn struct {
	ID      string `path:"id"`
	IfMatch string `header:"If-Match"`
	Body    writingBody
}

func (h routes) rewrite(ctx context.Context, in *rewriteIn) (*sheafOut, error) {
	w, err := in.Body.writing()
	if err != nil {
		return nil, err
	}
	return sheaf(h.banks.Rewrite(ctx, in.ID, in.IfMatch, w))
}

func (h routes) submit(ctx context.Context, in *idIn) (*sheafOut, error) {
	return sheaf(h.banks.Submit(ctx, in.ID))
}

func (h routes) approve(ctx context.Context, in *idIn) (*sheafOut, error) {
	return sheaf(h.banks.Approve(ctx, in.ID))
}

type declineIn struct {
	ID   string `path:"id"`
	Body struct {
		Comment string `json:"comment" minLength:"1" maxLength:"2000"`
	}
}

func (h routes) decline(ctx context.Context, in *declineIn) (*sheafOut, error) {
	return sheaf(h.banks.Decline(ctx, in.ID, in.Body.Comment))
}

type moveIn struct {
	ID   string `path:"id"`
	Body struct {
		Items []string  `json:"items" minItems:"1" maxItems:"500" nullable:"false"`
		To    ItemState `json:"to" enum:"approved,pretest,operational,retired"`
	}
}

// MovedView says how many items are in the state now.
type MovedView struct {
	Moved int `json:"moved"`
}

func (h routes) move(ctx context.Context, in *moveIn) (*struct{ Body MovedView }, error) {
	n, err := h.banks.Move(ctx, in.ID, in.Body.Items, in.Body.To)
	return &struct{ Body MovedView }{MovedView{n}}, err
}

type enemiesIn struct {
	ID   string `path:"id"`
	Body struct {
		Enemies []string `json:"enemies" maxItems:"100" nullable:"false"`
	}
}

func (h routes) enemies(ctx context.Context, in *enemiesIn) (*sheafOut, error) {
	return sheaf(h.banks.SetEnemies(ctx, in.ID, in.Body.Enemies))
}

type proposeIn struct {
	ID   string `path:"id"`
	Body struct {
		Effect    Effect          `json:"effect,omitempty" enum:"key,credit_all" default:"key"`
		Key       json.RawMessage `json:"key,omitempty" doc:"In the shape of the type; not with credit_all"`
		Rationale string          `json:"rationale,omitempty" maxLength:"20000"`
		Reason    string          `json:"reason" minLength:"1" maxLength:"2000"`
	}
}

func (h routes) propose(ctx context.Context, in *proposeIn) (*struct{ Body KeyView }, error) {
	k, err := h.banks.Propose(ctx, in.ID, Change{in.Body.Effect, in.Body.Key, in.Body.Rationale, in.Body.Reason})
	if err != nil {
		return nil, err
	}
	return &struct{ Body KeyView }{viewKey(k)}, nil
}
