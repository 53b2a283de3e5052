package exams

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/web"
)

// handIn registers what candidates do with files.
func (h routes) handIn(r *web.Router) {
	web.Page(r, web.Op{Method: http.MethodPost, Path: attemptsPath + "/{id}/files", ID: "upload-file", Tag: tagAttempts, Rights: web.SignedIn(), Status: http.StatusCreated, MaxBody: MaxFileBytes,
		Summary: "Hand in a file, sent as it is, at ?position= under ?name=; an answer then names its id"}, h.upload)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: attemptsPath + "/{id}/files", ID: "list-files", Tag: tagAttempts, Rights: web.SignedIn(),
		Summary: "What you handed in at an attempt of yours"}, h.listFiles)
}

// FileView is a file that was handed in. It is not given back.
type FileView struct {
	ID        string    `json:"id"`
	Position  int       `json:"position"`
	Name      string    `json:"name"`
	Kind      string    `json:"kind"`
	Size      int       `json:"size"`
	SHA256    string    `json:"sha256"`
	CreatedAt time.Time `json:"created_at"`
}

func viewFile(f File) FileView {
	return FileView{f.ID, f.Position, f.Name, f.Kind, f.Size, f.SHA256, f.CreatedAt}
}

func (h routes) upload(c *fiber.Ctx) error {
	position, err := strconv.Atoi(c.Query("position"))
	if err != nil || position < 1 || position > 10000 {
		return refusedFile("position", "out_of_range", "Say at which position of the attempt the file belongs.")
	}
	f, err := h.exams.Upload(c.UserContext(), Upload{web.Param(c, "id"), position, c.Query("name"), web.Body(c)})
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderLocation, attemptsPath+"/"+f.AttemptID+"/files")
	return c.Status(http.StatusCreated).JSON(viewFile(f))
}

type filesOut struct {
	Body struct {
		Data []FileView `json:"data"`
	}
}

func (h routes) listFiles(ctx context.Context, in *idIn) (*filesOut, error) {
	files, err := h.exams.Files(ctx, in.ID)
	out := &filesOut{}
	out.Body.Data = each(files, viewFile)
	return out, err
}
