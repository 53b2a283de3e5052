package exams

import (
	"net/http"

	"laurel/internal/actor"
	"laurel/internal/web"
)

// Routes speaks the exam part of the contract.
func (s *Service) Routes(r *web.Router) {
	h := routes{s}
	h.author(r)
	h.regrades(r)
	h.reports(r)
	h.forms(r)
	h.candidate(r)
	h.sitting(r)
	h.supervision(r)
	h.handIn(r)
	h.media(r)
	h.outside(r)
}

type routes struct{ exams *Service }

const (
	tagExams    = "Exams"
	tagAttempts = "Attempts"

	examsPath    = "/api/v1/exams"
	attemptsPath = "/api/v1/attempts"
)

// author registers what the vendor's people do.
func (h routes) author(r *web.Router) {
	write := web.Roles(actor.VendorAdmin, actor.Author)
	team := web.Roles(actor.VendorAdmin, actor.Author, actor.Grader, actor.Proctor, actor.Support, actor.Auditor)

	web.Operation(r, web.Op{Method: http.MethodPost, Path: examsPath, ID: "create-exam", Tag: tagExams, Rights: write, Status: http.StatusCreated,
		Summary: "Write an exam"}, h.createExam)
	web.Operation(r, web.Op{Method: http.MethodPut, Path: examsPath + "/{key}", ID: "change-exam", Tag: tagExams, Rights: write,
		Summary: "Change the draft of an exam"}, h.changeExam)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: examsPath + "/{key}/publish", ID: "publish-exam", Tag: tagExams, Rights: write,
		Summary: "Make the draft what candidates meet; 422 names what the bank lacks"}, h.publish)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: examsPath + "/{key}/attempts", ID: "list-exam-attempts", Tag: tagExams, Rights: team,
		Summary: "Attempts at an exam, newest first, without answers"}, h.listAttempts)
}

// candidate registers what everybody signed in does. All of it is about the caller's own.
func (h routes) candidate(r *web.Router) {
	me := web.SignedIn()
	web.Operation(r, web.Op{Method: http.MethodGet, Path: examsPath, ID: "list-exams", Tag: tagExams, Rights: me,
		Summary: "The catalogue, and how each exam stands for you"}, h.catalogue)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: examsPath + "/{key}", ID: "get-exam", Tag: tagExams, Rights: me, Summary: "An exam"}, h.getExam)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: examsPath + "/{key}/registrations", ID: "register", Tag: tagExams, Rights: me,
		Status: http.StatusCreated, Key: web.KeyRequired, Summary: "Register for an exam and pay for it"}, h.register)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/registrations/{id}", ID: "get-registration", Tag: tagExams, Rights: me,
		Summary: "A registration of yours"}, h.getRegistration)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/me/registrations", ID: "list-my-registrations", Tag: tagExams, Rights: me,
		Summary: "Your registrations, newest first"}, h.listRegistrations)

	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/registrations/{id}/attempts", ID: "make-attempt", Tag: tagAttempts, Rights: me,
		Status: http.StatusCreated, Summary: "Make the attempt of a registration; again gives 200 and the same one"}, h.makeAttempt)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: attemptsPath + "/{id}/start", ID: "start-attempt", Tag: tagAttempts, Rights: me,
		Summary: "Accept the agreement; the clock starts"}, h.start)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: attemptsPath + "/{id}", ID: "get-attempt", Tag: tagAttempts, Rights: me,
		Summary: "An attempt of yours, with the answers the server holds"}, h.getAttempt)
	web.Operation(r, web.Op{Method: http.MethodPut, Path: attemptsPath + "/{id}/responses/{position}", ID: "save-response", Tag: tagAttempts, Rights: me, Recent: true,
		Summary: "Save one answer; 429 too_many_saves when the attempt has been saved to some 20000 times"}, h.saveOne)
	web.Operation(r, web.Op{Method: http.MethodPut, Path: attemptsPath + "/{id}/responses", ID: "save-responses", Tag: tagAttempts, Rights: me, Recent: true,
		Summary: "Save several answers, each on its own; 429 too_many_saves when the attempt has been saved to some 20000 times"}, h.saveMany)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: attemptsPath + "/{id}/takeover", ID: "take-over-attempt", Tag: tagAttempts, Rights: me,
		Summary: "Go on in this tab; others can save no more"}, h.takeOver)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: attemptsPath + "/{id}/submit", ID: "submit-attempt", Tag: tagAttempts, Rights: me,
		Summary: "Hand in; again gives the same receipt"}, h.submit)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: attemptsPath + "/{id}/result", ID: "get-result", Tag: tagAttempts, Rights: me, Summary: "The result"}, h.result)
}
