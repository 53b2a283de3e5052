package exams

import "encoding/json"

// loadFiles reads what was handed in at the places that take files, if any call is about one.
func (w *writing) loadFiles() error {
	w.files = map[string]place{}
	asked := map[string]bool{}
	for at, slot := range w.slots {
		if slot.Type == "file_upload" {
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

// read makes an answer canonical. An answer that names files may name only those that were handed in at its own place.
func (w *writing) read(at place, raw json.RawMessage) (string, error) {
	slot := w.slots[at]
	text, err := slot.read(raw)
	if err != nil || slot.Type != "file_upload" {
		return text, err
	}
	for _, f := range named(text) {
		if w.files[f] != at {
			return "", ErrResponse
		}
	}
	return text, nil
}
