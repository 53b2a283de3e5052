package appointments

import (
	"context"
	"net/http"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/actor"
	"laurel/internal/web"
)

type routes struct{ appointments *Service }

// Routes speaks the part of the API that is about appointments.
func (s *Service) Routes(r *web.Router) {
	h := routes{s}
	const tag = "Appointments"
	me := web.SignedIn()
	plans := web.Roles(actor.VendorAdmin, actor.ProgramManager, actor.Proctor)
	reads := web.Roles(web.Vendor()...)
	checks := web.Roles(actor.VendorAdmin, actor.Proctor)

	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/exams/{key}/appointment-windows", ID: "offer-appointments", Tag: tag, Rights: plans, Status: http.StatusCreated,
		Summary: "Offer a window of an exam; its slots are made at once"}, h.offer)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/exams/{key}/appointment-windows", ID: "list-appointment-windows", Tag: tag, Rights: reads,
		Summary: "Windows that have not closed, with how full their slots are"}, h.windows)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/exams/{key}/slots", ID: "list-slots", Tag: tag, Rights: me, Summary: "Slots of an exam that can be booked now"}, h.slots)

	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/registrations/{id}/appointment", ID: "book-appointment", Tag: tag, Rights: me, Status: http.StatusCreated,
		Summary: "Book a slot for a registration of yours"}, h.book)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/registrations/{id}/appointment", ID: "get-registration-appointment", Tag: tag, Rights: me,
		Summary: "The newest appointment of a registration of yours"}, h.of)
	web.Page(r, web.Op{Method: http.MethodGet, Path: "/api/v1/appointments/{id}.ics", ID: "get-appointment-calendar", Tag: tag, Rights: me, Summary: "An appointment as iCalendar"}, h.calendar)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/appointments/{id}", ID: "get-appointment", Tag: tag, Rights: me, Summary: "An appointment"}, h.get)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/appointments/{id}/move", ID: "move-appointment", Tag: tag, Rights: me, Summary: "Move an appointment of yours to another slot"}, h.move)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/appointments/{id}/cancel", ID: "cancel-appointment", Tag: tag, Rights: me, Summary: "Cancel an appointment of yours; the registration stays"}, h.cancel)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/appointments/{id}/excuse", ID: "excuse-no-show", Tag: tag, Rights: web.Roles(actor.VendorAdmin, actor.Proctor, actor.Support),
		Summary: "Let somebody who did not come book again"}, h.excuse)

	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/exams/{key}/preparation", ID: "get-preparation", Tag: tag, Rights: me, Summary: "What is still to be done before an exam by appointment"}, h.preparation)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/exams/{key}/equipment-checks", ID: "check-equipment", Tag: tag, Rights: me, Summary: "What your browser found out; good for 30 days"}, h.check)
	web.Operation(r, web.Op{Method: http.MethodPut, Path: "/api/v1/me/legal-name", ID: "state-legal-name", Tag: tag, Rights: me, Summary: "The name on your identity document"}, h.state)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/legal-names", ID: "list-doubtful-names", Tag: tag, Rights: checks, Summary: "Stated names that differ from their accounts"}, h.doubtful)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/legal-names/{id}/confirm", ID: "confirm-legal-name", Tag: tag, Rights: checks,
		Summary: "Say that a person's stated name and account are one person, seen on the document"}, h.confirm)
}

func (h routes) calendar(c *fiber.Ctx) error {
	a, conditions, err := h.appointments.See(c.UserContext(), web.Param(c, "id"))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/calendar; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="exam.ics"`)
	return c.SendString(Calendar(a, conditions.Title, h.appointments.base+"/app/registrations/"+a.RegistrationID))
}

type idIn struct {
	ID string `path:"id"`
}

type keyIn struct {
	Key string `path:"key"`
}

func (h routes) get(ctx context.Context, in *idIn) (*appointmentOut, error) {
	a, _, err := h.appointments.See(ctx, in.ID)
	return &appointmentOut{Body: viewAppointment(a)}, err
}

func (h routes) of(ctx context.Context, in *idIn) (*appointmentOut, error) {
	a, err := h.appointments.Of(ctx, in.ID)
	return &appointmentOut{Body: viewAppointment(a)}, err
}
