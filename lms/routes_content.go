package lms

import (
	"context"
	"net/http"
	"strconv"

	"laurel/internal/web"
)

type trackOut struct {
	Status   int
	Location string `header:"Location"`
	ETag     string `header:"ETag"`
	Body     TrackView
}

type courseOut struct {
	Status   int
	Location string `header:"Location"`
	ETag     string `header:"ETag"`
	Body     CourseView
}

func etag(version int64) string { return web.ETag(strconv.FormatInt(version, 10)) }

// agree compares what the author read with what is held: nothing needs no If-Match, and does not match any.
func agree(ifMatch string) Agree {
	return func(version int64) error {
		if version == 0 && ifMatch == "" {
			return nil
		}
		if version == 0 {
			return web.ErrStale
		}
		return web.Match(ifMatch, strconv.FormatInt(version, 10))
	}
}

// named gives the key of the path, unless the document says another.
func named(path, body string) (string, error) {
	if body != "" && body != path {
		return "", ErrInput.With(wrong("key", "not_the_path", "must be the key of the path, or left out"))
	}
	return path, nil
}

func created(yes bool, place string) (status int, location string) {
	if yes {
		return http.StatusCreated, place
	}
	return http.StatusOK, ""
}

func (h routes) track(ctx context.Context, in *trackIn) (*trackOut, error) {
	t, err := h.lms.Track(ctx, in.Key)
	return &trackOut{Status: http.StatusOK, ETag: etag(t.Version), Body: viewTrack(t)}, err
}

type putTrackIn struct {
	Key     string `path:"key"`
	IfMatch string `header:"If-Match" maxLength:"100"`
	Body    TrackView
}

func (h routes) putTrack(ctx context.Context, in *putTrackIn) (*trackOut, error) {
	key, err := named(in.Key, in.Body.Key)
	if err != nil {
		return nil, err
	}
	track := in.Body.track()
	track.Key = key
	t, isNew, err := h.lms.PutTrack(ctx, track, agree(in.IfMatch))
	out := &trackOut{ETag: etag(t.Version), Body: viewTrack(t)}
	out.Status, out.Location = created(isNew, "/api/v1/tracks/"+key)
	return out, err
}

func (h routes) course(ctx context.Context, in *trackIn) (*courseOut, error) {
	c, err := h.lms.Course(ctx, in.Key)
	return &courseOut{Status: http.StatusOK, ETag: etag(c.Version), Body: viewCourse(c)}, err
}

type putCourseIn struct {
	Key     string `path:"key"`
	IfMatch string `header:"If-Match" maxLength:"100"`
	Body    CourseView
}

func (h routes) putCourse(ctx context.Context, in *putCourseIn) (*courseOut, error) {
	key, err := named(in.Key, in.Body.Key)
	if err != nil {
		return nil, err
	}
	course := in.Body.course()
	course.Key = key
	c, isNew, err := h.lms.PutCourse(ctx, course, agree(in.IfMatch))
	out := &courseOut{ETag: etag(c.Version), Body: viewCourse(c)}
	out.Status, out.Location = created(isNew, "/api/v1/courses/"+key)
	return out, err
}
