package exams

import (
	"context"
	"errors"
	"strconv"
	"testing"

	"gorm.io/gorm"

	"laurel/internal/blob"
	"laurel/internal/id"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

// cellar counts what is put into it, and lets something happen right after.
type cellar struct {
	blob.Keeper
	puts int
	then func()
}

func (c *cellar) Put(ctx context.Context, name string, body []byte) error {
	c.puts++
	err := c.Keeper.Put(ctx, name, body)
	if then := c.then; then != nil {
		c.then = nil
		then()
	}
	return err
}

// fill makes a position hold as many files as it may, and names a content in the first.
func (s *sitting) fill(t testing.TB, position int, sum string) {
	t.Helper()
	err := s.h.db.Tx(as(t, "vendor_admin:root"), func(tx *gorm.DB) error {
		for n := range maxPositionFiles {
			err := tx.Exec("insert into attempt_files ("+fileColumns+") values (?, ?, ?, ?, ?, ?, ?, ?)",
				id.New("fil"), s.ID, position, strconv.Itoa(n)+".txt", "txt", 1, sum, s.h.db.Now()).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOfARefusedUploadNoFileStays(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		h.exam(t, "net", nil)
		c := &cellar{Keeper: h.files}
		h.files = c
		s := h.sit(t, "ada", "net")
		s.becomes(t, "file_upload", "null", 1, 2, 3, 4)
		up := func(name, body string, position int) testkit.Answer {
			return h.person("ada").Call(t, "POST", s.path("/files?position="+strconv.Itoa(position)+"&name="+name), body, "Content-Type: application/octet-stream")
		}
		kept := func(f File) bool {
			t.Helper()
			_, err := h.files.Get(t.Context(), blobPath(f.SHA256))
			if err != nil && !errors.Is(err, blob.ErrNone) {
				t.Fatal(err)
			}
			return err == nil
		}
		named := func(body string) File {
			f, err := uploadRule{bytes: MaxFileBytes}.fileOf("a.txt", []byte(body))
			if err != nil {
				t.Fatal(err)
			}
			return f
		}

		// A refused twin drops the content between storing and naming it: whoever is taken still has it.
		c.then = func() { h.dropUnnamed(t.Context(), named("twin").SHA256) }
		taken := up("a.txt", "twin", 4).Want(t, 201)
		if _, body, err := h.Content(t.Context(), s.ID, 4, taken.Text(t, "id")); err != nil || string(body) != "twin" {
			t.Errorf("%q, %v", body, err)
		}

		// Full before: nothing is stored, and what is held already is still the same one.
		s.fill(t, 1, named("held").SHA256)
		c.puts = 0
		for range 2 {
			up("a.txt", "one too many", 1).Refused(t, 429, "too_many_files")
		}
		if c.puts != 0 || kept(named("one too many")) {
			t.Errorf("%d refused files were stored", c.puts)
		}
		up("0.txt", "held", 1).Want(t, 201)

		// Full meanwhile: what was stored goes again, unless somebody else's row names it.
		c.then = func() { s.fill(t, 2, named("held").SHA256) }
		up("a.txt", "late", 2).Refused(t, 429, "too_many_files")
		if kept(named("late")) {
			t.Error("a refused file stays")
		}
		shared := named("shared")
		c.then = func() { s.fill(t, 3, shared.SHA256) }
		up("a.txt", "shared", 3).Refused(t, 429, "too_many_files")
		if !kept(shared) {
			t.Error("the content of another row is gone")
		}
	})
}
