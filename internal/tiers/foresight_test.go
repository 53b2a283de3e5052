package tiers_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm"

	"laurel/internal/store"
	"laurel/internal/testkit"
	"laurel/internal/tiers"
)

// What is foreseen is what would be, and nothing of it happens.
func TestForesightChangesNothing(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF-1")
		b.employ("ptn_a", "per_1", "per_2")
		b.award("per_1", "certification", "engineer", nil)
		now := db.Now()
		ask := []tiers.Award{
			{PersonID: "per_1", Kind: "certification", Key: "engineer", Source: "crd_per_1engineer", Status: "revoked", At: now},
			{PersonID: "per_2", Kind: "certification", Key: "architect", Source: "foreseen att_1", From: now, At: now},
		}
		changes := len(b.facts("tiers.headcount_changed"))
		want := []tiers.Consequence{{PartnerID: "ptn_a", What: "headcount", Key: "architect", From: "", To: "1"}, {PartnerID: "ptn_a", What: "headcount", Key: "engineer", From: "1", To: "0"}}
		for range 2 {
			got, err := b.Foresee(b.ctx, ask)
			b.must(err)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		}
		tree := b.call("prm", "GET", "/prm/v1/partners/ptn_a/headcounts/engineer/people", nil, 200)
		if tree["count"].(float64) != 1 || len(b.facts("tiers.headcount_changed")) != changes {
			t.Errorf("it happened: %v", tree)
		}
		if got, err := b.Foresee(b.ctx, nil); err != nil || len(got) != 0 {
			t.Errorf("of nothing: %v %v", got, err)
		}
	})
}

// The end of an affiliation is foreseen with the figures that it takes, and nothing of it happens.
func TestForesightOfALeaver(t *testing.T) {
	t.Parallel()
	testkit.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db)
		b.partner("ptn_a", "SF-1")
		b.employ("ptn_a", "per_1", "per_2")
		b.award("per_1", "certification", "engineer", nil)
		b.award("per_2", "certification", "engineer", nil)
		var left tiers.Affiliation
		now := db.Now()
		b.must(db.Read(b.ctx, func(tx *gorm.DB) error {
			return tx.Raw("select affiliation_id as id, person_id, partner_id, employment, by_person, by_partner, valid_from from tier_affiliations where person_id = 'per_1'").
				Row().Scan(&left.ID, &left.PersonID, &left.PartnerID, &left.Employment, &left.ByPerson, &left.ByPartner, &left.From)
		}))
		left.State, left.To = "ended", &now
		want := []tiers.Consequence{{PartnerID: "ptn_a", What: "headcount", Key: "engineer", From: "2", To: "1"}}
		for range 2 {
			got, err := b.ForeseePeople(b.ctx, tiers.Foreseen{Affiliations: []tiers.Affiliation{left}})
			b.must(err)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		}
		if tree := b.call("prm", "GET", "/prm/v1/partners/ptn_a/headcounts/engineer/people", nil, 200); tree["count"].(float64) != 2 {
			t.Errorf("it happened: %v", tree)
		}
	})
}
