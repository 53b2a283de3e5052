package web

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"laurel/internal/actor"
)

// Rights says who may call a route. What of it they see is the slice's to decide.
type Rights struct {
	name   string
	public bool
	check  func(a actor.Actor) error
}

// String is the line in the rights matrix.
func (r Rights) String() string { return r.name }

// Public routes answer everybody and look at no token.
func Public() Rights { return Rights{name: "everybody", public: true} }

// SignedIn routes answer every person.
func SignedIn() Rights {
	return Rights{name: "any person", check: func(a actor.Actor) error {
		if a.Kind != actor.Person {
			return ErrForbidden
		}
		return nil
	}}
}

// Roles routes answer persons with one of the vendor roles; "partner_admin" and "candidate" stand for having that role at some partner.
func Roles(roles ...string) Rights {
	return Rights{name: strings.Join(roles, ", "), check: func(a actor.Actor) error {
		if a.Kind == actor.Person && holds(a, roles) {
			return nil
		}
		return ErrForbidden
	}}
}

// Scoped routes answer API keys with the scope, and persons with one of the roles.
func Scoped(scope string, orRoles ...string) Rights {
	return AnyScope([]string{scope}, orRoles...)
}

// AnyScope routes answer API keys with one of the scopes, and persons with one of the roles.
func AnyScope(scopes []string, orRoles ...string) Rights {
	name := "key " + strings.Join(scopes, " or ")
	if len(orRoles) > 0 {
		name += ", " + strings.Join(orRoles, ", ")
	}
	return Rights{name: name, check: func(a actor.Actor) error {
		switch {
		case slices.ContainsFunc(scopes, a.Can), a.Kind == actor.Person && holds(a, orRoles):
			return nil
		case a.Kind == actor.Key:
			return ErrScope
		default:
			return ErrForbidden
		}
	}}
}

// Vendor is every vendor role, for routes that all of the vendor's people may read.
func Vendor() []string {
	return []string{actor.VendorAdmin, actor.Author, actor.Grader, actor.Proctor, actor.ProgramManager, actor.Finance, actor.Support, actor.Auditor}
}

func holds(a actor.Actor, roles []string) bool {
	if a.Has(roles...) {
		return true
	}
	for _, at := range a.Partners {
		if slices.ContainsFunc(at, func(role string) bool { return slices.Contains(roles, role) }) {
			return true
		}
	}
	return false
}

// enter finds the actor, counts the call and checks the rights.
func (r *Router) enter(c *fiber.Ctx, op Op) (context.Context, error) {
	ctx := c.UserContext()
	call := callOf(ctx)
	call.route = op.Path
	who := actor.Actor{}
	if !op.Rights.public {
		var err error
		if who, err = r.identify(ctx, c, op.Recent); err != nil {
			if limited := r.count(c, who); limited != nil { // who guesses is counted by network
				return ctx, limited
			}
			return ctx, err
		}
		call.actor = who.ID
	}
	if !op.Free {
		if err := r.count(c, who); err != nil {
			return ctx, err
		}
	}
	if !op.Rights.public {
		if err := op.Rights.check(who); err != nil {
			return ctx, err
		}
	}
	return actor.With(ctx, who), nil
}

// identify finds who holds the bearer token of the request. A network that has used up its calls is not even looked at.
func (r *Router) identify(ctx context.Context, c *fiber.Ctx, recent bool) (actor.Actor, error) {
	bearer, ok := strings.CutPrefix(c.Get(fiber.HeaderAuthorization), "Bearer ")
	if !ok || bearer == "" || len(bearer) > 4096 {
		return actor.Actor{}, ErrSignedOut
	}
	now := r.options.Now()
	if recent {
		if who, ok := r.familiars.find(bearer, now); ok {
			return who, nil
		}
	}
	who, err := r.options.Authenticate(ctx, bearer)
	if recent && err == nil {
		r.familiars.keep(bearer, who, now)
	}
	return who, err
}

func (r *Router) count(c *fiber.Ctx, who actor.Actor) error {
	name := who.ID
	if name == "" {
		name = "net:" + network(callOf(c.UserContext()).remote)
	}
	verdict := r.limiter.Take(name)
	c.Set("RateLimit-Limit", strconv.Itoa(verdict.Limit))
	c.Set("RateLimit-Remaining", strconv.Itoa(verdict.Remaining))
	c.Set("RateLimit-Reset", strconv.Itoa(int(verdict.Reset.Seconds())+1))
	if !verdict.OK {
		return ErrTooMany.After(verdict.Retry)
	}
	return nil
}
