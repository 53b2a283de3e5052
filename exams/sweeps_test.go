package exams

import (
	"errors"
	"testing"
	"time"

	"laurel/internal/blob"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

// What a process left that died between file and row goes after a day, and nothing that a row names.
func TestFilesThatNobodyNamesAreSwept(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		s := h.sit(t, "ada", "net")
		s.becomes(t, "file_upload", "null", 1)
		kept := h.person("ada").Call(t, "POST", s.path("/files?position=1&name=a.txt"), "named", "Content-Type: application/octet-stream").Want(t, 201).Text(t, "sha256")
		lost := "00" + kept[2:]
		for _, name := range []string{lost, ".tmp-half"} { // as far as a process comes that is killed before its transaction
			if err := h.files.Put(t.Context(), blobPath(name), []byte("lost")); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := h.SweepFiles(t.Context()); n != 0 || err != nil {
			t.Errorf("%d swept that may still be named, %v", n, err)
		}
		for _, want := range []int{2, 0} {
			if n, err := h.sweepFiles(t.Context(), time.Now().Add(time.Minute)); n != want || err != nil {
				t.Errorf("%d swept, not %d, %v", n, want, err)
			}
		}
		if _, err := h.files.Get(t.Context(), blobPath(kept)); err != nil {
			t.Errorf("a file that a row names is gone: %v", err)
		}
		if _, err := h.files.Get(t.Context(), blobPath(lost)); !errors.Is(err, blob.ErrNone) {
			t.Errorf("%v", err)
		}
	})
}
