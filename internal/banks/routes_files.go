package banks

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/actor"
	"laurel/internal/fault"
	"laurel/internal/web"
)

// files registers how items come in as files and leave as files.
func (h routes) files(r *web.Router) {
	write := web.Roles(actor.VendorAdmin, actor.Author)
	read := web.Roles(actor.VendorAdmin, actor.Author, actor.Auditor)
	imports := banksPath + "/{id}/imports"
	web.Page(r, web.Op{Method: http.MethodPost, Path: imports, ID: "import-items", Tag: tagBanks, Rights: write, Stream: true,
		Summary: "Import a file of items, up to 64 MiB; ?format=gift, moodle_xml, qti, aiken or csv. One over 1 MiB is read in the background"}, h.importItems)
	web.Page(r, web.Op{Method: http.MethodGet, Path: banksPath + "/{id}/export", ID: "export-items", Tag: tagBanks, Rights: write,
		Summary: "The items of a bank with their keys as a file; ?format=qti3, gift or csv. With report=true what the format cannot carry"}, h.exportItems)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: imports, ID: "list-imports", Tag: tagBanks, Rights: read,
		Summary: "Imports into a bank, newest first"}, h.listImports)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: imports + "/{import}", ID: "get-import", Tag: tagBanks, Rights: read,
		Summary: "What became of every item of a file"}, h.getImport)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: imports + "/{import}/entries", ID: "list-import-entries", Tag: tagBanks, Rights: read,
		Summary: "What became of the items of a file, page by page, of one outcome or of all"}, h.listEntries)
}

// importItems takes the file as it is: 201 with the account, 202 when it is read later.
func (h routes) importItems(c *fiber.Ctx) error {
	if err := h.banks.MayImport(c.UserContext(), web.Param(c, "id"), c.Query("format")); err != nil {
		return err
	}
	var f Spooled
	take := func(in io.Reader) (err error) {
		f, err = h.banks.Spool(c.UserContext(), in)
		return err
	}
	return web.Upload(c, take, func(ctx context.Context) error {
		i, err := h.banks.Import(ctx, web.Param(c, "id"), c.Query("format"), f)
		if err != nil {
			return err
		}
		c.Set(fiber.HeaderLocation, banksPath+"/"+i.BankID+"/imports/"+i.ID)
		status := http.StatusCreated
		if i.State == ImportRunning {
			status = http.StatusAccepted
		}
		return c.Status(status).JSON(viewImport(i))
	})
}

type importIn struct {
	ID     string `path:"id"`
	Import string `path:"import"`
}

func (h routes) getImport(ctx context.Context, in *importIn) (*struct{ Body ImportView }, error) {
	i, err := h.banks.ImportOf(ctx, in.ID, in.Import)
	return &struct{ Body ImportView }{viewImport(i)}, err
}

// ImportLineView is an import in a list.
type ImportLineView struct {
	ID                 string      `json:"id"`
	State              ImportState `json:"state" enum:"running,done,refused"`
	Progress           int         `json:"progress" doc:"Percent"`
	Format             string      `json:"format"`
	SourceItems        int         `json:"source_items"`
	Imported           int         `json:"imported"`
	ImportedWithLosses int         `json:"imported_with_losses"`
	Rejected           int         `json:"rejected"`
	Reason             string      `json:"reason,omitempty"`
	CreatedAt          time.Time   `json:"created_at"`
}

func viewImportLine(i Import) ImportLineView {
	return ImportLineView{i.ID, i.State, i.Progress(), i.Format, i.SourceItems, i.Imported, i.ImportedWithLosses, i.Rejected, i.Reason, i.CreatedAt}
}

func (h routes) listImports(ctx context.Context, in *listIn) (*struct{ Body web.List[ImportLineView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	rows, err := h.banks.Imports(ctx, in.ID, after, in.Limit+1)
	page := web.Listed(each(rows, viewImportLine), in.Limit, func(v ImportLineView) string { return v.ID })
	return &struct{ Body web.List[ImportLineView] }{page}, err
}

type entriesIn struct {
	ID     string `path:"id"`
	Import string `path:"import"`
	web.Paging
	Outcome string `query:"outcome" enum:"imported,imported_with_losses,rejected"`
}

func (h routes) listEntries(ctx context.Context, in *entriesIn) (*struct{ Body web.List[ImportEntry] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	number := 0
	if after != "" {
		if number, err = strconv.Atoi(after); err != nil {
			return nil, ErrInput.With(fault.Field{Field: "cursor", Code: "not_valid", Detail: "a cursor that this list gave"})
		}
	}
	rows, err := h.banks.ImportEntries(ctx, in.ID, in.Import, EntryPage{Outcome: in.Outcome, After: number, Limit: in.Limit + 1})
	page := web.Listed(rows, in.Limit, func(e ImportEntry) string { return strconv.Itoa(e.Number) })
	return &struct{ Body web.List[ImportEntry] }{page}, err
}
