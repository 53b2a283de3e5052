package labs

import (
	"net/http"

	"laurel/internal/actor"
	"laurel/internal/labs/checks"
	"laurel/internal/web"
)

type routes struct{ labs *Service }

const tag = "Labs"

// Routes speaks the lab part of the API.
func (s *Service) Routes(r *web.Router) {
	h := routes{s}
	author := web.Roles(actor.VendorAdmin, actor.Author)
	reads := web.Roles(actor.VendorAdmin, actor.Author, actor.Auditor)

	web.Page(r, web.Op{Method: http.MethodPost, Path: "/api/v1/lab-modules", ID: "upload-lab-module", Tag: tag, Rights: author, Status: http.StatusCreated, MaxBody: checks.MaxModule,
		Summary: "Upload a check script, a WebAssembly module sent as it is"}, h.upload)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/items/{id}/lab", ID: "get-lab", Tag: tag, Rights: reads, Summary: "What a lab item asks and how it is graded"}, h.getLab)
	web.Operation(r, web.Op{Method: http.MethodPut, Path: "/api/v1/items/{id}/lab", ID: "put-lab", Tag: tag, Rights: author, Summary: "Write it, or a new version of it with If-Match"}, h.putLab)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/items/{id}/lab/approve", ID: "approve-lab", Tag: tag, Rights: author, Status: http.StatusOK,
		Summary: "Let labs be opened under the version that somebody else wrote"}, h.approve)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/items/{id}/lab/decline", ID: "decline-lab", Tag: tag, Rights: author, Status: http.StatusOK,
		Summary: "Send the version that is in review back, with a comment"}, h.decline)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/items/{id}/lab/secret", ID: "make-lab-secret", Tag: tag, Rights: author, Status: http.StatusCreated,
		Summary: "Make the secret that the outside grader of an item shares with us; it is shown once, and one made before is good no longer"}, h.makeSecret)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/labs", ID: "list-labs", Tag: tag, Rights: web.Roles(actor.VendorAdmin, actor.Author, actor.Support, actor.Auditor),
		Summary: "Labs of candidates, newest first"}, h.list)

	me := web.SignedIn()
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/attempts/{id}/labs", ID: "open-lab", Tag: tag, Rights: me, Status: http.StatusCreated,
		Summary: "Open the lab at a position of an attempt of yours; again gives 200 and the same one"}, h.open)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/labs/{id}", ID: "get-lab-session", Tag: tag, Rights: me, Summary: "A lab of yours: how it stands and where it is"}, h.get)
	web.Operation(r, web.Op{Method: http.MethodPut, Path: "/api/v1/labs/{id}/work", ID: "write-lab", Tag: tag, Rights: me, Summary: "Keep what you have done so far"}, h.write)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/labs/{id}/hand-in", ID: "hand-in-lab", Tag: tag, Rights: me, Summary: "End the work on a lab; again changes nothing"}, h.handIn)

	h.outside(r)
}
