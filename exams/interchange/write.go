package interchange

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"iter"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"laurel/internal/fault"
)

// ErrWrite says that a format is not written here.
var ErrWrite = fault.New(fault.Invalid, "export_format", "Items are written as qti3, gift or csv.")

// Written is the account of one item that was to be written. It was not if Reason says why.
type Written struct {
	Ref    string
	Losses []string
	Reason string
}

// Write writes items as qti3, gift or csv, and accounts for each of them. The same items give the same bytes.
func Write(format string, out io.Writer, items iter.Seq2[Item, error]) ([]Written, error) {
	switch format {
	case "qti3":
		return writeQTI(out, items)
	case "gift":
		return writeGIFT(out, items)
	case "csv":
		return writeCSV(out, items)
	}
	return nil, ErrWrite
}

// writing is one item being written: what is lost, or why it cannot be written.
type writing struct {
	item   Item
	losses []string
	reason string
}

func (w *writing) lose(is bool, what string) {
	if is {
		r := reading{losses: w.losses}
		r.lose(what)
		w.losses = r.losses
	}
}

func (w *writing) account() Written {
	ref := w.item.ID
	if ref == "" {
		ref = w.item.Title
	}
	return Written{Ref: ref, Losses: w.losses, Reason: w.reason}
}

// common names what neither GIFT nor CSV can carry.
func (w *writing) common(format string) {
	it := w.item
	if it.Type == Hotspot {
		w.reason = format + " carries no images, so it carries no hotspot"
	}
	w.lose(len(it.Media) > 0, "the files of the item are not in "+format)
	if len(it.Media) > 0 {
		w.item.Options, w.item.Stems = slices.Clone(it.Options), slices.Clone(it.Stems)
		for _, t := range w.item.texts() {
			t.Text = strings.TrimSpace(picture.ReplaceAllString(t.Text, ""))
		}
	}
	w.lose(it.Stimulus != nil, "the shared text is not in "+format)
	w.lose(it.Rule != "", "the scoring rule "+it.Rule+" is not in "+format)
	w.lose(it.Choose > 0, "how many options may be chosen is not in "+format)
	w.lose(it.UnitPenalty != "", "the penalty for a wrong unit is not in "+format)
	for _, b := range it.Blanks {
		w.lose(b.Weight > 1, "the weights of the blanks are not in "+format)
	}
	w.lose(it.Lower != "" || it.Upper != "", "the bounds of the score are not in "+format)
}

// picture is an image or a recording in a text, which nothing shows where its file is not.
var picture = regexp.MustCompile(`(?is)<img\b[^>]*>|<(?:audio|video)\b[^>]*>.*?</(?:audio|video)>`)

// Fingerprint stands for an item without an id: what is asked and what is right, not where it stands. The same item has the
// same one in every file.
func (it Item) Fingerprint() string {
	it.ID, it.Category, it.Tags, it.Media, it.Points, it.Difficulty = "", nil, nil, nil, "", ""
	if it.Stimulus != nil {
		it.Stimulus = &Stimulus{Text: it.Stimulus.Text}
	}
	body, err := json.Marshal(it)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(body)
	return "sha256:" + hex.EncodeToString(sum[:16])
}

// percent writes a fraction as a percentage with as many decimals as bring it back.
func percent(fraction string) string {
	v, ok := new(big.Rat).SetString(fraction)
	if !ok {
		return "0"
	}
	return shortest(v.Mul(v, big.NewRat(100, 1)), 5)
}

// shortest writes a number exactly if it can be, else with so many decimals.
func shortest(v *big.Rat, most int) string {
	if n, exact := v.FloatPrec(); exact && n <= 20 {
		return v.FloatString(n)
	}
	return v.FloatString(most)
}

// arrow keeps a text from being read as a pair.
func (w *writing) arrow(t Text) Text {
	if !strings.Contains(t.Text, "->") {
		return t
	}
	if t.Format == HTML || t.Format == Moodle {
		t.Text = strings.ReplaceAll(t.Text, "->", "-&gt;")
		return t
	}
	w.lose(true, "the arrow -> inside a pair is written as →")
	t.Text = strings.ReplaceAll(t.Text, "->", "→")
	return t
}

func lineFeeds(s string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
}

// figure writes a number that other readers know too: no ratios.
func figure(s string) string {
	if number.MatchString(s) {
		return s
	}
	v, ok := new(big.Rat).SetString(s)
	if !ok {
		return "0"
	}
	return shortest(v, 20)
}
