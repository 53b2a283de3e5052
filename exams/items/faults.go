package items

import (
	"encoding/json"
	"regexp"
	"strconv"

	"laurel/exams/scoring"
	"laurel/internal/fault"
)

// faults collects what an author has to mend, each with the path of its field.
type faults []fault.Field

func (f *faults) add(field, detail string) {
	*f = append(*f, fault.Field{Field: field, Code: "invalid", Detail: detail})
}

// want adds a fault unless it holds.
func (f *faults) want(holds bool, field, detail string) {
	if !holds {
		f.add(field, detail)
	}
}

func at(field string, i int, member ...string) string {
	field += "." + strconv.Itoa(i)
	for _, m := range member {
		field += "." + m
	}
	return field
}

// name is what ids of authors look like.
var name = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,60}$`)

// names wants ids that are names, each once, and texts that are not empty.
func (f *faults) names(field string, all []Option, what string) {
	seen := map[string]bool{}
	for i, o := range all {
		f.want(name.MatchString(o.ID) && !seen[o.ID], at(field, i, "id"), "the id of "+what+" is missing, taken or no plain word")
		f.want(o.HTML != "", at(field, i, "html"), "nothing is left of "+what)
		seen[o.ID] = true
	}
	f.want(len(all) <= maxOptions, field, "there are more than 100")
}

// decode reads a key, or says that it cannot be read.
func (f *faults) decode(raw json.RawMessage, into any) bool {
	if !decode(raw, into) {
		f.add("key", "the key cannot be read")
		return false
	}
	return true
}

// common looks at what every type shares.
func (f *faults) common(c Content) {
	f.want(c.StemHTML != "", "content.stem_html", "nothing is left of the stem")
	f.names("content.options", c.Options, "an option")
	f.names("content.stems", c.Stems, "a stem")
	f.want(c.Points >= 0 && c.Points <= maxPoints, "content.points", "an item is worth 1 to 100 points")
	for i, m := range c.Media {
		f.want(m.ID != "" && (m.Kind == Picture || m.Kind == Audio || m.Kind == Video), at("content.media", i), "a medium names no file or no kind")
	}
	if c.Upload != nil {
		f.upload(*c.Upload)
	}
}

// worth wants known options, readable fractions, and one of them above nothing.
func (f *faults) worth(field string, options []Option, worth map[string]string) {
	best := len(worth) == 0
	for id, text := range worth {
		v, ok := scoring.Fraction(text)
		f.want(ok, field+"."+id, "the worth of an option is no fraction of a point")
		f.want(has(options, id), field+"."+id, "the key names an option that is not there")
		best = best || ok && v.Sign() > 0
	}
	f.want(best, field, "no option is right")
}

// known wants every id among the options.
func (f *faults) known(field string, options []Option, ids []string) {
	seen := map[string]bool{}
	for i, id := range ids {
		f.want(has(options, id), at(field, i), "the key names an option that is not there")
		f.want(!seen[id], at(field, i), "the key names an option twice")
		seen[id] = true
	}
}
