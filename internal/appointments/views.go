package appointments

import "time"

// WindowView is a window with its slots.
type WindowView struct {
	ID            string     `json:"id"`
	Exam          string     `json:"exam"`
	Place         string     `json:"place" enum:"site,online"`
	Site          string     `json:"site,omitempty"`
	Zone          string     `json:"zone"`
	OpensAt       time.Time  `json:"opens_at"`
	ClosesAt      time.Time  `json:"closes_at"`
	SlotMinutes   int        `json:"slot_minutes"`
	Capacity      int        `json:"capacity"`
	LeadMinutes   int        `json:"lead_minutes"`
	NoticeMinutes int        `json:"notice_minutes"`
	LateMinutes   int        `json:"late_minutes"`
	Slots         []SlotView `json:"slots"`
}

// SlotView is a slot with how full it is.
type SlotView struct {
	ID       string    `json:"id"`
	StartsAt time.Time `json:"starts_at"`
	EndsAt   time.Time `json:"ends_at"`
	Capacity int       `json:"capacity"`
	Taken    int       `json:"taken"`
}

func viewWindow(w Window) WindowView {
	return WindowView{
		w.ID, w.ExamKey, w.Place, w.Site, w.Zone, w.OpensAt, w.ClosesAt, w.SlotMinutes, w.Capacity, w.LeadMinutes, w.NoticeMinutes, w.LateMinutes,
		each(w.Slots, func(s Slot) SlotView { return SlotView{s.ID, s.StartsAt, s.EndsAt, s.Capacity, s.Taken} }),
	}
}

// ChoiceView is a slot that can be booked.
type ChoiceView struct {
	ID            string    `json:"id"`
	StartsAt      time.Time `json:"starts_at"`
	EndsAt        time.Time `json:"ends_at"`
	Left          int       `json:"left"`
	Place         string    `json:"place" enum:"site,online"`
	Site          string    `json:"site,omitempty"`
	Zone          string    `json:"zone"`
	NoticeMinutes int       `json:"notice_minutes"`
}

func viewChoice(c Choice) ChoiceView {
	return ChoiceView{c.ID, c.StartsAt, c.EndsAt, c.Capacity - c.Taken, c.Place, c.Site, c.Zone, c.NoticeMinutes}
}

// AppointmentView is an appointment.
type AppointmentView struct {
	ID              string    `json:"id"`
	Registration    string    `json:"registration"`
	Exam            string    `json:"exam"`
	State           State     `json:"state" enum:"booked,cancelled,attended,no_show"`
	StartsAt        time.Time `json:"starts_at"`
	EndsAt          time.Time `json:"ends_at"`
	AdmittedFrom    time.Time `json:"admitted_from"`
	AdmittedUntil   time.Time `json:"admitted_until"`
	ChangeableUntil time.Time `json:"changeable_until"`
	Place           string    `json:"place" enum:"site,online"`
	Site            string    `json:"site,omitempty"`
	Zone            string    `json:"zone"`
	Slot            string    `json:"slot"`
	Calendar        string    `json:"calendar"`
}

func viewAppointment(a Appointment) AppointmentView {
	return AppointmentView{
		a.ID, a.RegistrationID, a.ExamKey, a.State, a.StartsAt, a.EndsAt, a.opens(), a.closes(), a.changeable(), a.Place, a.Site, a.Zone, a.SlotID, "/api/v1/appointments/" + a.ID + ".ics",
	}
}

// NameView is a stated name.
type NameView struct {
	Person      string     `json:"person"`
	Stated      string     `json:"stated"`
	AccountName string     `json:"account_name"`
	Agrees      bool       `json:"agrees"`
	ConfirmedAt *time.Time `json:"confirmed_at"`
	StatedAt    time.Time  `json:"stated_at"`
}

func viewName(n Name) NameView {
	return NameView{n.PersonID, n.Stated, n.AccountName, sameName(n.Stated, n.AccountName), n.ConfirmedAt, n.StatedAt}
}

// PreparationView is how the caller stands before an exam by appointment.
type PreparationView struct {
	ByAppointment bool           `json:"by_appointment"`
	Equipment     EquipmentState `json:"equipment"`
	LegalName     *LegalNameView `json:"legal_name,omitempty" doc:"Absent where the exam does not ask for it"`
}

// EquipmentState is how the newest check went.
type EquipmentState struct {
	Passed     bool       `json:"passed"`
	Devices    bool       `json:"devices" doc:"Whether camera and microphone are asked for"`
	CheckedAt  *time.Time `json:"checked_at"`
	ValidUntil *time.Time `json:"valid_until"`
	Findings   []Finding  `json:"findings"`
}

// LegalNameView is how the name stands.
type LegalNameView struct {
	Passed      bool       `json:"passed"`
	Stated      string     `json:"stated"`
	AccountName string     `json:"account_name"`
	ConfirmedAt *time.Time `json:"confirmed_at"`
}

func viewPreparation(p Preparation) PreparationView {
	out := PreparationView{
		ByAppointment: p.Conditions.ByAppointment,
		Equipment:     EquipmentState{p.Equipped, p.Conditions.Devices, p.CheckedAt, p.ValidUntil, append([]Finding{}, p.Findings...)},
	}
	if p.Conditions.ByAppointment && p.Conditions.LegalName {
		out.LegalName = &LegalNameView{p.Named, p.Name.Stated, p.AccountName, p.Name.ConfirmedAt}
	}
	return out
}

func each[A, B any](rows []A, view func(A) B) []B {
	out := make([]B, 0, len(rows))
	for _, r := range rows {
		out = append(out, view(r))
	}
	return out
}
