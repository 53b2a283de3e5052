package exams

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"laurel/internal/fault"
)

// mostLines bounds a file of results.
const mostLines = 5000

var sheetColumns = []string{"source_ref", "email", "person", "exam", "form", "score", "max", "scaled_score", "decision", "incident", "taken_at", "supersedes"}
var sheetNeeds = []string{"source_ref", "exam", "score", "decision", "taken_at"}

// sheetLine is one result of a file, or why it cannot be read.
type sheetLine struct {
	Line   int
	Result Delivered
	Fault  *fault.Error
}

// readSheet reads a file of results: a header of known columns in any order, then a result in each row. The whole file is refused
// when its header is; a row that cannot be read is refused alone.
func readSheet(body []byte) ([]sheetLine, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))))
	r.FieldsPerRecord = -1
	header, err := r.Read()
	if err != nil {
		return nil, sheetFault("header", "unreadable", "a first line that names the columns")
	}
	for i, name := range header {
		header[i] = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(sheetColumns, header[i]) || slices.Contains(header[:i], header[i]) {
			return nil, sheetFault("header", "unknown_column", "each once, of "+strings.Join(sheetColumns, ", "))
		}
	}
	for _, name := range sheetNeeds {
		if !slices.Contains(header, name) {
			return nil, sheetFault("header", "missing_column", "the column "+name)
		}
	}
	var out []sheetLine
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if len(out) == mostLines {
			return nil, sheetFault("body", "too_many_rows", "at most "+strconv.Itoa(mostLines)+" results in one file")
		}
		line, _ := r.FieldPos(0)
		if err != nil {
			var parse *csv.ParseError
			if errors.As(err, &parse) {
				line = parse.StartLine
			}
			out = append(out, sheetLine{Line: line, Fault: sheetFault("row", "unreadable", "fields parted by commas, with quotes in pairs")})
			continue
		}
		out = append(out, readLine(line, header, cells))
	}
}

func readLine(line int, header, cells []string) sheetLine {
	out := sheetLine{Line: line}
	if len(cells) != len(header) {
		out.Fault = sheetFault("row", "columns", strconv.Itoa(len(header))+" fields, as the header has")
		return out
	}
	of := map[string]string{}
	for i, name := range header {
		of[name] = strings.TrimSpace(cells[i])
		if strings.ContainsRune(of[name], 0) || !isText(of[name]) {
			out.Fault = sheetFault(name, "malformed", "text in UTF-8")
			return out
		}
	}
	d := Delivered{
		SourceRef: of["source_ref"], Email: of["email"], Person: of["person"], Exam: of["exam"], Form: of["form"], Score: of["score"], Max: of["max"],
		Decision: of["decision"], Incident: of["incident"], Supersedes: of["supersedes"],
	}
	if text := of["scaled_score"]; text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			out.Fault = sheetFault("scaled_score", "malformed", "a whole number")
		}
		d.ScaledScore = &n
	}
	at, err := time.Parse(time.RFC3339, of["taken_at"])
	if err != nil {
		out.Fault = sheetFault("taken_at", "malformed", "an instant such as 2026-03-01T09:30:00Z")
	}
	d.TakenAt = at.UTC()
	out.Result = d
	return out
}

func isText(s string) bool { return strings.ToValidUTF8(s, "") == s }

func sheetFault(field, code, detail string) *fault.Error {
	return ErrExternalInput.With(fault.Field{Field: field, Code: code, Detail: detail})
}
