package appointments

import (
	"context"
	"time"
)

type windowBody struct {
	Place         string    `json:"place" enum:"site,online"`
	Site          string    `json:"site,omitempty" maxLength:"1000"`
	Zone          string    `json:"zone" maxLength:"100" doc:"Of the place, by its name in the IANA database"`
	OpensAt       time.Time `json:"opens_at"`
	ClosesAt      time.Time `json:"closes_at"`
	SlotMinutes   int       `json:"slot_minutes"`
	Capacity      int       `json:"capacity" doc:"People at once, in each slot"`
	LeadMinutes   int       `json:"lead_minutes,omitempty" doc:"How long before its beginning a slot can be booked at the latest"`
	NoticeMinutes int       `json:"notice_minutes,omitempty" doc:"How long before its beginning an appointment can be moved or cancelled at the latest"`
	LateMinutes   *int      `json:"late_minutes,omitempty" doc:"How long after its beginning one is still let in; 15 when left out"`
}

type offerIn struct {
	Key  string `path:"key"`
	Body windowBody
}

type windowOut struct {
	Location string `header:"Location"`
	Body     WindowView
}

func (h routes) offer(ctx context.Context, in *offerIn) (*windowOut, error) {
	b := in.Body
	w := Window{
		ExamKey: in.Key, Place: b.Place, Site: b.Site, Zone: b.Zone, OpensAt: b.OpensAt, ClosesAt: b.ClosesAt, SlotMinutes: b.SlotMinutes, Capacity: b.Capacity,
		LeadMinutes: b.LeadMinutes, NoticeMinutes: b.NoticeMinutes, LateMinutes: 15,
	}
	if b.LateMinutes != nil {
		w.LateMinutes = *b.LateMinutes
	}
	w, err := h.appointments.Offer(ctx, w)
	return &windowOut{"/api/v1/exams/" + in.Key + "/appointment-windows", viewWindow(w)}, err
}

func (h routes) windows(ctx context.Context, in *keyIn) (*struct {
	Body struct {
		Data []WindowView `json:"data"`
	}
}, error) {
	out := &struct {
		Body struct {
			Data []WindowView `json:"data"`
		}
	}{}
	rows, err := h.appointments.Windows(ctx, in.Key)
	out.Body.Data = each(rows, viewWindow)
	return out, err
}

func (h routes) slots(ctx context.Context, in *keyIn) (*struct {
	Body struct {
		Data []ChoiceView `json:"data"`
	}
}, error) {
	out := &struct {
		Body struct {
			Data []ChoiceView `json:"data"`
		}
	}{}
	rows, err := h.appointments.Choices(ctx, in.Key)
	out.Body.Data = each(rows, viewChoice)
	return out, err
}

type slotIn struct {
	ID   string `path:"id"`
	Body struct {
		Slot string `json:"slot" maxLength:"100"`
	}
}

type appointmentOut struct {
	Location string `header:"Location"`
	Body     AppointmentView
}

func (h routes) book(ctx context.Context, in *slotIn) (*appointmentOut, error) {
	a, err := h.appointments.Book(ctx, in.ID, in.Body.Slot)
	return &appointmentOut{"/api/v1/appointments/" + a.ID, viewAppointment(a)}, err
}

func (h routes) move(ctx context.Context, in *slotIn) (*appointmentOut, error) {
	a, err := h.appointments.Move(ctx, in.ID, in.Body.Slot)
	return &appointmentOut{Body: viewAppointment(a)}, err
}

func (h routes) cancel(ctx context.Context, in *idIn) (*appointmentOut, error) {
	a, err := h.appointments.Cancel(ctx, in.ID)
	return &appointmentOut{Body: viewAppointment(a)}, err
}

type reasonIn struct {
	ID   string `path:"id"`
	Body struct {
		Reason string `json:"reason" maxLength:"4000"`
	}
}

func (h routes) excuse(ctx context.Context, in *reasonIn) (*appointmentOut, error) {
	a, err := h.appointments.Excuse(ctx, in.ID, in.Body.Reason)
	return &appointmentOut{Body: viewAppointment(a)}, err
}

func (h routes) preparation(ctx context.Context, in *keyIn) (*struct{ Body PreparationView }, error) {
	p, err := h.appointments.Preparation(ctx, in.Key)
	return &struct{ Body PreparationView }{viewPreparation(p)}, err
}

type checkIn struct {
	Key  string `path:"key"`
	Body struct {
		RoundTripMS int  `json:"round_trip_ms" minimum:"0" maximum:"600000"`
		ClockOffMS  int  `json:"clock_off_ms" minimum:"-2000000000" maximum:"2000000000"`
		Storage     bool `json:"storage"`
		Width       int  `json:"width" minimum:"0" maximum:"100000"`
		Height      int  `json:"height" minimum:"0" maximum:"100000"`
		Camera      bool `json:"camera,omitempty"`
		Microphone  bool `json:"microphone,omitempty"`
	}
}

func (h routes) check(ctx context.Context, in *checkIn) (*struct{ Body PreparationView }, error) {
	p, err := h.appointments.Check(ctx, in.Key, Equipment(in.Body))
	return &struct{ Body PreparationView }{viewPreparation(p)}, err
}

type stateIn struct {
	Body struct {
		Stated string `json:"stated" maxLength:"1000"`
	}
}

func (h routes) state(ctx context.Context, in *stateIn) (*struct{ Body NameView }, error) {
	n, err := h.appointments.State(ctx, in.Body.Stated)
	return &struct{ Body NameView }{viewName(n)}, err
}

func (h routes) doubtful(ctx context.Context, _ *struct{}) (*struct {
	Body struct {
		Data []NameView `json:"data"`
	}
}, error) {
	out := &struct {
		Body struct {
			Data []NameView `json:"data"`
		}
	}{}
	rows, err := h.appointments.Doubtful(ctx)
	out.Body.Data = each(rows, viewName)
	return out, err
}

func (h routes) confirm(ctx context.Context, in *reasonIn) (*struct{ Body NameView }, error) {
	n, err := h.appointments.Confirm(ctx, in.ID, in.Body.Reason)
	return &struct{ Body NameView }{viewName(n)}, err
}
