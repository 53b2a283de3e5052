package lms

import (
	"context"
	"net/http"

	"laurel/internal/actor"
	"laurel/internal/web"
)

// Routes speaks the learning part of the API.
func (s *Service) Routes(r *web.Router) {
	h := routes{s}
	author := web.Roles(actor.VendorAdmin, actor.Author)
	reads := web.Roles(actor.VendorAdmin, actor.Author, actor.Auditor)
	sponsor := web.Roles(actor.VendorAdmin, actor.ProgramManager, actor.PartnerAdmin)
	const tag = "Learning"

	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/tracks", ID: "list-tracks", Tag: tag, Rights: web.SignedIn(),
		Summary: "Tracks, of one job role or all, with the caller's own state"}, h.tracks)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/tracks/{key}", ID: "get-track", Tag: tag, Rights: web.SignedIn(), Summary: "A track"}, h.track)
	web.Operation(r, web.Op{Method: http.MethodPut, Path: "/api/v1/tracks/{key}", ID: "put-track", Tag: tag, Rights: author,
		Summary: "Write a track; changing one needs If-Match"}, h.putTrack)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/courses/{key}", ID: "get-course", Tag: tag, Rights: reads, Summary: "A course with its lessons as written"}, h.course)
	web.Operation(r, web.Op{Method: http.MethodPut, Path: "/api/v1/courses/{key}", ID: "put-course", Tag: tag, Rights: author, MaxBody: 8 << 20,
		Summary: "Write a course with all its lessons; changing one needs If-Match"}, h.putCourse)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/tracks/{key}/enrollments", ID: "enroll", Tag: tag, Rights: web.SignedIn(), Status: http.StatusCreated,
		Summary: "Enroll oneself; 200 with the same enrollment when there is one"}, h.enroll)
	web.Operation(r, web.Op{Method: http.MethodPost, Path: "/api/v1/partners/{id}/enrollments", ID: "enroll-staff", Tag: tag, Rights: sponsor,
		Summary: "Enroll people of a partner, all or none"}, h.enrollStaff)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/me/enrollments", ID: "list-my-enrollments", Tag: tag, Rights: web.SignedIn(),
		Summary: "The caller's enrollments with tracks, courses, lessons and progress"}, h.mine)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/enrollments/{id}", ID: "get-enrollment", Tag: tag, Rights: web.SignedIn(), Summary: "One of the caller's enrollments"}, h.enrollment)
	web.Operation(r, web.Op{Method: http.MethodGet, Path: "/api/v1/lessons/{id}", ID: "get-lesson", Tag: tag, Rights: web.SignedIn(),
		Summary: "A lesson to read, for those enrolled in it and for authors"}, h.lesson)
	web.Operation(r, web.Op{Method: http.MethodPut, Path: "/api/v1/enrollments/{id}/lessons/{lesson}/progress", ID: "put-progress", Tag: tag, Rights: web.SignedIn(),
		Summary: "Move forward in a lesson: percent read, completed, or answers to its check"}, h.progress)
}

type routes struct{ lms *Service }

type trackIn struct {
	Key string `path:"key"`
}

type listIn struct {
	web.Paging
	JobRole string `query:"job_role" maxLength:"100"`
}

func (h routes) tracks(ctx context.Context, in *listIn) (*struct{ Body web.List[CardView] }, error) {
	after, err := in.After()
	if err != nil {
		return nil, err
	}
	cards, err := h.lms.Tracks(ctx, in.JobRole, after, in.Limit+1)
	views := make([]CardView, 0, len(cards))
	for _, c := range cards {
		views = append(views, viewCard(c))
	}
	return &struct{ Body web.List[CardView] }{web.Listed(views, in.Limit, func(v CardView) string { return v.Key })}, err
}

func (h routes) mine(ctx context.Context, in *web.Paging) (*struct{ Body web.List[WayView] }, error) {
	before, err := in.After()
	if err != nil {
		return nil, err
	}
	ways, err := h.lms.Learning(ctx, before, in.Limit+1)
	views := make([]WayView, 0, len(ways))
	for _, w := range ways {
		views = append(views, viewWay(w))
	}
	return &struct{ Body web.List[WayView] }{web.Listed(views, in.Limit, func(v WayView) string { return v.ID })}, err
}

type oneIn struct {
	ID string `path:"id"`
}

func (h routes) enrollment(ctx context.Context, in *oneIn) (*struct{ Body WayView }, error) {
	way, err := h.lms.Enrollment(ctx, in.ID)
	return &struct{ Body WayView }{viewWay(way)}, err
}

func (h routes) lesson(ctx context.Context, in *oneIn) (*struct{ Body LessonView }, error) {
	opened, err := h.lms.Open(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	view, err := h.lms.renderer.viewLesson(opened)
	return &struct{ Body LessonView }{view}, err
}
