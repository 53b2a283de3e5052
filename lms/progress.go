package lms

import "time"

// Progress of one lesson within one enrollment. It moves forward only: what was read stays read, what was passed stays
// passed, and CompletedAt is set once.
type Progress struct {
	EnrollmentID string
	LessonID     string
	Percent      int
	CheckPercent int
	CheckPassed  bool
	CompletedAt  *time.Time
	UpdatedAt    time.Time
}

// Step is what a learner reports: how much of the lesson is read, that it is done, or answers to its check.
type Step struct {
	Percent   *int
	Completed *bool
	Answers   map[string][]string
}

// take moves the progress by a step at a lesson. Marks are nil when the step brought no answers.
func (p Progress) take(step Step, lesson Lesson, now time.Time) (Progress, *Marks, error) {
	if step.Percent == nil && step.Completed == nil && step.Answers == nil {
		return p, nil, ErrInput.With(wrong("percent", "required", "give percent, completed or answers"))
	}
	var marks *Marks
	if step.Answers != nil {
		if lesson.Check == nil {
			return p, nil, ErrInput.With(wrong("answers", "no_check", "this lesson has no check"))
		}
		m, err := lesson.Check.Mark(step.Answers)
		if err != nil {
			return p, nil, err
		}
		marks = &m
		p.CheckPercent, p.CheckPassed = max(p.CheckPercent, m.Percent), p.CheckPassed || m.Passed
	}
	if step.Percent != nil {
		p.Percent = max(p.Percent, *step.Percent)
	}
	done := step.Completed != nil && *step.Completed
	switch {
	case lesson.Check == nil && (done || p.Percent == 100), lesson.Check != nil && p.CheckPassed:
		p = p.complete(now)
	case done:
		return p, nil, ErrCheckOpen
	}
	p.UpdatedAt = now
	return p, marks, nil
}

func (p Progress) complete(now time.Time) Progress {
	p.Percent = 100
	if p.CompletedAt == nil {
		p.CompletedAt = &now
	}
	return p
}

// share is the percentage that done is of all, rounded down so that 100 means all of it.
func share(done, all int) int {
	if all == 0 {
		return 0
	}
	return done * 100 / all
}
