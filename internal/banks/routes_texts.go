package banks

import (
	"context"

	"laurel/exams/items"
	"laurel/internal/web"
)

// textBody is a shared text as it is sent.
type textBody struct {
	Title  string       `json:"title" minLength:"1" maxLength:"200"`
	Format string       `json:"format,omitempty" enum:"markdown,html" default:"markdown"`
	Text   string       `json:"text" minLength:"1" maxLength:"100000"`
	Media  []mediumBody `json:"media,omitempty" maxItems:"50" nullable:"false" doc:"Pictures and recordings of the bank that are shown with the text"`
}

// mediumBody names a file of the bank, with words for who cannot see or hear it.
type mediumBody struct {
	ID  string `json:"id" maxLength:"100"`
	Alt string `json:"alt" maxLength:"1000"`
}

func (b textBody) text() Text {
	if b.Format == "" {
		b.Format = "markdown"
	}
	t := Text{Title: b.Title, Format: b.Format, Text: b.Text}
	for _, m := range b.Media {
		t.Media = append(t.Media, items.Medium{ID: m.ID, Alt: m.Alt})
	}
	return t
}

type stimulusOut struct {
	Location string `header:"Location"`
	ETag     string `header:"ETag"`
	Body     StimulusView
}

func stimulus(s Stimulus, err error) (*stimulusOut, error) {
	if err != nil {
		return nil, err
	}
	return &stimulusOut{"/api/v1/stimuli/" + s.ID, web.ETag(s.ETag()), viewStimulus(s)}, nil
}

type addStimulusIn struct {
	ID   string `path:"id"`
	Body textBody
}

func (h routes) addStimulus(ctx context.Context, in *addStimulusIn) (*stimulusOut, error) {
	return stimulus(h.banks.AddStimulus(ctx, in.ID, in.Body.text()))
}

func (h routes) getStimulus(ctx context.Context, in *idIn) (*stimulusOut, error) {
	return stimulus(h.banks.Stimulus(ctx, in.ID))
}

func (h routes) listStimuli(ctx context.Context, in *listIn) (*struct{ Body web.List[StimulusView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.banks.Stimuli(ctx, in.ID, after, in.Limit+1)
	page := web.Listed(each(rows, viewStimulus), in.Limit, func(v StimulusView) string { return v.ID })
	return &struct{ Body web.List[StimulusView] }{page}, err
}

type changeStimulusIn struct {
	ID      string `path:"id"`
	IfMatch string `header:"If-Match"`
	Body    textBody
}

func (h routes) changeStimulus(ctx context.Context, in *changeStimulusIn) (*stimulusOut, error) {
	return stimulus(h.banks.ChangeStimulus(ctx, in.ID, in.IfMatch, in.Body.text()))
}

type judgeStimulusIn struct {
	ID      string `path:"id"`
	IfMatch string `header:"If-Match"`
}

func (h routes) approveStimulus(ctx context.Context, in *judgeStimulusIn) (*stimulusOut, error) {
	return stimulus(h.banks.ApproveText(ctx, in.ID, in.IfMatch))
}

type declineStimulusIn struct {
	ID      string `path:"id"`
	IfMatch string `header:"If-Match"`
	Body    struct {
		Comment string `json:"comment" minLength:"1" maxLength:"4000"`
	}
}

func (h routes) declineStimulus(ctx context.Context, in *declineStimulusIn) (*stimulusOut, error) {
	return stimulus(h.banks.DeclineText(ctx, in.ID, in.IfMatch, in.Body.Comment))
}

type translateIn struct {
	ID       string `path:"id"`
	Language string `path:"language"`
	Body     Words
}

type translationOut struct{ Body TranslationView }

func translation(t Translation, err error) (*translationOut, error) {
	if err != nil {
		return nil, err
	}
	return &translationOut{viewTranslation(t)}, nil
}

func (h routes) translate(ctx context.Context, in *translateIn) (*translationOut, error) {
	return translation(h.banks.Translate(ctx, in.ID, in.Language, in.Body))
}

type translateTextIn struct {
	ID       string `path:"id"`
	Language string `path:"language"`
	Body     textBody
}

func (h routes) translateText(ctx context.Context, in *translateTextIn) (*translationOut, error) {
	return translation(h.banks.TranslateText(ctx, in.ID, in.Language, in.Body.text()))
}

type reviewIn struct {
	ID       string `path:"id"`
	Language string `path:"language"`
}

func (h routes) review(ctx context.Context, in *reviewIn) (*translationOut, error) {
	return translation(h.banks.Review(ctx, in.ID, in.Language))
}

func (h routes) listTranslations(ctx context.Context, in *idIn) (*struct{ Body web.List[TranslationView] }, error) {
	rows, err := h.banks.Translations(ctx, in.ID)
	return &struct{ Body web.List[TranslationView] }{web.List[TranslationView]{Data: each(rows, viewTranslation)}}, err
}
