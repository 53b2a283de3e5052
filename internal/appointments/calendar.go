package appointments

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Calendar writes an appointment as iCalendar, RFC 5545, published: nobody invites and nobody has to answer. The UID stays for ever and SEQUENCE grows with each change, so that a
// calendar that has it already changes what it has instead of adding another.
func Calendar(a Appointment, title, link string) string {
	method, status := "PUBLISH", "CONFIRMED"
	if a.State == Cancelled {
		method, status = "CANCEL", "CANCELLED"
	}
	place := a.Site
	if a.Place == "online" {
		place = "Online"
	}
	moment := func(t time.Time) string { return t.UTC().Format("20060102T150405Z") }
	lines := []string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Laurel//Appointments//EN", "CALSCALE:GREGORIAN", "METHOD:" + method,
		"BEGIN:VEVENT", "UID:" + a.ID + "@laurel", "SEQUENCE:" + strconv.Itoa(a.Sequence), "DTSTAMP:" + moment(a.ChangedAt), "CREATED:" + moment(a.CreatedAt),
		"LAST-MODIFIED:" + moment(a.ChangedAt), "DTSTART:" + moment(a.StartsAt), "DTEND:" + moment(a.EndsAt), "SUMMARY:" + escaped("Exam: "+title),
		"LOCATION:" + escaped(place), "DESCRIPTION:" + escaped("You are let in from 15 minutes before the beginning.\n"+link), "URL:" + link,
		"STATUS:" + status, "TRANSP:OPAQUE", "END:VEVENT", "END:VCALENDAR",
	}
	var out strings.Builder
	for _, l := range lines {
		fold(&out, l)
	}
	return out.String()
}

var escapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// escaped is TEXT, section 3.3.11. Other control characters may not stand in it.
func escaped(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, escapes.Replace(text))
}

// fold breaks a line after at most 75 octets and never inside a character, section 3.1.
func fold(out *strings.Builder, line string) {
	width := 75
	for len(line) > width {
		at := width
		for !utf8.RuneStart(line[at]) {
			at--
		}
		out.WriteString(line[:at] + "\r\n ")
		line, width = line[at:], 74
	}
	out.WriteString(line + "\r\n")
}
