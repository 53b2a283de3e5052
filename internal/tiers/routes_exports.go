package tiers

import (
	"context"
	"crypto/hmac"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/actor"
	"laurel/internal/web"
)

func (h routes) exports(r *web.Router) {
	read := web.Scoped("export:read", append(web.Vendor(), actor.PartnerAdmin)...)
	order := web.Scoped("export:read", actor.VendorAdmin, actor.ProgramManager, actor.Support, actor.PartnerAdmin)
	const tag, base = "PRM", "/prm/v1/exports"

	web.Operation(r, web.Op{Method: http.MethodPost, Path: base, ID: "create-export", Tag: tag, Rights: order, Status: http.StatusAccepted,
		Summary: "Have all rows of a kind written to a file, with the cursor from which the change feed goes on"}, h.order)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: base, ID: "list-exports", Tag: tag, Rights: read, Summary: "Exports, newest first"}, h.ordered)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: base + "/{export}", ID: "get-export", Tag: tag, Rights: read,
		Summary: "How far an export is; once done, a link to its file that holds for a quarter of an hour"}, h.export)
	web.Page(r, web.Op{Method: http.MethodGet, Path: base + "/{export}/file", ID: "get-export-file", Tag: tag, Rights: web.Public(),
		Summary: "The file of an export; ?until= and ?signature= come with the link and let nobody else in"}, h.exportFile)
}

// ExportView is an export as its asker sees it.
type ExportView struct {
	ID            string     `json:"id"`
	Kind          string     `json:"kind" enum:"partners,headcounts,qualifications,standings,awards"`
	Format        string     `json:"format" enum:"ndjson,csv"`
	State         string     `json:"state" enum:"waiting,running,done,failed,expired"`
	AsOf          *time.Time `json:"as_of"`
	KnownAt       *time.Time `json:"known_at"`
	Rows          int64      `json:"rows"`
	Bytes         int64      `json:"bytes"`
	SHA256        string     `json:"sha256"`
	Sequence      int64      `json:"sequence" doc:"Of the last change that is in the file"`
	ChangesCursor string     `json:"changes_cursor" doc:"Go on with it at /prm/v1/changes: nothing is missed and nothing of the file is told again"`
	URL           *string    `json:"url" doc:"Of the file; holds for a quarter of an hour, ask again for a new one"`
	CreatedAt     time.Time  `json:"created_at"`
	FinishedAt    *time.Time `json:"finished_at"`
	ExpiresAt     *time.Time `json:"expires_at" doc:"The file is deleted then"`
}

func (h routes) viewExport(e Export) ExportView {
	v := ExportView{ID: e.ID, Kind: e.Kind, Format: e.Format, State: e.State, CreatedAt: e.CreatedAt.UTC(), ExpiresAt: inUTC(e.ExpiresAt)}
	now := h.s.db.Now()
	if e.State != exportDone && e.State != exportExpired {
		return v
	}
	v.AsOf, v.KnownAt, v.FinishedAt = inUTC(e.AsOf), inUTC(e.MadeAsOf), inUTC(e.FinishedAt)
	v.Rows, v.Bytes, v.SHA256, v.Sequence, v.ChangesCursor = e.Rows, e.Bytes, e.SHA256, e.Sequence, e.ChangesCursor
	if e.fetchable(now) && h.s.seal != nil {
		until := strconv.FormatInt(now.Add(exportLink).Unix(), 10)
		link := h.s.baseURL + "/prm/v1/exports/" + e.ID + "/file?until=" + until + "&signature=" + h.s.seal([]byte(e.ID+"\n"+until))
		v.URL = &link
	}
	return v
}

type exportOrderIn struct {
	Body struct {
		Kind   string `json:"kind" enum:"partners,headcounts,qualifications,standings,awards"`
		Format string `json:"format,omitempty" enum:"ndjson,csv" default:"ndjson"`
		AsOf   string `json:"as_of,omitempty" maxLength:"40" doc:"For headcounts: an instant, or a date"`
	}
}

type exportOut struct {
	Location string `header:"Location"`
	Body     ExportView
}

func (h routes) order(ctx context.Context, in *exportOrderIn) (*exportOut, error) {
	e := Export{Kind: in.Body.Kind, Format: in.Body.Format, Names: seesNames(actor.From(ctx))}
	if e.Format == "" {
		e.Format = "ndjson"
	}
	if in.Body.AsOf != "" {
		at, ok := parseAsOf(in.Body.AsOf, h.s.db.Now())
		if !ok {
			return nil, ErrInput.With(inField("as_of", "malformed", "An instant such as 2026-11-22T09:00:00Z, or a date such as 2026-11-22."))
		}
		e.AsOf = &at
	}
	e, err := h.s.Order(ctx, actor.Sight(ctx), e)
	return &exportOut{"/prm/v1/exports/" + e.ID, h.viewExport(e)}, err
}

func (h routes) ordered(ctx context.Context, in *web.Paging) (*struct{ Body web.List[ExportView] }, error) {
	before, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.s.Exports(ctx, actor.Sight(ctx), before, in.Limit+1)
	views := []ExportView{}
	for _, e := range rows {
		views = append(views, h.viewExport(e))
	}
	return &struct{ Body web.List[ExportView] }{web.Listed(views, in.Limit, func(v ExportView) string { return v.ID })}, err
}

type exportIn struct {
	ID string `path:"export"`
}

func (h routes) export(ctx context.Context, in *exportIn) (*struct{ Body ExportView }, error) {
	e, err := h.s.Export(ctx, actor.Sight(ctx), in.ID)
	return &struct{ Body ExportView }{h.viewExport(e)}, err
}

// exportFile lets in whoever holds a link that has not run out; the link was made for somebody who may.
func (h routes) exportFile(c *fiber.Ctx) error {
	exportID, until := web.Param(c, "export"), c.Query("until")
	seconds, err := strconv.ParseInt(until, 10, 64)
	if err != nil || h.s.seal == nil || !hmac.Equal([]byte(c.Query("signature")), []byte(h.s.seal([]byte(exportID+"\n"+until)))) {
		return ErrNothing
	}
	now := h.s.db.Now()
	e, err := h.s.export(c.UserContext(), exportID)
	if err != nil {
		return err
	}
	if now.Unix() >= seconds || !e.fetchable(now) {
		return ErrLinkOver
	}
	file, err := h.s.files.Open(c.UserContext(), e.File)
	if err != nil {
		return err
	}
	kind := "application/x-ndjson"
	if e.Format == "csv" {
		kind = "text/csv; charset=utf-8"
	}
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+e.Kind+"."+e.Format+`"`)
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	c.Set(fiber.HeaderETag, web.ETag(e.SHA256))
	return c.SendStream(whole{io.NewSectionReader(file, 0, e.Bytes), file}, int(e.Bytes)) // which closes the file
}

// whole reads a file to its end and lets it go.
type whole struct {
	io.Reader
	io.Closer
}
