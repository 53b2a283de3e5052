package labs

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"laurel/internal/hooks"
	"laurel/internal/id"
)

// question is what an outside grader is sent.
type question struct {
	Type     string        `json:"type"` // lab.provision, lab.grade
	Session  string        `json:"session"`
	Item     string        `json:"item"`
	Version  string        `json:"item_version"`
	Callback string        `json:"callback_url"`
	AnswerBy time.Time     `json:"answer_by"`
	Tasks    []asked       `json:"tasks"`
	Work     *questionWork `json:"work,omitempty"`
}

type asked struct {
	Key    string   `json:"key"`
	Checks []string `json:"checks"`
}

type questionWork struct {
	Text  string         `json:"text"`
	Files []questionFile `json:"files"`
}

type questionFile struct {
	File
	URL string `json:"url"`
}

// question words what is due for a session. Nobody's name is in it.
func (s *Service) question(x stepping, by time.Time) question {
	path := s.base + "/api/v1/labs/" + x.session.ID
	q := question{Type: "lab.provision", Session: x.session.ID, Item: x.session.ItemID, Version: x.session.ItemVersionID, Callback: path + "/ready", AnswerBy: by, Tasks: []asked{}}
	for _, t := range x.doc.Tasks {
		q.Tasks = append(q.Tasks, asked{t.Key, t.Checks})
	}
	if x.session.Due {
		q.Type, q.Callback, q.Work = "lab.grade", path+"/grade", &questionWork{x.session.Work, []questionFile{}}
		for _, f := range x.files {
			q.Work.Files = append(q.Work.Files, questionFile{f, path + "/files/" + f.ID})
		}
	}
	return q
}

// mostAsked is how often an outside grader is asked for one thing.
const mostAsked = 6

// ask sends the question and sets down when to ask again: after a refusal by the schedule, after a yes when the time to answer is over.
func (s *Service) ask(ctx context.Context, x stepping) error {
	if x.session.Tries >= mostAsked {
		return s.mine(ctx, x, func(tx *gorm.DB, now Session) error { return s.fall(ctx, tx, now, failure{Failed, noAnswer, ""}) })
	}
	by := x.now.Add(x.doc.answerWithin())
	body, err := json.Marshal(s.question(x, by))
	if err != nil {
		return err
	}
	bounded, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	answer, err := hooks.Post(bounded, s.client, hooks.Call{URL: x.doc.URL, ID: id.New("msg"), At: x.now, Body: body, Secrets: []hooks.Secret{x.secret}})
	if ctx.Err() != nil { // we are shutting down: the lease runs out and it is asked again
		return ctx.Err()
	}
	o := outcome{step: x, by: by, after: answer.Asked}
	switch {
	case err != nil:
		o.reason = hooks.Reason(err)
	case answer.Status < 200 || answer.Status > 299:
		o.reason = refusedIt
	}
	return s.mine(ctx, x, func(tx *gorm.DB, now Session) error { return s.asked(ctx, tx, now, o) })
}

type outcome struct {
	step   stepping
	reason string // "" for a yes
	by     time.Time
	after  time.Duration
}

// asked keeps what came of a question. What was meant for another state than the session has now is forgotten.
func (s *Service) asked(ctx context.Context, tx *gorm.DB, x Session, o outcome) error {
	if x.Due != o.step.session.Due || x.State != o.step.session.State {
		return nil
	}
	tries, next, state, reason := x.Tries+1, o.by, x.State, o.reason
	if o.reason != "" {
		wait, more := retries().Wait(x.ID, tries, o.after)
		if !more {
			return s.fall(ctx, tx, x, failure{Failed, o.reason, ""})
		}
		next = s.db.Now().Add(wait)
	} else {
		if x.State == Provisioning || x.State == GradingNow { // it had said yes before, and then nothing
			reason = noAnswer
		}
		if state = Provisioning; x.Due {
			state = GradingNow
		}
	}
	return tx.Exec("update lab_sessions set state = ?, tries = ?, reason = ?, next_at = ? where id = ?", state, tries, reason, next, x.ID).Error
}
