package exams

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"

	"laurel/exams/items"
)

// snapshot takes down what the items of a form show in each language, so that nothing that happens in the bank reaches it. An item
// that a language misses refuses the form.
func (s *Service) snapshot(ctx context.Context, tx *gorm.DB, f *Form) error {
	versions := make([]string, len(f.Slots))
	for i := range f.Slots {
		versions[i] = f.Slots[i].ItemVersionID
		f.Slots[i].Contents = nil
	}
	f.contents = map[string]items.Content{}
	texts := map[string]string{}
	for n, language := range f.Languages {
		contents, err := s.contents(ctx, tx, versions, inBank(n, language))
		if err != nil {
			return err
		}
		missing := untranslated{language: language}
		for i := range f.Slots {
			content, ok := contents[f.Slots[i].ItemVersionID]
			if !ok {
				missing.items = append(missing.items, f.Slots[i].ItemID)
				continue
			}
			text, err := items.Canonical(content)
			if err != nil {
				return err
			}
			sum := digestOf(text)
			texts[sum], f.contents[sum] = text, content
			f.Slots[i].Contents = append(f.Slots[i].Contents, sum)
		}
		if len(missing.items) > 0 {
			return missing
		}
	}
	return keepContents(tx, texts)
}

// inBank is what the bank calls a language. The first of an exam is the one that its items were written in.
func inBank(n int, language string) string {
	if n == 0 {
		return ""
	}
	return language
}

func (s *Service) contents(ctx context.Context, tx *gorm.DB, versions []string, language string) (map[string]items.Content, error) {
	out := map[string]items.Content{}
	for some := range slices.Chunk(versions, rowsTogether) {
		found, err := s.bank.Contents(ctx, tx, some, language)
		if err != nil {
			return nil, err
		}
		for version, content := range found {
			out[version] = content
		}
	}
	return out, nil
}

// keepContents writes contents in the order of their hashes, so that two who freeze forms never wait for each other in a circle.
func keepContents(tx *gorm.DB, texts map[string]string) error {
	sums := make([]string, 0, len(texts))
	for sum := range texts {
		sums = append(sums, sum)
	}
	slices.Sort(sums)
	for some := range slices.Chunk(sums, rowsTogether) {
		var args []any
		for _, sum := range some {
			args = append(args, sum, texts[sum])
		}
		rows := strings.TrimSuffix(strings.Repeat("(?, ?), ", len(some)), ", ")
		if err := tx.Exec("insert into form_contents (sha256, content) values "+rows+" on conflict (sha256) do nothing", args...).Error; err != nil {
			return err
		}
	}
	return nil
}

// translated leaves out of the pool what a language of the exam misses, so that an item on its way into the bank stops no form.
func (w *workshop) translated(ctx context.Context, s *Service, tx *gorm.DB) error {
	for n, language := range w.document.tongues() {
		if n == 0 {
			continue
		}
		missing, err := w.untranslated(ctx, s, tx, language)
		if err != nil {
			return err
		}
		w.pool = slices.DeleteFunc(w.pool, func(it Drawable) bool { return slices.Contains(missing.items, it.ID) })
	}
	return nil
}

// untranslated finds what can be drawn for the exam and is not in a language.
func (w *workshop) untranslated(ctx context.Context, s *Service, tx *gorm.DB, language string) (untranslated, error) {
	versions := make([]string, len(w.pool))
	for i, it := range w.pool {
		versions[i] = it.VersionID
	}
	contents, err := s.contents(ctx, tx, versions, language)
	out := untranslated{language: language}
	for _, it := range w.pool {
		_, ok := contents[it.VersionID]
		if asked := len(w.document.Blueprint.Domains) == 0 || w.document.Blueprint.names(it.Domain); !ok && asked {
			out.items = append(out.items, it.ID)
		}
	}
	return out, err
}
