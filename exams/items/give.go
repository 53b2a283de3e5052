package items

import (
	"encoding/json"
	"errors"
	"html"
	"math/big"
	"strings"

	"laurel/exams/interchange"
	"laurel/exams/scoring"
)

// Give turns an item into the shape in which it leaves for other systems. The reason says why it cannot leave.
func Give(t Type, a Authored) (it interchange.Item, reason string) {
	it = interchange.Item{
		Type: interchange.Type(t), Stem: asHTML(a.Content.StemHTML + shown(a.Content.Media)), Rationale: asHTML(a.Rationale), Fixed: a.Content.Fixed,
		Language: a.Content.Language, Points: pointsOf(a.Content),
	}
	g := giving{&it, a}
	var err error
	switch t {
	case SingleChoice, MultipleResponse, TrueFalse:
		err = g.choice(t)
	case Matching:
		err = g.matching()
	case Ordering:
		err = g.ordering()
	case Numeric:
		err = g.numeric()
	case ShortText:
		var key shortTextKey
		err = json.Unmarshal(a.Key, &key)
		it.Texts, it.Exact = giveTexts(key.Texts)
	case Cloze:
		err = g.cloze()
	case Hotspot:
		err = g.hotspot()
	case Essay, FileUpload:
		g.open()
	default:
		return it, "no format has a word for the type " + string(t)
	}
	switch {
	case errors.Is(err, errMapped):
		return it, err.Error()
	case err != nil:
		return it, "the key cannot be read"
	}
	return it, ""
}

// errMapped says that pairs are worth points that no format can say.
var errMapped = errors.New("no format has a word for pairs that are mapped to points")

// giving is an item on its way out.
type giving struct {
	it *interchange.Item
	a  Authored
}

func asHTML(s string) interchange.Text { return interchange.Text{Format: interchange.HTML, Text: s} }

func pointsOf(c Content) string {
	if c.Points > 1 {
		return big.NewRat(int64(c.Points), 1).RatString()
	}
	return ""
}

// WithMedia puts pictures and recordings back into a text, where other systems look for them.
func WithMedia(media []Medium) string { return shown(media) }

// shown puts the pictures and recordings of an item back into its text, where other systems look for them.
func shown(media []Medium) string {
	var b strings.Builder
	for _, m := range media {
		src := ` src="` + html.EscapeString(m.ID) + `"`
		switch m.Kind {
		case Picture:
			b.WriteString("<img" + src + ` alt="` + html.EscapeString(m.Alt) + `">`)
		case Audio, Video:
			b.WriteString("<" + m.Kind + src + ` title="` + html.EscapeString(m.Alt) + `" controls="controls"></` + m.Kind + ">")
		}
	}
	return b.String()
}

func (g giving) options(all []Option, worth func(id string) string) []interchange.Option {
	var out []interchange.Option
	for _, o := range all {
		out = append(out, interchange.Option{Text: asHTML(o.HTML), Fraction: worth(o.ID), Rationale: asHTML(g.a.OptionRationales[o.ID])})
	}
	return out
}

// choiceWorth says what options are worth by what is accepted, or by their worth.
func choiceWorth(accepted []string, worth map[string]string) func(string) string {
	return func(id string) string {
		if len(worth) > 0 {
			if w, has := worth[id]; has {
				return w
			}
			return "0"
		}
		for _, a := range accepted {
			if a == id {
				return "1"
			}
		}
		return "0"
	}
}

func (g giving) choice(t Type) error {
	var key struct {
		choiceKey
		Rule    string   `json:"rule"`
		Correct []string `json:"correct"`
		mapKey
	}
	if err := json.Unmarshal(g.a.Key, &key); err != nil {
		return err
	}
	if t == TrueFalse {
		g.it.True, g.it.Fixed = choiceWorth(key.Accepted, key.Worth)("true") == "1", false
		g.it.IfTrue, g.it.IfFalse = asHTML(g.a.OptionRationales["true"]), asHTML(g.a.OptionRationales["false"])
		return nil
	}
	g.it.Weighed, g.it.Choose = len(key.Worth) > 0 || len(key.Map) > 0, g.a.Content.Choose
	if key.Rule == scoring.MinusWrong {
		g.it.Rule = key.Rule
	}
	if len(key.Map) > 0 {
		g.it.Rule, g.it.Lower, g.it.Upper = key.Rule, key.Lower, key.Upper
		g.it.Options = g.options(g.a.Content.Options, choiceWorth(nil, key.Map))
		return nil
	}
	g.it.Options = g.options(g.a.Content.Options, choiceWorth(append(key.Accepted, key.Correct...), key.Worth))
	return nil
}

