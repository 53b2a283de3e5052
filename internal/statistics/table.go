package statistics

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"

	"laurel/exams/psychometrics"
)

// table writes the items of a report as CSV, a figure in one column and its n in the next. A withheld figure is empty, never 0.
func table(r Report) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	head := []string{"group", "name", "item", "item_version", "type", "domain", "scored"}
	for _, f := range []string{"facility", "item_rest", "item_total", "biserial", "upper_lower_27", "alpha_if_deleted"} {
		head = append(head, f, f+"_n")
	}
	_ = w.Write(append(head, "unanswered", "options", "flags")) // a buffer does not fail
	rows := func(group string, b Block) {
		for _, it := range b.Items {
			_ = w.Write(line(group, b.Name, it))
		}
	}
	rows("all", r.Overall)
	for _, b := range r.Forms {
		rows("form", b)
	}
	for _, b := range r.Languages {
		rows("language", b)
	}
	w.Flush()
	return out.Bytes()
}

func line(group, name string, it ItemRow) []string {
	out := []string{group, name, it.ItemID, it.ID, it.Type, safe(it.Domain), strconv.FormatBool(it.Scored)}
	for _, f := range []psychometrics.Figure{it.Facility, it.ItemRest, it.ItemTotal, it.Biserial, it.UpperLower, it.Deleted} {
		out = append(out, written(f), strconv.Itoa(f.N))
	}
	var options, flags []string
	for _, o := range it.Options {
		right := ""
		if o.Right {
			right = "*"
		}
		options = append(options, o.Option+right+" n="+strconv.Itoa(o.Chosen)+" r="+written(o.R))
	}
	for _, f := range it.Flags {
		flags = append(flags, f.Code)
	}
	return append(out, strconv.Itoa(it.Unanswered), strings.Join(options, "; "), strings.Join(flags, " "))
}

func written(f psychometrics.Figure) string {
	v, ok := f.Known()
	if !ok {
		return ""
	}
	return decimals(v, 'f', 4)
}

// safe keeps a spreadsheet from reading a name as a formula.
func safe(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
