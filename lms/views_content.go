package lms

// course reads the document that an author sent.
func (v CourseView) course() Course {
	c := Course{Key: v.Key, Title: v.Title, Description: v.Description, Lessons: make([]Lesson, 0, len(v.Lessons))}
	for _, l := range v.Lessons {
		c.Lessons = append(c.Lessons, Lesson{Key: l.Key, Title: l.Title, Minutes: l.Minutes, Markdown: l.Markdown, Check: l.Check.check()})
	}
	return c
}

func (v *CheckView) check() *Check {
	if v == nil {
		return nil
	}
	c := &Check{PassPercent: v.PassPercent}
	if c.PassPercent == 0 {
		c.PassPercent = 100
	}
	for _, q := range v.Questions {
		question := Question{Stem: q.Stem, Explanation: q.Explanation}
		for _, o := range q.Options {
			question.Options = append(question.Options, Option(o))
		}
		c.Questions = append(c.Questions, question)
	}
	return c
}

func viewCourse(c Course) CourseView {
	v := CourseView{Key: c.Key, Title: c.Title, Description: c.Description, Lessons: make([]LessonSource, 0, len(c.Lessons))}
	for _, l := range c.Lessons {
		v.Lessons = append(v.Lessons, LessonSource{ID: l.ID, Key: l.Key, Title: l.Title, Minutes: l.Minutes, Markdown: l.Markdown, Check: viewCheck(l.Check)})
	}
	return v
}

func viewCheck(c *Check) *CheckView {
	if c == nil {
		return nil
	}
	v := &CheckView{PassPercent: c.PassPercent}
	for _, q := range c.Questions {
		question := QuestionView{Stem: q.Stem, Explanation: q.Explanation}
		for _, o := range q.Options {
			question.Options = append(question.Options, OptionView(o))
		}
		v.Questions = append(v.Questions, question)
	}
	return v
}