func (g giving) matching() error {
	var key matchingKey
	if err := json.Unmarshal(g.a.Key, &key); err != nil {
		return err
	}
	if len(key.Pairs) == 0 {
		return errMapped
	}
	if key.Rule != scoring.MatchPairs {
		g.it.Rule = key.Rule
	}
	at := map[string]int{}
	for n, o := range g.a.Content.Options {
		at[o.ID] = n
	}
	g.it.Options = g.options(g.a.Content.Options, func(string) string { return "" })
	for _, s := range g.a.Content.Stems {
		g.it.Stems = append(g.it.Stems, interchange.Stem{Text: asHTML(s.HTML), Right: at[key.Pairs[s.ID]]})
	}
	return nil
}

func (g giving) ordering() error {
	var key orderingKey
	if err := json.Unmarshal(g.a.Key, &key); err != nil {
		return err
	}
	if key.Rule != scoring.OrderAllOrNothing {
		g.it.Rule = key.Rule
	}
	for _, id := range key.Order {
		for _, o := range g.a.Content.Options {
			if o.ID == id {
				g.it.Options = append(g.it.Options, interchange.Option{Text: asHTML(o.HTML)})
			}
		}
	}
	return nil
}

func giveTexts(all []acceptedText) (out []interchange.Short, exact bool) {
	for _, t := range all {
		exact = exact || t.Exact
		out = append(out, interchange.Short{Text: t.Text, Fraction: t.Fraction, Rationale: asHTML(t.Rationale)})
	}
	return out, exact
}

// giveNumbers writes tolerances out as the intervals that they are.
func giveNumbers(all []interval) []interchange.Number {
	var out []interchange.Number
	for _, i := range all {
		n := interchange.Number{From: i.From, To: i.To, Fraction: i.Fraction, Rationale: asHTML(i.Rationale)}
		if read, ok := i.read(); ok && i.Value != "" {
			n.From, n.To = read.From.RatString(), read.To.RatString()
		}
		out = append(out, n)
	}
	return out
}

func (g giving) numeric() error {
	var key numericKey
	if err := json.Unmarshal(g.a.Key, &key); err != nil {
		return err
	}
	g.it.Numbers = giveNumbers(key.Intervals)
	for _, u := range key.Units {
		g.it.Units = append(g.it.Units, interchange.Unit{Name: u.Name, Factor: u.Factor})
	}
	g.it.UnitPenalty, g.it.UnitPenaltyOf = key.Penalty, key.PenaltyOf
	return nil
}

func (g giving) cloze() error {
	var key clozeKey
	if err := json.Unmarshal(g.a.Key, &key); err != nil {
		return err
	}
	if key.Rule == scoring.AllOrNothing {
		g.it.Rule = key.Rule
	}
	for _, b := range g.a.Content.Blanks {
		answer := key.Blanks[b.ID]
		out := interchange.Blank{ID: b.ID, Kind: interchange.BlankChoice, Numbers: giveNumbers(answer.Intervals)}
		if answer.Weight > 1 {
			out.Weight = answer.Weight
		}
		switch b.Kind {
		case BlankText:
			out.Kind = interchange.BlankText
			out.Texts, out.Exact = giveTexts(answer.Texts)
		case BlankNumber:
			out.Kind = interchange.BlankNumber
		default:
			for _, o := range b.Options {
				out.Options = append(out.Options, interchange.Option{Text: asHTML(o.HTML), Fraction: choiceWorth(answer.Accepted, answer.Worth)(o.ID)})
			}
		}
		g.it.Blanks = append(g.it.Blanks, out)
	}
	return nil
}

func (g giving) hotspot() error {
	var key hotspotKey
	if err := json.Unmarshal(g.a.Key, &key); err != nil {
		return err
	}
	if key.Rule == scoring.AllOrNothing {
		g.it.Rule = key.Rule
	}
	g.it.Lower, g.it.Upper, g.it.Marks = key.Lower, key.Upper, g.a.Content.MaxPoints
	for _, a := range key.Areas {
		g.it.Areas = append(g.it.Areas, interchange.Area{Shape: a.Shape, Coords: a.Coords, Fraction: a.Value})
	}
	if i := g.a.Content.Image; i != nil {
		g.it.Image = &interchange.Image{Name: i.Media, Alt: i.Alt, Width: i.Width, Height: i.Height}
	}
	return nil
}

// open gives what people mark: what they are told, and what may be handed in. Files without a key have none.
func (g giving) open() {
	var key guideKey
	_ = json.Unmarshal(g.a.Key, &key)
	g.it.Guide = asHTML(key.GuideHTML)
	if u := g.a.Content.Upload; u != nil {
		g.it.Files, g.it.Accept = u.MaxFiles, u.Kinds
	}
}
