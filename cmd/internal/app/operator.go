package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"laurel/internal/banks"
	"laurel/internal/fault"
	"laurel/internal/tiers"
	"laurel/lms"
	"laurel/workers"
)

// Rebuild tells every fact again to the keepers of copies, then recomputes; it returns how many facts it told.
func (a *App) Rebuild(ctx context.Context) (int, error) {
	told, err := workers.New(a.DB, nil, a.forWorkers(), a.log, nil).Rebuild(ctx)
	if err != nil {
		return told, err
	}
	_, err = a.Tiers.Sweep(ctx)
	return told, err
}

// BankFile is an item bank to be made from a file.
type BankFile struct {
	Name, Format string
	Text         []byte
}

// BankReport accounts for every source item of an imported file.
type BankReport struct {
	Bank               string              `json:"bank"`
	Import             string              `json:"import"`
	State              string              `json:"state"`
	Reason             string              `json:"reason,omitempty"`
	SourceItems        int                 `json:"source_items"`
	Imported           int                 `json:"imported"`
	ImportedWithLosses int                 `json:"imported_with_losses"`
	Rejected           int                 `json:"rejected"`
	Entries            []banks.ImportEntry `json:"entries"`
}

// ImportBank makes a bank and imports the file into it.
func (a *App) ImportBank(ctx context.Context, f BankFile) (BankReport, error) {
	i, err := a.importBank(ctx, f)
	return BankReport{i.BankID, i.ID, string(i.State), i.Reason, i.SourceItems, i.Imported, i.ImportedWithLosses, i.Rejected, i.Entries}, err
}

func (a *App) importBank(ctx context.Context, f BankFile) (banks.Import, error) {
	bank, err := a.Banks.CreateBank(ctx, f.Name, "none")
	if err != nil {
		return banks.Import{}, err
	}
	file, err := a.Banks.Spool(ctx, bytes.NewReader(f.Text))
	if err != nil {
		return banks.Import{}, err
	}
	report, err := a.Banks.Import(ctx, bank.ID, f.Format, file)
	for err == nil && report.State == "running" {
		if _, err = a.Banks.FinishImports(ctx); err == nil {
			report, err = a.Banks.ImportOf(ctx, bank.ID, report.ID)
		}
	}
	return report, err
}

// ImportProgram keeps the document as a draft.
func (a *App) ImportProgram(ctx context.Context, text []byte) (tiers.Version, error) {
	return a.Tiers.ImportProgram(ctx, text)
}

// ImportCourse keeps the course, over an older one of the same key.
func (a *App) ImportCourse(ctx context.Context, text []byte) (map[string]any, error) {
	var document struct {
		Key, Title, Description string
		Lessons                 []struct {
			Key, Title, Markdown string
			Minutes              int
		}
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&document); err != nil {
		return nil, fault.New(fault.Unreadable, "unreadable", fmt.Sprintf("The course cannot be read: %v.", err))
	}
	course := lms.Course{Key: document.Key, Title: document.Title, Description: document.Description}
	for _, l := range document.Lessons {
		course.Lessons = append(course.Lessons, lms.Lesson{Key: l.Key, Title: l.Title, Minutes: l.Minutes, Markdown: l.Markdown})
	}
	kept, created, err := a.LMS.PutCourse(ctx, course, func(int64) error { return nil })
	return map[string]any{"key": kept.Key, "version": kept.Version, "created": created, "lessons": len(kept.Lessons)}, err
}
