package load

import (
	"errors"
	"fmt"
	"slices"
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

// Adopt imports a bank (a QTI package) and publishes the exam over it as a free exam without gates, as the administrator.
func (s *Scene) Adopt(admin string, document map[string]any, bank []byte) error {
	var made, report struct{ ID, State, Reason string }
	call := func(method, path string, body []byte, into any, status ...int) error {
		a, err := s.Client.call(request{method: method, path: path, bearer: admin, body: body})
		if err != nil {
			return err
		}
		if !slices.Contains(status, a.status) {
			return fmt.Errorf("%s %s answered %d: %.500s", method, path, a.status, a.body)
		}
		if into == nil {
			return nil
		}
		return a.into(into)
	}
	if err := call("POST", "/api/v1/item-banks", encode(object{"name": "Rehearsal"}), &made, 201); err != nil {
		return err
	}
	path := "/api/v1/item-banks/" + made.ID + "/imports"
	if err := call("POST", path+"?format=qti", bank, &report, 201, 202); err != nil {
		return err
	}
	for until := time.Now().Add(5 * time.Minute); report.State == "running"; time.Sleep(200 * time.Millisecond) {
		if err := call("GET", path+"/"+report.ID, nil, &report, 200); err != nil {
			return err
		}
		if time.Now().After(until) {
			return errors.New("the bank is still being read after five minutes")
		}
	}
	if report.State != "done" {
		return fmt.Errorf("the bank was refused: %s", report.Reason)
	}
	s.Exam = "rehearsal"
	document["key"], document["item_bank"] = s.Exam, made.ID
	if err := call("POST", "/api/v1/exams", encode(document), nil, 201); err != nil {
		return err
	}
	return call("POST", "/api/v1/exams/"+s.Exam+"/publish", nil, nil, 200)
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

// Stocked waits until forms lie ready for all who are registered: they are made before anybody starts.
func (s *Scene) Stocked(admin string, within time.Duration) error {
	var seen struct {
		Ready int
		Data  []struct{ Mode string }
	}
	for until := time.Now().Add(within); ; time.Sleep(100 * time.Millisecond) {
		a, err := s.Client.want(request{method: "GET", path: "/api/v1/exams/" + s.Exam + "/forms?limit=1", bearer: admin}, 200, within)
		if err == nil {
			err = a.into(&seen)
		}
		switch {
		case err != nil:
			return err
		case seen.Ready >= len(s.Candidates), len(seen.Data) > 0 && seen.Data[0].Mode == "fixed":
			return nil
		case time.Now().After(until):
			return fmt.Errorf("only %d forms lie ready for %d candidates after %s", seen.Ready, len(s.Candidates), within)
		}
	}
}

func firstOf(failed []error) error {
	for i, err := range failed {
		if err != nil {
			return fmt.Errorf("candidate %d: %w", i+1, err)
		}
	}
	return nil
}
