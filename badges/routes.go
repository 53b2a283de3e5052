package badges

import (
	"net/http"
	"time"

	"laurel/internal/actor"
	"laurel/internal/web"
)

// fileSoon is how long a client waits for a file that is being made.
const fileSoon = 3 * time.Second

// mostUpload is the largest file that the verify page takes.
const mostUpload = 5 << 20

// routes speaks HTTP for the service. Codes can be tried, and files examined, only so often from one place.
type routes struct {
	*Service
	codes, uploads *web.Limiter
}

// Routes registers everything about certifications and credentials.
func (s *Service) Routes(r *web.Router) {
	h := routes{Service: s, codes: web.NewLimiter(s.db.Now, 20, time.Minute, 10), uploads: web.NewLimiter(s.db.Now, 20, time.Minute, 10)}
	h.authored(r)
	h.issued(r)
	h.public(r)
	h.proofs(r)
}

func (h routes) authored(r *web.Router) {
	const tag = "Certifications"
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/certifications", ID: "list-certifications", Summary: "What can be earned", Tag: tag, Rights: web.SignedIn()}, h.listCertifications)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/certifications/{key}", ID: "read-certification", Summary: "One certification", Tag: tag, Rights: web.SignedIn()}, h.readCertification)
	web.Operation(r, web.Op{
		Method: http.MethodPut, Path: "/api/v1/certifications/{key}", ID: "put-certification", Summary: "Make a certification, or change one with If-Match", Tag: tag,
		Rights: web.Roles(actor.VendorAdmin, actor.Author, actor.ProgramManager),
	}, h.putCertification)
}

func (h routes) issued(r *web.Router) {
	const tag = "Credentials"
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/me/credentials", ID: "list-my-credentials", Summary: "The credentials of the signed-in person", Tag: tag, Rights: web.SignedIn()}, h.listMine)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/credentials", ID: "list-credentials", Summary: "Credentials, newest first", Tag: tag, Rights: web.Roles(web.Vendor()...)}, h.listIssued)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/credentials/{id}", ID: "read-credential", Summary: "One credential, for its holder and the vendor", Tag: tag, Rights: web.SignedIn()}, h.readIssued)
	web.Operation(r, web.Op{
		Method: http.MethodPost, Path: "/api/v1/credentials/{id}/revoke", ID: "revoke-credential", Summary: "Revoke a credential for good", Tag: tag,
		Rights: web.Roles(actor.VendorAdmin, actor.ProgramManager),
	}, h.revoke)
}

func (h routes) public(r *web.Router) {
	const tag = "Public credentials"
	get := func(path, id, summary string) web.Op {
		return web.Op{Method: http.MethodGet, Path: path, ID: id, Summary: summary, Tag: tag, Rights: web.Public()}
	}
	web.Page(r, get("/credentials/{id}.json", "credential-json", "Open Badges 3.0 with Data Integrity proof"), h.json)
	web.Page(r, get("/credentials/{id}.jwt", "credential-jwt", "The same credential as VC-JWT"), h.jwt)
	for _, form := range []string{"png", "svg", "pdf"} {
		web.Page(r, get("/credentials/{id}."+form, "credential-"+form, "The credential as "+form+" with the signed credential inside"), h.file(form))
	}
	web.Page(r, get("/credentials/{id}", "credential-page", "The credential for people: verdict first"), h.credential)
	web.Page(r, get("/certifications/{key}", "certification-page", "What a certification stands for"), h.certificationPage)
	web.Page(r, get("/verify", "verify-page", "Check a credential by code or file"), h.verifyPage)
	web.Page(r, web.Op{Method: http.MethodPost, Path: "/verify", ID: "verify-file", Summary: "Check an uploaded file or pasted credential", Tag: tag, Rights: web.Public(), MaxBody: mostUpload}, h.verifyFile)
}

func (h routes) proofs(r *web.Router) {
	const tag = "Public credentials"
	web.Page(r, web.Op{Method: http.MethodGet, Path: "/issuers/{slug}/did.json", ID: "issuer-document", Summary: "The issuer's DID document", Tag: tag, Rights: web.Public()}, h.did)
	web.Page(r, web.Op{Method: http.MethodGet, Path: "/.well-known/jwks.json", ID: "key-set", Summary: "The keys that signed statements and receipts, retired ones too", Tag: tag, Rights: web.Public()}, h.keySet)
	web.Page(r, web.Op{Method: http.MethodGet, Path: "/status/{list}", ID: "status-list", Summary: "A signed Bitstring Status List", Tag: tag, Rights: web.Public()}, h.status)
}
