package webhooks

import (
	"strings"

	"laurel/internal/actor"
)

// Query of the change feed. Empty Types asks for all.
type Query struct {
	Cursor string
	Types  []string
	Limit  int
}

// statement reads one row more than the limit, between two sequences. Its text is made of constants only.
func (q Query) statement(scope actor.Scope, after cursor, upto int64) (string, []any) {
	where := []string{"sequence > ?", "sequence <= ?"}
	args := []any{after.Place, upto}
	if after.Behind > 0 {
		where, args = append(where, "(change_sequence = 0 or change_sequence > ?)"), append(args, after.Behind)
	}
	if !scope.All() {
		where, args = append(where, "partner_id in ?"), append(args, scope.Partners())
	}
	if len(q.Types) > 0 {
		where, args = append(where, "type in ?"), append(args, q.Types)
	}
	return "select sequence, id, type, partner_id, at, payload from webhook_events where " +
		strings.Join(where, " and ") + " order by sequence limit ?", append(args, q.Limit+1)
}

// typesOf reads a comma-separated list and refuses names that are no types: a misspelt filter would look like silence.
func typesOf(list string) ([]string, error) {
	if list == "" {
		return nil, nil
	}
	types := strings.Split(list, ",")
	if _, found := unknownType(types); found {
		return nil, ErrInput.With(typeFault("types"))
	}
	return types, nil
}
