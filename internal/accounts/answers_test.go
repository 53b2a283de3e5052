package accounts

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"gorm.io/gorm"

	"laurel/internal/actor"
	"laurel/internal/store"
	"laurel/internal/testkit"
)

func TestAnswersToOtherSlices(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		h := open(t, db)
		mine, other := h.partner(t, "Northwind"), h.partner(t, "Contoso")
		eva, evaID := h.member(t, mine, "eva@northwind.example", "candidate")
		affiliation := eva.Call(t, http.MethodGet, "/api/v1/me", nil).Text(t, "affiliations", 0, "id")
		ask := func(person, partner, affiliation string) (belongs bool, of string) {
			asEva := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: evaID, Partners: map[string][]string{mine: {actor.Candidate}}})
			err := db.Read(asEva, func(tx *gorm.DB) (err error) {
				if belongs, err = h.Affiliated(asEva, tx, person, partner); err != nil {
					return err
				}
				of, err = h.PartnerOf(asEva, tx, person, affiliation)
				return err
			})
			if err != nil {
				t.Error(err)
			}
			return belongs, of
		}
		if belongs, of := ask(evaID, mine, affiliation); !belongs || of != mine {
			t.Error("the own affiliation:", belongs, of)
		}
		if belongs, of := ask(evaID, other, "aff_none"); belongs || of != "" {
			t.Error("another partner:", belongs, of)
		}
		if belongs, of := ask("per_none", mine, affiliation); belongs || of != "" {
			t.Error("another person:", belongs, of)
		}
		h.age(t, "update affiliations set valid_from = ?, valid_to = ?", db.Now().Add(-time.Hour), db.Now().Add(-time.Second))
		if belongs, of := ask(evaID, mine, affiliation); belongs || of != "" {
			t.Error("after the end:", belongs, of)
		}

		admin := actor.With(t.Context(), actor.Actor{Kind: actor.Person, ID: "per_p", Partners: map[string][]string{mine: {actor.PartnerAdmin}}})
		err := db.Read(admin, func(tx *gorm.DB) error {
			if got, err := h.PartnerID(admin, tx, mine); err != nil || got != mine {
				t.Error(got, err)
			}
			_, err := h.PartnerID(admin, tx, other)
			return err
		})
		if !errors.Is(err, ErrNoPartner) {
			t.Error("a partner out of sight:", err)
		}
	})
}
