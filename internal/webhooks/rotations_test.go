package webhooks

import (
	"strings"
	"testing"
	"time"

	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestRotation(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h, r := newHouse(t, db), newReceiver(t, nil)
		first := h.endpoint(t, r.URL)
		second, err := h.Rotate(h.ctx, first.Endpoint.ID)
		if err != nil || second.Secret == first.Secret {
			t.Fatal(err)
		}
		send := func() message {
			h.tell(t, "standing.changed", "")
			h.work(t)
			all := r.messages()
			return all[len(all)-1]
		}
		if m := send(); !m.verifies(first.Secret) || !m.verifies(second.Secret) || m.verifies("whsec_"+strings.Repeat("A", 43)+"=") {
			t.Errorf("during the overlap: %s", m.signature)
		}
		h.exec(t, "update webhook_endpoints set previous_until = ?", h.db.Now().Add(-time.Second))
		if m := send(); m.verifies(first.Secret) || !m.verifies(second.Secret) {
			t.Errorf("after the overlap: %s", m.signature)
		}
		key, _ := strings.CutPrefix(second.Secret, "whsec_")
		if n := h.count(t, "select count(*) from audit_entries where detail like ?", "%"+key+"%"); n != 0 {
			t.Error("a secret stands in the audit")
		}
	})
}
