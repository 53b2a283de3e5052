package marking

import (
	"net/http"

	"laurel/internal/actor"
	"laurel/internal/web"
)

type routes struct{ marking *Service }

// Routes speaks the marking part of the API.
func (s *Service) Routes(r *web.Router) {
	h := routes{s}
	const tag = "Marking"
	author := web.Roles(actor.VendorAdmin, actor.Author)
	reads := web.Roles(actor.VendorAdmin, actor.Author, actor.Grader, actor.Auditor)
	watches := web.Roles(actor.VendorAdmin, actor.Auditor)
	grader := web.Roles(actor.Grader)

	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/items/{id}/rubric", ID: "get-rubric", Tag: tag, Rights: reads, Summary: "The newest rubric of an item"}, h.getRubric)
	web.Operation(r, web.Op{Method: http.MethodPut, Path: "/api/v1/items/{id}/rubric", ID: "put-rubric", Tag: tag, Rights: author,
		Summary: "Write a rubric, or a new version of it with If-Match"}, h.putRubric)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/items/{id}/rubric/approve", ID: "approve-rubric", Tag: tag, Rights: author, Status: http.StatusOK,
		Summary: "Let markers use the version of a rubric that somebody else wrote"}, h.approveRubric)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/items/{id}/rubric/decline", ID: "decline-rubric", Tag: tag, Rights: author, Status: http.StatusOK,
		Summary: "Send the version of a rubric that is in review back, with a comment"}, h.declineRubric)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/items/{id}/marking-rule", ID: "get-item-marking-rule", Tag: tag, Rights: reads,
		Summary: "How responses to an item are marked; version 0 where nothing of its own is written"}, h.getItemRule)
	web.Operation(r, web.Op{Method: http.MethodPut, Path: "/api/v1/items/{id}/marking-rule", ID: "put-item-marking-rule", Tag: tag, Rights: author,
		Summary: "Say how responses to an item are marked; it goes before the exam's rule"}, h.putItemRule)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/exams/{key}/marking-rule", ID: "get-exam-marking-rule", Tag: tag, Rights: reads,
		Summary: "How responses of an exam are marked; version 0 where nothing is written"}, h.getExamRule)
	web.Operation(r, web.Op{Method: http.MethodPut, Path: "/api/v1/exams/{key}/marking-rule", ID: "put-exam-marking-rule", Tag: tag, Rights: author,
		Summary: "Say how responses of an exam are marked"}, h.putExamRule)

	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/marking/backlog", ID: "get-marking-backlog", Tag: tag, Rights: web.Roles(actor.Grader, actor.VendorAdmin, actor.Auditor),
		Summary: "What waits to be marked by exam, and since when"}, h.backlog)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/marking/queue", ID: "list-marking-queue", Tag: tag, Rights: web.Roles(actor.Grader, actor.VendorAdmin, actor.Auditor),
		Summary: "Tasks that wait, oldest first; to graders those that they may take"}, h.queue)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/marking/claims", ID: "claim-marking-task", Tag: tag, Rights: grader, Status: http.StatusCreated,
		Summary: "Take the oldest task for half an hour, or hold on to the one held"}, h.claim)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/marking/tasks/{id}", ID: "get-marking-task", Tag: tag, Rights: grader, Summary: "A task that the caller holds or has done"}, h.task)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/marking/tasks/{id}/release", ID: "release-marking-task", Tag: tag, Rights: grader, Status: http.StatusNoContent,
		Summary: "Give a task back unmarked"}, h.release)
	web.Operation(r, web.Op{Method: http.MethodPut, Path: "/api/v1/marking/tasks/{id}/mark", ID: "give-mark", Tag: tag, Rights: grader,
		Summary: "Mark: a level for every criterion; of an adjudication, the final one"}, h.give)
	web.Page(r, web.Op{Method: http.MethodGet, Path: "/api/v1/marking/tasks/{id}/files/{file}", ID: "get-marking-file", Tag: tag, Rights: grader,
		Summary: "A file that was handed in, to keep and never to show"}, h.file)

	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/marking/works", ID: "list-marking-works", Tag: tag, Rights: watches, Summary: "Responses that people mark, newest first"}, h.works)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/marking/works/{id}", ID: "get-marking-work", Tag: tag,
		Rights: web.Roles(actor.VendorAdmin, actor.Grader, actor.Auditor), Summary: "One of them with every mark given; to those who marked it once it is final"}, h.work)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/marking/agreement", ID: "get-marking-agreement", Tag: tag, Rights: watches,
		Summary: "How well those agree who mark blind: Cohen's kappa, weighted by the square of the difference, exact agreement, n"}, h.agreement)
}
