package workers

import (
	"context"
	"strconv"
	"time"

	"laurel/internal/accounts"
	"laurel/internal/appointments"
	"laurel/internal/mail"
	"laurel/internal/outbox"
)

// appointmentChanged tells of an appointment as it stands now, with the calendar entry that makes, moves or removes it.
func (l letters) appointmentChanged(ctx context.Context, f appointments.Changed, r outbox.Record) error {
	a, conditions, err := l.s.Appointments.See(ctx, f.AppointmentID)
	if err != nil {
		return err
	}
	if a.Sequence > f.Sequence {
		return nil // a later letter tells what holds now
	}
	person, err := l.s.Accounts.Person(ctx, f.PersonID)
	if err != nil {
		return err
	}
	local := a.StartsAt
	if zone, err := time.LoadLocation(a.Zone); err == nil {
		local = a.StartsAt.In(zone)
	}
	const form = "Monday, 2 January 2006, 15:04"
	link := l.link("/app/registrations/" + a.RegistrationID)
	letter, err := l.s.Accounts.Letters().Write(accounts.Draft{To: person, ID: r.ID, Name: accounts.LetterAppointment, Data: accounts.Data{
		"Exam": conditions.Title, "Change": f.Change, "Local": local.Format(form), "Zone": a.Zone, "UTC": a.StartsAt.UTC().Format(form), "Place": a.Place, "Site": a.Site,
		"Cancelled": a.State == appointments.Cancelled, "Link": link,
	}})
	if err != nil {
		return err
	}
	letter.Attachments = []mail.Attachment{{Name: "exam-" + strconv.Itoa(a.Sequence) + ".ics", Type: "text/calendar; charset=utf-8", Body: []byte(appointments.Calendar(a, conditions.Title, link))}}
	return l.s.Courier.Send(ctx, letter)
}
