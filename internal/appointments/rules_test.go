package appointments

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"gorm.io/gorm"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestCalendar(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 12, 1, 9, 0, 0, 0, time.FixedZone("IST", 19800))
	a := Appointment{ID: "apt_1", StartsAt: at, EndsAt: at.Add(time.Hour), CreatedAt: at, ChangedAt: at, State: Booked, Place: "site", Site: "Hall 2; Main St, 1\\B\r\nfloor\x00 3"}
	text := Calendar(a, strings.Repeat("Größe, ", 30)+"x", "https://laurel.test/app/registrations/reg_1")
	for _, line := range strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") || !utf8.ValidString(line) {
			t.Errorf("%d octets: %q", len(line), line)
		}
	}
	unfolded := strings.ReplaceAll(text, "\r\n ", "")
	for _, want := range []string{
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "METHOD:PUBLISH\r\n", "UID:apt_1@laurel\r\n", "SEQUENCE:0\r\n", "DTSTART:20261201T033000Z\r\n", "DTEND:20261201T043000Z\r\n",
		`LOCATION:Hall 2\; Main St\, 1\\B\nfloor 3` + "\r\n", `SUMMARY:Exam: Größe\, Größe\, `, "STATUS:CONFIRMED\r\n", "END:VCALENDAR\r\n",
	} {
		if !strings.Contains(unfolded, want) {
			t.Errorf("no %q in\n%s", want, unfolded)
		}
	}
	a.State, a.Sequence, a.Place = Cancelled, 3, "online"
	text = Calendar(a, "Core", "https://laurel.test/x")
	for _, want := range []string{"METHOD:CANCEL\r\n", "UID:apt_1@laurel\r\n", "SEQUENCE:3\r\n", "STATUS:CANCELLED\r\n", "LOCATION:Online\r\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestNamesThatAreTheSame(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"Ann Müller", "MULLER ANN", true}, {"Müller, Ann", "Ann Muller", true}, {"Straße Jo", "Jo STRASSE", true}, {"Łukasz Żak", "Lukasz Zak", true},
		{"Jean-Luc O’Neil", "jean luc oneil", true}, {"Søren Ærø", "Soren AEro", true}, {"Đặng Thị", "Dang Thi", true}, {"İpek Işık", "Ipek Isik", true},
		{"Ann Müller", "Ann Mueller", false}, {"Ann Maria Müller", "Ann Müller", false}, {"Ann Müller", "Ann Miller", false}, {"", "", false}, {"--", "..", false},
		{"王小明", "王小明", true}, {"王小明", "王小", false},
	} {
		if sameName(c.a, c.b) != c.same {
			t.Errorf("%q and %q: %v against %v", c.a, c.b, folded(c.a), folded(c.b))
		}
	}
}

func TestPreparation(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		ann, pia := h.app.As("candidate:ann"), h.app.As("proctor:pia")
		kinds := func() (out []string) {
			err := h.db.Read(t.Context(), func(tx *gorm.DB) error {
				out = nil
				unmet, err := h.Unmet(t.Context(), tx, "ann", "core")
				for _, u := range unmet {
					out = append(out, u.Kind)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		if got := strings.Join(kinds(), " "); got != "equipment_check legal_name" {
			t.Errorf("before: %s", got)
		}
		check := object{"round_trip_ms": 40, "clock_off_ms": 200, "storage": true, "width": 1280, "height": 800}
		with := func(key string, value any) object {
			out := object{}
			for k, v := range check {
				out[k] = v
			}
			out[key] = value
			return out
		}
		for _, bad := range []object{with("round_trip_ms", 2001), with("clock_off_ms", -300000), with("storage", false), with("width", 300)} {
			if a := ann.Call(t, "POST", "/api/v1/exams/core/equipment-checks", bad).Want(t, 200); a.Get(t, "equipment", "passed") != false {
				t.Errorf("%v passes", bad)
			}
		}
		ann.Call(t, "POST", "/api/v1/exams/core/equipment-checks", check).Want(t, 200)
		h.terms.Devices = true
		if got := strings.Join(kinds(), " "); got != "equipment_check legal_name" {
			t.Errorf("without a camera: %s", got)
		}
		h.terms.Devices = false
		if got := strings.Join(kinds(), " "); got != "legal_name" {
			t.Errorf("after the check: %s", got)
		}
		h.exec(t, "update appointment_equipment set checked_at = ?", db.Now().Add(-equipmentLasts))
		if got := strings.Join(kinds(), " "); got != "equipment_check legal_name" {
			t.Errorf("after thirty days: %s", got)
		}
		ann.Call(t, "POST", "/api/v1/exams/core/equipment-checks", check).Want(t, 200)
		ann.Call(t, "PUT", "/api/v1/me/legal-name", object{"stated": " . "}).Refused(t, 422, "invalid_input")
		ann.Call(t, "PUT", "/api/v1/me/legal-name", object{"stated": "Anna Maria Müller"}).Want(t, 200)
		if got := strings.Join(kinds(), " "); got != "legal_name" {
			t.Errorf("another name: %s", got)
		}
		if list := pia.Call(t, "GET", "/api/v1/legal-names", nil).Want(t, 200); list.Text(t, "data", 0, "stated") != "Anna Maria Müller" {
			t.Errorf("%s", list.Body)
		}
		ann.Call(t, "POST", "/api/v1/legal-names/ann/confirm", object{"reason": "It is me"}).Refused(t, 403, "role_missing")
		pia.Call(t, "POST", "/api/v1/legal-names/ann/confirm", object{"reason": "Passport seen"}).Want(t, 200)
		pia.Call(t, "POST", "/api/v1/legal-names/ann/confirm", object{"reason": "Passport seen"}).Refused(t, 409, "nothing_to_confirm")
		if got := kinds(); len(got) != 0 {
			t.Errorf("confirmed: %v", got)
		}
		h.names["ann"] = "Somebody Else" // an account that changed its name is another question
		if got := strings.Join(kinds(), " "); got != "legal_name" {
			t.Errorf("account renamed: %s", got)
		}
		h.names["ann"] = "MÜLLER Anna-Maria"
		if got := kinds(); len(got) != 0 {
			t.Errorf("account corrected: %v", got)
		}
		h.terms.ByAppointment = false
		if got := kinds(); len(got) != 0 {
			t.Errorf("on demand: %v", got)
		}
	})
}
