package banks

import (
	"context"

	"laurel/internal/web"
)

// textBody is a shared text as it is sent.
type textBody struct {
	Title  string `json:"title" minLength:"1" maxLength:"200"`
	Format string `json:"format,omitempty" enum:"markdown,html" default:"markdown"`
	Text   string `json:"text" minLength:"1" maxLength:"100000"`
}

func (b textBody) text() Text {
	if b.Format == "" {
		b.Format = "markdown"
	}
	return Text(b)
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
