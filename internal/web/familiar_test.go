package web

import (
	"strconv"
	"testing"
	"time"

	"laurel/internal/actor"
)

func TestFamiliarsAreForgotten(t *testing.T) {
	t.Parallel()
	var f familiars
	now := time.Unix(1000, 0)
	if _, ok := f.find("token", now); ok {
		t.Error("a stranger is known")
	}
	f.keep("token", actor.Actor{ID: "per_1"}, now)
	if who, ok := f.find("token", now.Add(familiarFor-1)); !ok || who.ID != "per_1" {
		t.Error("forgotten too soon")
	}
	if _, ok := f.find("token", now.Add(familiarFor)); ok {
		t.Error("remembered too long")
	}
	if _, ok := f.find("tokeN", now); ok {
		t.Error("another token is taken for it")
	}
	for i := range 2 * familiarMost {
		f.keep(strconv.Itoa(i), actor.Actor{}, now)
	}
	if len(f.known) > familiarMost {
		t.Errorf("%d are remembered", len(f.known))
	}
}
