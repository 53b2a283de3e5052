package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sort"
	"strings"
	"time"

	"laurel/internal/accounts"
	"laurel/internal/actor"
	"laurel/internal/id"
)

// player lives the history of the demonstration through the API, each deed by the person who would do it, at the time
// it would have been done.
type player struct {
	app      *App
	vendor   demoVendor
	password string
	clock    *demoClock
	progress func(done, total int)
	now      time.Time
	events   []happening
	banks    map[string]string // id by key
	keys     map[string]answerKey
	people   map[string]string // person id by address
	tokens   map[string]token  // by address
	partners map[string]string // id by key
}

type happening struct {
	at   time.Time
	what string
	do   func(ctx context.Context) error
}

type token struct {
	bearer  string
	expires time.Time
}

// object is a JSON object.
type object = map[string]any

func newPlayer(a *App, v demoVendor, password string, clock *demoClock) *player {
	return &player{
		app: a, vendor: v, password: password, clock: clock, now: time.Now().UTC(),
		banks: map[string]string{}, keys: map[string]answerKey{}, people: map[string]string{}, tokens: map[string]token{}, partners: map[string]string{},
	}
}

// play does everything in the order of its time, and all that follows from each before the next.
func (p *player) play(ctx context.Context) error {
	p.opening()
	for _, partner := range p.vendor.Partners {
		p.founding(partner)
	}
	sort.SliceStable(p.events, func(i, j int) bool { return p.events[i].at.Before(p.events[j].at) })
	for i, e := range p.events {
		p.progress(i, len(p.events))
		p.clock.to(e.at)
		if err := e.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", e.what, err)
		}
		if err := p.app.Workers.Drain(ctx); err != nil {
			return fmt.Errorf("after %s: %w", e.what, err)
		}
	}
	p.clock.back()
	return p.today(ctx)
}

// today brings what passed by time alone.
func (p *player) today(ctx context.Context) error {
	ctx = actor.With(ctx, actor.SystemOf("demo"))
	if _, err := p.app.Badges.ExpireDue(ctx); err != nil {
		return err
	}
	if err := p.app.Workers.Drain(ctx); err != nil {
		return err
	}
	if _, err := p.app.Tiers.SettleDue(ctx); err != nil {
		return err
	}
	if err := p.app.Badges.PublishStatusLists(ctx); err != nil { // those signed in the past have run out
		return err
	}
	return p.app.Workers.Drain(ctx)
}

func (p *player) when(daysAgo int, more time.Duration, what string, do func(ctx context.Context) error) {
	p.events = append(p.events, happening{p.ago(daysAgo).Add(more), what, do})
}

func (p *player) ago(days int) time.Time { return p.now.AddDate(0, 0, -days) }

// as signs somebody in, or finds that they are.
func (p *player) as(ctx context.Context, address string) (string, error) {
	if t, ok := p.tokens[address]; ok && t.expires.After(p.clock.Now().Add(time.Minute)) && p.clock.Now().After(t.expires.Add(-16*time.Minute)) {
		return t.bearer, nil
	}
	answer, err := p.call(ctx, "", http.MethodPost, "/api/v1/session", object{"email": address, "password": p.password})
	if err != nil {
		return "", fmt.Errorf("sign in %s: %w", address, err)
	}
	return p.keepToken(address, answer), nil
}

func (p *player) keepToken(address string, session object) string {
	bearer, _ := session["access_token"].(string)
	p.tokens[address] = token{bearer, p.clock.Now().Add(14 * time.Minute)}
	if person, ok := session["person"].(object); ok {
		p.people[address], _ = person["id"].(string)
	}
	return bearer
}

// ask calls the API as the person of that address.
func (p *player) ask(ctx context.Context, address, method, path string, body any) (object, error) {
	bearer, err := p.as(ctx, address)
	if err != nil {
		return nil, err
	}
	return p.call(ctx, bearer, method, path, body)
}

// call goes through the router without a network. Text is sent as it is.
func (p *player) call(ctx context.Context, bearer, method, path string, body any) (object, error) {
	payload, plain := []byte(nil), false
	if text, ok := body.(string); ok {
		payload, plain = []byte(text), true
	} else if body != nil {
		var err error
		if payload, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, p.app.Settings.Base()+path, bytes.NewReader(payload))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	if plain {
		request.Header.Set("Content-Type", "text/plain")
	}
	if bearer != "" {
		request.Header.Set("Authorization", "Bearer "+bearer)
	}
	if method == http.MethodPost {
		request.Header.Set("Idempotency-Key", id.Token())
	}
	answer, err := p.app.Router.Fiber().Test(request, int(requestPatience.Milliseconds()))
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode >= http.StatusBadRequest {
		return nil, fmt.Errorf("%s %s: %d %s", method, path, answer.StatusCode, text)
	}
	out := object{}
	if len(text) > 0 && strings.Contains(answer.Header.Get("Content-Type"), "json") {
		err = json.Unmarshal(text, &out)
	}
	return out, err
}

const requestPatience = 20 * time.Second

// accept follows the link of an invitation as the invited person.
func (p *player) accept(ctx context.Context, invitation accounts.Invitation, name string) error {
	answer, err := p.call(ctx, "", http.MethodPost, "/api/v1/invitations/accept", object{
		"token": p.app.Accounts.InvitationToken(invitation), "name": name, "password": p.password,
	})
	if err != nil {
		return err
	}
	p.keepToken(invitation.Email, answer)
	return nil
}

// staffer is the first of the vendor's people with the role.
func (p *player) staffer(role string) string {
	for _, s := range p.vendor.Staff {
		for _, r := range s.Roles {
			if r == role {
				return s.Email
			}
		}
	}
	return ""
}
