package proctoring

import (
	"net/http"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/actor"
	"laurel/internal/hooks"
	"laurel/internal/web"
)

type routes struct{ proctoring *Service }

// Routes speaks the proctoring part of the API.
func (s *Service) Routes(r *web.Router) {
	h := routes{s}
	const tag = "Proctoring"
	sets := web.Roles(actor.VendorAdmin, actor.Author)
	reads := web.Roles(actor.VendorAdmin, actor.Author, actor.Proctor, actor.Auditor)
	supervises := web.Roles(actor.VendorAdmin, actor.Proctor)
	watches := web.Roles(actor.VendorAdmin, actor.Proctor, actor.Auditor)
	me := web.SignedIn()

	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/exams/{key}/lockdown", ID: "get-lockdown", Tag: tag, Rights: reads,
		Summary: "Which clients of Safe Exam Browser an exam takes"}, h.getLockdown)
	web.Operation(r, web.Op{Method: http.MethodPut, Path: "/api/v1/exams/{key}/lockdown", ID: "put-lockdown", Tag: tag, Rights: sets,
		Summary: "List further config keys, and browser exam keys by build; with builds listed, one has to be proven besides the settings"}, h.putLockdown)
	web.Page(r, web.Op{Method: http.MethodPost, Path: "/api/v1/config-keys", ID: "compute-config-key", Tag: tag, Rights: sets, MaxBody: 1 << 20,
		Summary: "The config key of an unencrypted settings file, which is the body"}, h.configKey)
	web.Page(r, web.Op{Method: http.MethodGet, Path: "/api/v1/exams/{key}/settings.seb", ID: "get-lockdown-settings", Tag: tag, Rights: me,
		Summary: "The settings file that opens an exam in Safe Exam Browser"}, h.settings)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/exams/{key}/lockdown-challenges", ID: "challenge-browser", Tag: tag, Rights: me, Status: http.StatusCreated,
		Summary: "Ask for a challenge, to be put into the address of the page as ?challenge= before its hashes are read by script"}, h.challenge)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/lockdown-proofs", ID: "prove-browser", Tag: tag, Rights: me, Status: http.StatusCreated,
		Summary: "For clients that send no headers: the hashes read by script; the proof goes into " + ProofHeader}, h.prove)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/registrations/{id}/lockdown-overrides", ID: "override-lockdown", Tag: tag, Rights: supervises, Status: http.StatusCreated,
		Summary: "Let a candidate sit without Safe Exam Browser or the outside proctor for a while"}, h.override)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/attempts/{id}/unlock", ID: "unlock-attempt", Tag: tag, Rights: supervises, Status: http.StatusNoContent,
		Summary: "Let the delivery of a locked attempt go on"}, h.unlock)

	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/attempts/{id}/signals", ID: "note-signals", Tag: tag, Rights: me, Status: http.StatusNoContent,
		Summary: "What the player noticed; the answer is the same whatever becomes of it"}, h.note)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/attempts/{id}/proctoring", ID: "get-proctoring-record", Tag: tag, Rights: watches,
		Summary: "All that was noticed about a sitting, each signal with its innocent causes; no verdict and no score"}, h.record)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/exams/{key}/room", ID: "get-exam-room", Tag: tag, Rights: watches,
		Summary: "Who sits in an exam now: time left, last save, signals, lock"}, h.room)

	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/exams/{key}/outside-proctor", ID: "get-outside-proctor", Tag: tag, Rights: reads, Summary: "Who proctors an exam from outside"}, h.getOutsider)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/exams/{key}/outside-proctor", ID: "appoint-outside-proctor", Tag: tag, Rights: web.Roles(actor.VendorAdmin), Status: http.StatusCreated,
		Summary: "Say who proctors an exam from outside; makes a new secret, shown once"}, h.appoint)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/attempts/{id}/proctoring-session", ID: "open-proctoring-session", Tag: tag, Rights: me,
		Summary: "Ask for the outside proctor of an attempt of yours, and once more where he could not be told"}, h.open)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/attempts/{id}/proctoring-session", ID: "get-proctoring-session", Tag: tag, Rights: me,
		Summary: "How the outside proctor of an attempt of yours stands; asks for nothing"}, h.look)
	web.Page(r, web.Op{Method: http.MethodPost, Path: "/api/v1/proctoring/{session}/events", ID: "receive-proctoring-event", Tag: tag, Rights: web.Public(), MaxBody: 64 << 10,
		Summary: "Signed messages of an outside proctor: ready, incident, ended; each once by its webhook-id"}, h.hear)
}

func (h routes) settings(c *fiber.Ctx) error {
	key := web.Param(c, "key")
	file, err := h.proctoring.Settings(c.UserContext(), key)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/seb")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+key+`.seb"`)
	return c.Send(file)
}

func (h routes) configKey(c *fiber.Ctx) error {
	key, err := ConfigKey(web.Body(c))
	if err != nil {
		return ErrInput.Detailed("This is no unencrypted settings file of Safe Exam Browser.").Because(err)
	}
	return c.JSON(fiber.Map{"config_key": key})
}

func (h routes) hear(c *fiber.Ctx) error {
	m := hooks.Message{ID: c.Get("Webhook-Id"), Timestamp: c.Get("Webhook-Timestamp"), Signature: c.Get("Webhook-Signature"), Body: web.Body(c)}
	if err := h.proctoring.Hear(c.UserContext(), web.Param(c, "session"), m); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
