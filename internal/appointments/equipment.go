package appointments

import "time"

// equipmentLasts is how long a check stays good.
const equipmentLasts = 30 * 24 * time.Hour

// Equipment is what a person's own browser found out.
type Equipment struct {
	RoundTripMS int  `json:"round_trip_ms"`
	ClockOffMS  int  `json:"clock_off_ms"`
	Storage     bool `json:"storage"`
	Width       int  `json:"width"`
	Height      int  `json:"height"`
	Camera      bool `json:"camera"`
	Microphone  bool `json:"microphone"`
}

// Finding is one of the things that matter, with whether it is good enough.
type Finding struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
}

// findings judges what matters for an exam. Camera and microphone matter only where a proctor will want them; a clock that is wrong
// does not, short of five minutes, because the server's counts.
func (e Equipment) findings(devices bool) (out []Finding, passed bool) {
	passed = true
	add := func(name string, ok bool, detail string) {
		out = append(out, Finding{name, ok, detail})
		passed = passed && ok
	}
	add("connection", e.RoundTripMS >= 0 && e.RoundTripMS <= 2000, "an answer from the server within two seconds")
	add("clock", e.ClockOffMS > -300_000 && e.ClockOffMS < 300_000, "a clock that is right within five minutes")
	add("storage", e.Storage, "a browser that may keep answers until they are sent")
	add("screen", e.Width >= 320 && e.Height >= 400, "a window of at least 320 by 400 points")
	if devices {
		add("camera", e.Camera, "a camera that the browser may use")
		add("microphone", e.Microphone, "a microphone that the browser may use")
	}
	return out, passed
}
