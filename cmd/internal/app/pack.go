package app

import (
	"bytes"
	"context"
	"encoding/json"

	"laurel/exams"
	"laurel/internal/money"
)

// ExamPack is a published exam with its bank, to be sat somewhere else.
type ExamPack struct {
	Document map[string]any // without key and bank
	Bank     []byte         // a QTI 3 package
}

// PackExam takes down a published exam for a rehearsal: free, open to everybody, in one language, with free navigation and without
// certification, so that items, forms, times and scoring are the exam's own and nothing else stands between a candidate and them.
func (a *App) PackExam(ctx context.Context, key string) (ExamPack, error) {
	e, err := a.Exams.Exam(ctx, key)
	if err == nil && e.Published == nil {
		err = exams.ErrNothing
	}
	if err != nil {
		return ExamPack{}, err
	}
	d := *e.Published
	d.Certification, d.Price, d.Retake = "", money.Money{Currency: d.Price.Currency}, exams.Retake{WaitSeconds: []int{}}
	d.Terms, d.Navigation, d.Sections = exams.Terms{}, exams.Free, nil
	text, err := json.Marshal(d)
	if err != nil {
		return ExamPack{}, err
	}
	var pack ExamPack
	if err := json.Unmarshal(text, &pack.Document); err != nil {
		return ExamPack{}, err
	}
	var bank bytes.Buffer
	_, err = a.Banks.Export(ctx, d.ItemBank, "qti3", &bank)
	pack.Bank = bank.Bytes()
	return pack, err
}
