package load

import (
	"fmt"
	"strings"
	"time"
)

// Scene is an exam with people who are registered for it, ready to begin.
type Scene struct {
	Client        *Client
	Exam          string
	Candidates    []*Candidate
	registrations []string
}

// benchBank is a bank of that many single choices of four, with stems as long as exams have them.
func benchBank(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "// [id:bench-%d]\nQuestion %d. A site loses its upstream at the busiest hour and the standby path carries half of the traffic. "+
			"Which step comes first? {=the first of %d ~the second of %d ~the third of %d ~the last of %d####Because it is.}\n\n", i, i, i, i, i, i)
	}
	return b.String()
}

// Offer makes a bank and publishes a free exam of that many items, as the ground's administrator.
func (s *Scene) Offer(admin string, items int) error {
	s.Exam = "bench"
	post := func(path string, status int, body []byte, into any) error {
		a, err := s.Client.want(request{method: "POST", path: path, bearer: admin, body: body}, status, 60*time.Second)
		if err != nil || into == nil {
			return err
		}
		return a.into(into)
	}
	var bank struct{ ID string }
	if err := post("/api/v1/item-banks", 201, encode(object{"name": "Bench"}), &bank); err != nil {
		return err
	}
	if err := post("/api/v1/item-banks/"+bank.ID+"/imports?format=gift", 201, []byte(benchBank(2*items)), nil); err != nil {
		return err
	}
	if err := post("/api/v1/exams", 201, encode(object{
		"key": s.Exam, "title": "Bench", "item_bank": bank.ID, "time_limit_seconds": 5400, "blueprint": object{"length": items},
		"scoring": object{"cut_percent": "60", "scale": object{"min": 100, "pass": 700, "max": 1000}}, "price": object{"amount": 0, "currency": "USD"},
	}), nil); err != nil {
		return err
	}
	return post("/api/v1/exams/"+s.Exam+"/publish", 200, nil, nil)
}

// SignIn gives the access token of the ground's administrator.
func (s *Scene) SignIn(password string) (string, error) {
	a, err := s.Client.want(request{method: "POST", path: "/api/v1/session", body: encode(object{"email": AdminEmail, "password": password})}, 201, 30*time.Second)
	if err != nil {
		return "", err
	}
	var session struct {
		AccessToken string `json:"access_token"`
	}
	return session.AccessToken, a.into(&session)
}

// Register gives every bearer a place at the exam.
func (s *Scene) Register(bearers []string) error {
	s.Candidates, s.registrations = make([]*Candidate, len(bearers)), make([]string, len(bearers))
	failed := make([]error, len(bearers))
	together(len(bearers), 16, func(i int) {
		s.Candidates[i] = NewCandidate(s.Client, bearers[i])
		s.registrations[i], failed[i] = s.Candidates[i].Register(s.Exam, fmt.Sprintf("place-%d", i))
	})
	return firstOf(failed)
}

func firstOf(failed []error) error {
	for i, err := range failed {
		if err != nil {
			return fmt.Errorf("candidate %d: %w", i+1, err)
		}
	}
	return nil
}
