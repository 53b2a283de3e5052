// Package actor says who is asking, and how far that one can see.
package actor

import (
	"context"
	"slices"
	"sort"
)

// Kind of actor.
type Kind string

// The kinds. The zero value is nobody: not signed in.
const (
	Nobody Kind = ""
	Person Kind = "person"
	Key    Kind = "key"    // an API key, acting for the vendor's PRM
	System Kind = "system" // a worker or a command of the operator
)

// Roles a person may hold for the vendor, and at a partner.
const (
	VendorAdmin    = "vendor_admin"
	Author         = "author"
	Grader         = "grader"
	Proctor        = "proctor"
	ProgramManager = "program_manager"
	Finance        = "finance"
	Support        = "support"
	Auditor        = "auditor" // reads all, changes nothing

	PartnerAdmin = "partner_admin"
	Candidate    = "candidate"
)

// Actor is who asks now. Partners maps each partner of a current, confirmed affiliation to the roles held there.
type Actor struct {
	Kind     Kind
	ID       string
	Name     string
	Session  string
	Roles    []string
	Partners map[string][]string
	Scopes   []string
}

type key struct{}

// With puts the actor into the context.
func With(ctx context.Context, a Actor) context.Context { return context.WithValue(ctx, key{}, a) }

// From finds the actor; without one it is Nobody.
func From(ctx context.Context) Actor {
	a, _ := ctx.Value(key{}).(Actor)
	return a
}

// SystemOf names a part of the product that acts on its own and sees all.
func SystemOf(name string) Actor { return Actor{Kind: System, ID: "system:" + name, Name: name} }

// Has holds for a vendor role among those named.
func (a Actor) Has(roles ...string) bool {
	return slices.ContainsFunc(a.Roles, func(r string) bool { return slices.Contains(roles, r) })
}

// IsVendor holds for the vendor's own people.
func (a Actor) IsVendor() bool { return a.Kind == Person && len(a.Roles) > 0 }

// Can holds for an API key with the scope.
func (a Actor) Can(scope string) bool { return a.Kind == Key && slices.Contains(a.Scopes, scope) }

// AdminOf holds for an administrator of that partner.
func (a Actor) AdminOf(partner string) bool {
	return slices.Contains(a.Partners[partner], PartnerAdmin)
}

// Scope is the first wall between partners: functions over partner-owned rows ask for one, and only this package makes them.
type Scope struct {
	all      bool
	partners []string
}

// Sight is what the actor of ctx may see of partners: vendor roles, keys and the system all of them; a partner's
// administrator that partner; everybody else none.
func Sight(ctx context.Context) Scope {
	a := From(ctx)
	if a.Kind == System || a.Kind == Key || a.IsVendor() {
		return Scope{all: true}
	}
	return Scope{partners: a.partnersWhere(func(roles []string) bool { return slices.Contains(roles, PartnerAdmin) })}
}

// Membership is every partner that the actor belongs to, as the second wall (row-level security) needs it: wider than
// Sight, so that a candidate can reach the own voucher, and never wider than the own partners.
func Membership(ctx context.Context) Scope {
	a := From(ctx)
	if a.Kind == System || a.Kind == Key || a.IsVendor() {
		return Scope{all: true}
	}
	return Scope{partners: a.partnersWhere(func([]string) bool { return true })}
}

func (a Actor) partnersWhere(keep func(roles []string) bool) []string {
	out := []string{}
	for partner, roles := range a.Partners {
		if keep(roles) {
			out = append(out, partner)
		}
	}
	sort.Strings(out)
	return out
}

// All holds for a scope without bounds.
func (s Scope) All() bool { return s.all }

// Sees holds for a partner inside the scope.
func (s Scope) Sees(partner string) bool { return s.all || slices.Contains(s.partners, partner) }

// Partners lists the partners of a bounded scope, sorted; it is empty for All.
func (s Scope) Partners() []string { return s.partners }

// Request is the key under which the actor asks for something to be done once; Hash covers method, path and body.
type Request struct{ Key, Hash string }

type requestKey struct{}

// WithRequest puts the key of the request into the context.
func WithRequest(ctx context.Context, r Request) context.Context {
	return context.WithValue(ctx, requestKey{}, r)
}

// RequestOf finds it.
func RequestOf(ctx context.Context) (Request, bool) {
	r, ok := ctx.Value(requestKey{}).(Request)
	return r, ok
}
