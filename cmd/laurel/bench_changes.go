package main

import (
	"fmt"
	"time"

	"gorm.io/gorm"

	"laurel/badges"
	"laurel/cmd/internal/load"
	"laurel/internal/outbox"
	"laurel/internal/tiers"
	"laurel/internal/webhooks"
)

// One certified person is enough here, so that one award moves headcount, answer and standing.
const benchProgram = `
spec: tier/v1
program: bench
version: "1"
title: Bench
currency: USD
about: {inspired_by: A measurement, source: It is nobody's program}
standing: {promote: on_qualify, demote: after_grace, grace: P60D}
people: {employment: [employee], status: [active]}
tiers:
  - key: member
    title: Member
    rank: 1
    entry: open
    require: {all: [{headcount: {id: one, of: {certification: [bench]}, min: 1}}]}
`

// changes follows awards, one after the other, from the fact that they were earned to the webhooks of headcount and standing.
func (b *crowd) changes() error {
	if _, err := b.Tiers.ImportProgram(b.ctx, []byte(benchProgram)); err != nil {
		return err
	}
	if _, err := b.Tiers.Publish(b.ctx, "bench", "1", time.Time{}); err != nil {
		return err
	}
	receiver, err := load.Receive()
	if err != nil {
		return err
	}
	defer receiver.Close()
	if _, err := b.Webhooks.Create(b.ctx, webhooks.EndpointInput{URL: receiver.URL, Types: []string{"headcount.changed", "standing.changed"}}); err != nil {
		return err
	}
	worker, err := b.ground.Launch("", "worker")
	if err != nil {
		return err
	}
	defer b.ground.End(worker)
	times := &load.Times{}
	for i := range b.size.Changes + 2 {
		took, err := b.change(receiver, i)
		if err != nil {
			return err
		}
		if i >= 2 { // the worker has come up
			times.Add(took)
		}
	}
	b.table.Say("an award to headcount, standing and both webhooks: p50 %s, worst %s of %d", times.Quantile(0.5).Round(time.Millisecond), times.Quantile(1).Round(time.Millisecond), times.N())
	b.table.AtMost("a change of one award to its webhooks: worst", " s", times.Quantile(1).Seconds(), 2)
	return nil
}

func (b *crowd) change(receiver *load.Receiver, i int) (time.Duration, error) {
	now := b.DB.Now()
	partner, person, from := tiers.PartnerOf(i%b.size.Partners), fmt.Sprintf("per_bench_%d", i), now.AddDate(0, -1, 0)
	err := b.Tiers.NotePartner(b.ctx, tiers.Partner{ID: partner, ExternalID: "bench-" + fmt.Sprint(i), Name: "Bench", Country: "DE", Programs: []string{"bench"}, JoinedAt: from, Version: 5})
	if err == nil {
		err = b.Tiers.NoteAffiliation(b.ctx, tiers.Affiliation{ID: "aff_" + person, PersonID: person, PartnerID: partner, Employment: "employee", State: "confirmed", ByPerson: true, ByPartner: true, From: &from, Version: 1})
	}
	if err != nil {
		return 0, err
	}
	began := time.Now()
	err = b.DB.Tx(b.ctx, func(tx *gorm.DB) error {
		return outbox.Append(b.ctx, tx, now, badges.CredentialIssued{CredentialID: "crd_" + person, PersonID: person, CertificationKey: "bench", CertificationTitle: "Bench", AwardedAt: now, ValidFrom: now, Source: "att_" + person, Version: 1})
	})
	if err != nil {
		return 0, err
	}
	return receiver.Await(began, time.Minute, "headcount.changed "+partner, "standing.changed "+partner)
}
