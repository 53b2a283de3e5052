package exams

import (
	"encoding/json"

	"laurel/exams/items"
)

// loadFiles reads what was handed in at the places that take files, if any call is about one.
func (w *writing) loadFiles() error {
	w.files = map[string]place{}
	asked := map[string]bool{}
	for at, slot := range w.slots {
		if slot.Type == items.FileUpload {
			asked[at.attempt] = true
		}
	}
	for attempt := range asked {
		files, err := filesOf(w.tx, attempt)
		if err != nil {
			return err
		}
		for _, f := range files {
			w.files[f.ID] = place{f.AttemptID, f.Position}
		}
	}
	return nil
}

// loadLabs finds the session at the places of labs, if any call is about one.
func (w *writing) loadLabs() (err error) {
	w.labs = map[place]string{}
	for at, slot := range w.slots {
		if slot.Type != items.Lab {
			continue
		}
		if w.labs[at], err = w.labAt(w.tx.Statement.Context, w.tx, at.attempt, at.position); err != nil {
			return err
		}
	}
	return nil
}

// read makes an answer canonical. An answer that names files may name only those that were handed in at its own place, and one that
// names a lab only the session that was opened there: any other is none, whoever's it is.
func (w *writing) read(at place, raw json.RawMessage) (string, error) {
	slot := w.slots[at]
	text, err := slot.read(raw)
	if err != nil || text == items.Cleared {
		return text, err
	}
	switch slot.Type {
	case items.FileUpload:
		for _, f := range named(text) {
			if w.files[f] != at {
				return "", ErrResponse
			}
		}
	case items.Lab:
		var r struct {
			Lab string `json:"lab"`
		}
		if json.Unmarshal([]byte(text), &r) != nil || r.Lab != w.labs[at] {
			return "", ErrResponse
		}
	}
	return text, nil
}
