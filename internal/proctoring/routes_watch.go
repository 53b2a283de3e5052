package proctoring

import (
	"context"
	"time"

	"laurel/internal/web"
)

type idIn struct {
	ID string `path:"id"`
}

type keyIn struct {
	Key string `path:"key"`
}

type lockdownOut struct {
	ETag string `header:"ETag"`
	Body LockdownView
}

func (h routes) getLockdown(ctx context.Context, in *keyIn) (*lockdownOut, error) {
	l, err := h.proctoring.Lockdown(ctx, in.Key)
	return &lockdownOut{web.ETag(l.ETag()), viewLockdown(l)}, err
}

type putLockdownIn struct {
	Key     string `path:"key"`
	IfMatch string `header:"If-Match"`
	Body    struct {
		ConfigKeys      []NamedKey `json:"config_keys" maxItems:"200" nullable:"false"`
		BrowserExamKeys []NamedKey `json:"browser_exam_keys" maxItems:"200" nullable:"false"`
	}
}

func (h routes) putLockdown(ctx context.Context, in *putLockdownIn) (*lockdownOut, error) {
	l, err := h.proctoring.WriteLockdown(ctx, in.IfMatch, Lockdown{ExamKey: in.Key, ConfigKeys: in.Body.ConfigKeys, BrowserKeys: in.Body.BrowserExamKeys})
	return &lockdownOut{web.ETag(l.ETag()), viewLockdown(l)}, err
}

func (h routes) challenge(ctx context.Context, in *keyIn) (*struct{ Body ChallengeView }, error) {
	c, err := h.proctoring.Challenge(ctx, in.Key)
	return &struct{ Body ChallengeView }{ChallengeView{c.ID, c.ExpiresAt}}, err
}

type proveIn struct {
	Body struct {
		Challenge          string `json:"challenge" maxLength:"100"`
		PageURL            string `json:"page_url" maxLength:"2000"`
		ConfigKeyHash      string `json:"config_key_hash" maxLength:"100"`
		BrowserExamKeyHash string `json:"browser_exam_key_hash,omitempty" maxLength:"100"`
	}
}

type proofView struct {
	Proof string `json:"proof"`
}

func (h routes) prove(ctx context.Context, in *proveIn) (*struct{ Body proofView }, error) {
	b := in.Body
	proof, err := h.proctoring.Prove(ctx, b.Challenge, Evidence{Address: b.PageURL, ConfigKey: b.ConfigKeyHash, Request: b.BrowserExamKeyHash})
	return &struct{ Body proofView }{proofView{proof}}, err
}

type overrideIn struct {
	ID   string `path:"id"`
	Body struct {
		Reason  string `json:"reason" maxLength:"4000"`
		Minutes int    `json:"minutes"`
	}
}

func (h routes) override(ctx context.Context, in *overrideIn) (*struct{ Body OverrideView }, error) {
	o, err := h.proctoring.Override(ctx, in.ID, in.Body.Reason, time.Duration(min(max(in.Body.Minutes, 0), 100_000))*time.Minute)
	return &struct{ Body OverrideView }{viewOverride(o)}, err
}

type unlockIn struct {
	ID   string `path:"id"`
	Body struct {
		Reason string `json:"reason" maxLength:"4000"`
	}
}

func (h routes) unlock(ctx context.Context, in *unlockIn) (*struct{}, error) {
	return nil, h.proctoring.Unlock(ctx, in.ID, in.Body.Reason)
}

type noticedBody struct {
	Kind    string `json:"kind" enum:"focus_lost,focus_regained,copy,cut,paste,fullscreen_entered,fullscreen_left,displays,network_gap"`
	Count   int    `json:"count,omitempty" minimum:"0" maximum:"1000"`
	Seconds int    `json:"seconds,omitempty" minimum:"0" maximum:"86400"`
	AgoMS   int64  `json:"ago_ms,omitempty" minimum:"0" maximum:"86400000" doc:"How long before this call, by the player's steady clock"`
}

type noteIn struct {
	ID   string `path:"id"`
	Body struct {
		Signals []noticedBody `json:"signals" minItems:"1" maxItems:"50" nullable:"false"`
	}
}

func (h routes) note(ctx context.Context, in *noteIn) (*struct{}, error) {
	noticed := make([]Noticed, len(in.Body.Signals))
	for i, s := range in.Body.Signals {
		noticed[i] = Noticed{Kind(s.Kind), s.Count, s.Seconds, time.Duration(s.AgoMS) * time.Millisecond}
	}
	return nil, h.proctoring.Note(ctx, in.ID, noticed)
}

func (h routes) record(ctx context.Context, in *idIn) (*struct{ Body RecordView }, error) {
	r, err := h.proctoring.Record(ctx, in.ID)
	return &struct{ Body RecordView }{viewRecord(r)}, err
}

func (h routes) room(ctx context.Context, in *keyIn) (*struct{ Body RoomView }, error) {
	c, desks, now, err := h.proctoring.Room(ctx, in.Key)
	return &struct{ Body RoomView }{viewRoom(c, desks, now)}, err
}

func (h routes) getOutsider(ctx context.Context, in *keyIn) (*struct{ Body OutsiderView }, error) {
	o, err := h.proctoring.Outsider(ctx, in.Key)
	return &struct{ Body OutsiderView }{viewOutsider(o)}, err
}

type appointIn struct {
	Key  string `path:"key"`
	Body struct {
		URL string `json:"url" maxLength:"3000"`
	}
}

func (h routes) appoint(ctx context.Context, in *appointIn) (*struct{ Body OutsiderView }, error) {
	o, err := h.proctoring.Appoint(ctx, in.Key, in.Body.URL)
	return &struct{ Body OutsiderView }{viewOutsider(o)}, err
}

func (h routes) look(ctx context.Context, in *idIn) (*struct{ Body SessionView }, error) {
	v, err := h.proctoring.Look(ctx, in.ID)
	return &struct{ Body SessionView }{viewSession(v)}, err
}

func (h routes) open(ctx context.Context, in *idIn) (*struct{ Body SessionView }, error) {
	v, err := h.proctoring.Open(ctx, in.ID)
	return &struct{ Body SessionView }{viewSession(v)}, err
}
